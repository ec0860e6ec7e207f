import { killedWhile, resizing } from './killed-while.ts';

await killedWhile(resizing, 'every fault point', (points) => points, 8);

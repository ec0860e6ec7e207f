import { killedWhile, restoring } from './killed-while.ts';

await killedWhile(restoring, 'every fault point', (points) => points, 6);

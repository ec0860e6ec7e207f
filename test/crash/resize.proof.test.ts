import { killedWhileResizing } from './resized.ts';

await killedWhileResizing('every fault point of a change of sizes', (points) => points, 8);

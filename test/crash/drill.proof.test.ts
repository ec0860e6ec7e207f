import { killedWhile } from './killed-while.ts';

await killedWhile(
  { command: 'drill gallifrey' },
  'the fault points of what a drill does otherwise than a clone',
  (points) =>
    points.filter((point) => / (add|start|proof|remove)$|:(add|start|proof|remove)$|decided|ended/.test(point)),
  2,
);

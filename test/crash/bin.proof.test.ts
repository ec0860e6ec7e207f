import { killedWhile } from './killed-while.ts';

const before = ['clone gallifrey dev', 'destroy gallifrey-dev'];

await killedWhile(
  { command: 'undo 2', before },
  'the fault points of what brings a VM back from the bin',
  (points) => points.filter((point) => / undo-bin$|:undo-bin$/.test(point)),
  2,
);

await killedWhile(
  { command: 'purge gallifrey-dev', before },
  'the fault points of what removes a VM from the bin',
  (points) => points,
  2,
);

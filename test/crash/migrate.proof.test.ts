import { mirrored } from '../support/two-nodes.ts';
import { killedWhile } from './killed-while.ts';

const all = (points: readonly string[]) => points;

await killedWhile(
  { command: 'drain host02', before: ['migrate gallifrey', 'migrate skaro'], sandbox: mirrored() },
  'every fault point',
  all,
  4,
);
await killedWhile(
  { command: 'migrate gallifrey', sandbox: mirrored('gallifrey') },
  'every fault point of a move with its disk',
  all,
  4,
);

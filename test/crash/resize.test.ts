import { killedWhileResizing } from './resized.ts';

// All points take minutes: npm run proof. These are where most is at stake.
await killedWhileResizing(
  'some fault points of a change of sizes',
  () => ['ganeti.submitted maximum', 'after effect vcpus', 'ganeti.submitted disk'],
  1,
);

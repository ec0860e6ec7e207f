import { killedWhile, resizing } from './killed-while.ts';

// All points take minutes: npm run proof. These are where most is at stake.
await killedWhile(
  resizing,
  'some fault points',
  () => ['ganeti.submitted maximum', 'after effect vcpus', 'ganeti.submitted disk'],
  1,
);

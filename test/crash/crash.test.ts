import { killedAt } from './every-point.ts';

// All points take minutes: npm run proof. These are one of each kind, where most is at stake.
await killedAt('some fault points of a clone and its undoing', {
  end: (run) => `undo ${run}`,
  ofClone: () => ['job.started copy', 'after effect add', 'before effect replace', 'switch.armed firewall'],
  ofEnd: () => ['before write decided+ended', 'ganeti.submitted undo-add'],
});

import { killedAt } from './every-point.ts';

// All points take minutes: npm run crash. These are one of each kind, where most is at stake.
killedAt('some fault points of a clone and its undoing', {
  end: (run) => `undo ${run}`,
  ofClone: (points) =>
    points.filter((point) => ['job.started copy', 'after effect add', 'switch.armed firewall'].includes(point)),
  ofEnd: (points) => points.filter((point) => ['before write ended', 'ganeti.submitted undo-add'].includes(point)),
});

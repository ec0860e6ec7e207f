import { killedAt } from './every-point.ts';

await killedAt('the fault points of what a mirrored clone does otherwise, and of its undoing', {
  clone: 'clone gallifrey dev --mirror host02',
  end: (run) => `undo ${run}`,
  ofClone: (points) => points.filter((point) => /\b(placeholder|add|replace|mirror|start|sync)\b/.test(point)),
  ofEnd: (points) => points.filter((point) => /undo-(volume|placeholder|add|start)/.test(point)),
  settings: { nodes: 2 },
});

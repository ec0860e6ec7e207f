import { killedAt } from './every-point.ts';

const across = /\b(snapshot|volume|copy|personalise|placeholder|add|replace)\b/;

await killedAt('the fault points of what a clone on another node does otherwise, and of its undoing', {
  clone: 'clone gallifrey dev --node host02',
  end: (run) => `undo ${run}`,
  ofClone: (points) => points.filter((point) => across.test(point)),
  ofEnd: (points) => points.filter((point) => /undo-(volume|placeholder|add)/.test(point)),
  settings: { nodes: 2 },
});

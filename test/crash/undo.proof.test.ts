import { killedAt } from './every-point.ts';

await killedAt('every other fault point of a clone, and every one of its undoing', {
  end: (run) => `undo ${run}`,
  ofClone: (points) => points.filter((_, index) => index % 2 === 1),
});

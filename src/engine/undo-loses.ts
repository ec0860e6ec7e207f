import { type Actions, riskOf } from './action.ts';
import type { RunView } from './run.ts';
import { undoOf } from './undo.ts';

/** Whether taking a run back takes a step that loses something, as far as receipts say. */
export function undoLoses({ steps }: Pick<RunView, 'steps'>, actions: Actions): boolean {
  const invocations = steps
    .map((step) => undoOf(step, steps, actions))
    .flatMap((undo) => ('by' in undo ? undo.by : []));
  return invocations.some(({ action, args }) => {
    const known = actions.get(action);
    return known !== undefined && riskOf(known, args) === 'destructive';
  });
}

import type { Actions } from './action.ts';
import type { Claimed } from './claimed.ts';
import { known, UnknownAction } from './look.ts';
import { isFinished, type RunView, type StepView } from './run.ts';

/** A run that is not settled, and what it takes of the farm. */
export interface PendingRun extends RunView {
  readonly claims: readonly Claimed[];
}

/** A run with what it takes. A step that this farmhand does not know takes nothing here: it fails when its turn comes. */
export function pendingRun(view: RunView, actions: Actions): PendingRun {
  return { ...view, claims: view.steps.flatMap((step) => claimsOf(step, actions)) };
}

function claimsOf(step: StepView, actions: Actions): readonly Claimed[] {
  if (step.skip !== undefined) return [];
  try {
    const { definition, args } = known(actions, step);
    const claims = definition.claims?.(args) ?? [];
    return isFinished(step) ? claims.filter(({ kind }) => kind !== 'memory' && kind !== 'storage') : claims;
  } catch (error) {
    if (error instanceof UnknownAction) return [];
    throw error;
  }
}

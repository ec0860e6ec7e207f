import type { Risk } from '../engine/action.ts';
import type { Plan } from '../engine/plan.ts';
import type { RunView } from '../engine/run.ts';

/**
 * What the policy goes by: the worst of the steps, in an undoing too. It is no more than disruptive to take back a run that still
 * holds what it made, while nobody can have worked with that: it stopped before its end, nobody has settled it, and nothing of it
 * was opened for use.
 */
export function riskOf(
  plan: Pick<Plan, 'risk'>,
  undone: Pick<RunView, 'state' | 'settled'> | undefined,
  mayBeInUse: boolean,
): Risk {
  if (plan.risk !== 'destructive' || !undone) return plan.risk;
  return isHeldUnused(undone, mayBeInUse) ? 'disruptive' : 'destructive';
}

/** Whether a run holds what it made half still, and nobody can have worked with that. */
export function isHeldUnused({ state, settled }: Pick<RunView, 'state' | 'settled'>, mayBeInUse: boolean): boolean {
  return !settled && (state === 'failed' || state === 'cancelled') && !mayBeInUse;
}

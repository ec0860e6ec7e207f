import type { Actions } from './action.ts';
import type { Decision } from './decision.ts';
import type { RunEvent } from './events.ts';
import type { RunView } from './run.ts';

/** What holds from now on of these decisions. */
export function decidedBy(decisions: readonly Decision[] = []): readonly RunEvent[] {
  return decisions.map(({ kind, about, value }) => ({ type: 'decided', kind, about, value }));
}

/** What a run that is left half done has decided all the same: whose that is which it has begun to make. */
export function decidedHalf({ plan, steps }: RunView, actions: Actions): readonly RunEvent[] {
  const isBegun = steps.some(({ action, attempt }) => attempt > 0 && actions.get(action)?.thing);
  return isBegun ? decidedBy(plan.decisions?.filter(({ ofMade }) => ofMade)) : [];
}

import { type Actions, isRemoval, riskOf } from './action.ts';
import type { Plan, PlannedStep } from './plan.ts';
import { isFinished, type RunView, type StepView } from './run.ts';

/**
 * Whether a run may go on as things are now, whatever was said when it was planned and approved: why not, in words for people;
 * undefined: it may. Asked before a run begins, at a retry, and before steps (`step`). What it throws is a refusal too.
 */
export type Judge = (view: RunView, step?: StepView) => Promise<string | undefined>;

/** Why this process begins nothing of a plan, though another may; undefined: it does. Asked before a run is made, approved, retried and begun, and before steps. */
export type Withheld = (plan: Pick<Plan, 'decisions'>) => Promise<string | undefined>;

/** The steps that take away something of their VM when they are done; steps with nothing to do, or that are over, do not. */
export function losing<Step extends PlannedStep & Partial<Pick<StepView, 'state'>>>(
  steps: readonly Step[],
  actions: Actions,
): readonly Step[] {
  return steps.filter((step) => {
    const action = actions.get(step.action);
    if (!action || step.effect === undefined || isFinished(step)) return false;
    // Arguments of before are read; those of another version, which the step itself refuses, are taken as they are.
    const { data: args = step.args } = action.args.safeParse(step.args);
    return riskOf(action, args) === 'destructive' || isRemoval(action, args);
  });
}

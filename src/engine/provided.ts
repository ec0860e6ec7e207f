import type { Json } from '../journal/json.ts';
import type { Actions, Conditional, Invocation, Standing } from './action.ts';
import { knownCondition, type Looked } from './look.ts';
import type { StepView } from './run.ts';

/** What keeps a step from being done, in words, and what becomes of the step then. */
export interface Hindrance {
  readonly why: string;
  readonly otherwise: 'skip' | 'stop';
}

/**
 * The condition a step stands under, the other steps of its run being as they are; undefined: none. Throws UnknownAction.
 */
export function conditionOf(
  { provided }: Pick<Invocation, 'provided'>,
  actions: Actions,
  steps: readonly StepView[] = [],
): Looked | undefined {
  return provided && knownCondition(actions, applying(provided, steps));
}

function applying(provided: NonNullable<Invocation['provided']>, steps: readonly StepView[]): Conditional {
  const { afterwards } = provided;
  const isDone = steps.some(({ id, state }) => id === afterwards?.step && state === 'done');
  return afterwards && isDone ? afterwards : provided;
}

/** What is in a step's way, by what was seen of its condition. */
export function hindrance({ provided }: Pick<Invocation, 'provided'>, seen: Json | undefined): Hindrance | undefined {
  const standing = seen as Standing | undefined;
  if (!provided || !standing || standing.why === null) return undefined;
  return { why: standing.why, otherwise: provided.otherwise };
}

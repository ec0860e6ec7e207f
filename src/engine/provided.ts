import type { Json } from '../journal/json.ts';
import type { Actions, Invocation, Standing } from './action.ts';
import { knownCondition, type Looked } from './look.ts';
import type { StepView } from './run.ts';

/** What keeps a step from being done, in words, and what becomes of the step then. */
export interface Hindrance {
  readonly why: string;
  readonly otherwise: 'skip' | 'stop';
}

type Conditioned = Pick<Invocation, 'provided'>;

/** The conditions a step stands under, to be looked at together; none: it may be done in any case. Throws UnknownAction. */
export function conditionsOf({ provided }: Conditioned, actions: Actions): readonly Looked[] {
  if (!provided) return [];
  const { afterwards } = provided;
  return [provided, ...(afterwards ? [afterwards] : [])].map((one) => knownCondition(actions, one));
}

/**
 * What is in a step's way, by what was seen of its conditions, in their order. `steps`: of its run, as they are after that was
 * seen. While the step that ends what it depends on is in flight, either is right: it is not known how far that step had come.
 */
export function hindrance(
  { provided }: Conditioned,
  seen: readonly (Json | undefined)[],
  steps: readonly Pick<StepView, 'id' | 'attempt'>[] = [],
): Hindrance | undefined {
  const [before, after] = seen as readonly unknown[] as readonly Standing[];
  if (!provided || !before || before.why === null) return undefined;
  const ended = steps.some(({ id, attempt }) => id === provided.afterwards?.step && attempt > 0);
  const why = ended && after ? after.why : before.why;
  return why === null ? undefined : { why, otherwise: provided.otherwise };
}

import type { Actions, Invocation } from './action.ts';
import { listOf } from './facts.ts';
import { type Known, known, UnknownAction } from './look.ts';

/** The hosts a known step looks at and changes, each once. */
export function hostsOf({ definition, args }: Known): readonly string[] {
  return [...new Set(listOf(definition.facts(args)).map(({ host }) => host))];
}

/** The same of any step; none of one that this version does not know. */
export function hostsOfStep(actions: Actions, step: Invocation): readonly string[] {
  try {
    return hostsOf(known(actions, step));
  } catch (error) {
    if (error instanceof UnknownAction) return [];
    throw error;
  }
}

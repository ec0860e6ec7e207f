import type { Actions } from '../src/engine/action.ts';
import { choicesOf, type Platform } from '../src/farm/platform.ts';
import { unneededBy } from '../src/farm/unneeded.ts';
import { choices as ownChoices } from './choices.ts';
import { platforms } from './index.ts';

/** Every kind of step of these platforms, and the one that asks all services whether they need a VM. */
export function actionsOf(all: readonly Platform[], choices = choicesOf(all)): Actions {
  const everything = [...all.flatMap(({ actions }) => actions), unneededBy(choices)];
  return new Map(everything.map((action) => [action.name, action]));
}

/** Every kind of step of this farm. */
export const actions: Actions = actionsOf(platforms, ownChoices);

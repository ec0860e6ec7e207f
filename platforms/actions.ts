import type { Actions } from '../src/engine/action.ts';
import type { Platform } from '../src/farm/platform.ts';
import { platforms } from './index.ts';
import { unneeded } from './unneeded.ts';

/** Every kind of step of these platforms, and the one that asks all services whether they need a VM. */
export function actionsOf(all: readonly Platform[]): Actions {
  return new Map([...all.flatMap(({ actions }) => actions), unneeded].map((action) => [action.name, action]));
}

/** Every kind of step of this farm. */
export const actions: Actions = actionsOf(platforms);

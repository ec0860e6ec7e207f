import type { Actions } from './action.ts';
import { known, UnknownAction } from './look.ts';
import { isFinished, type RunView, type StepView } from './run.ts';

/** Something of the farm that a step takes: nobody else is to be given it while its run is not over. */
export type Claimed = Amount | Single;

/** What there is only so much of. It counts until the step is done; then the hosts show it. */
type Amount =
  /** Memory of a node, in bytes. */
  | { readonly kind: 'memory'; readonly node: string; readonly bytes: number }
  /** Room of a volume group, in its extents, or in bytes, which are rounded up to extents. */
  | ({ readonly kind: 'storage'; readonly group: string } & (
      | { readonly extents: number }
      | { readonly bytes: number }
    ));

/** What there is only one of. It counts until the run is settled, since what was done may be taken back and done again. */
type Single =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'mac'; readonly mac: string }
  /** TCP port of the public address. */
  | { readonly kind: 'port'; readonly port: number };

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

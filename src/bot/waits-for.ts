import type { RunView } from '../engine/run.ts';
import type { Farm } from '../farm/farm.ts';
import { reachable } from './approvable.ts';
import * as approvals from './approvals.ts';
import type { Approvers } from './approvers.ts';
import type { Standing } from './standing.ts';

/** Who can still settle what a run waits for, in words; undefined when it waits for nobody. */
export async function waitsFor(standing: Standing, view: RunView): Promise<string | undefined> {
  if (view.state !== 'waiting') return undefined;
  return approvals.waitsFor(await standing.asNow(view), standing.voters(view));
}

/** What stands against a run by now, each in words: it will not begin, go on or be retried so. */
export async function against(standing: Standing, view: RunView): Promise<readonly string[]> {
  if (view.state === 'waiting') return [...(await standing.objections(view)), ...(await standing.lost(view))];
  return [...(await standing.objections(view)), ...(await standing.lacking(view))];
}

/** Until when a run can be approved, and by whom. */
export async function approversOf(
  { standing, farm }: { readonly standing: Standing; readonly farm: Pick<Farm, 'people' | 'chat'> },
  view: RunView,
): Promise<Approvers> {
  const now = await standing.asNow(view);
  const voters = standing.voters(view);
  const all = [...farm.people.values()].filter(({ name }) => voters(name) !== undefined);
  return {
    until: now.gate?.expires ?? '',
    who: all.filter((person) => approvals.discounted(now, person) === undefined).map(({ name }) => name),
    short: approvals.tooFew(
      now,
      voters,
      reachable(farm).filter(({ name }) => voters(name) !== undefined),
    ),
  };
}

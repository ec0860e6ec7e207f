import type { Plan } from '../engine/plan.ts';
import type { Gate } from '../engine/run.ts';
import type { Farm } from '../farm/farm.ts';
import type { Person } from './people.ts';
import { gateOf } from './policy.ts';
import { Refusal } from './refusal.ts';
import type { Standing } from './standing.ts';

/** What has to be approved before this person's plan runs; undefined: nothing. Throws Refusal where the plan may not be submitted. */
export async function gateFor(
  { farm, standing }: { readonly farm: Pick<Farm, 'policy'>; readonly standing: Standing },
  person: Person,
  plan: Plan,
): Promise<Gate | undefined> {
  if (plan.steps.every(({ effect }) => effect === undefined) && (plan.decisions ?? []).length === 0) {
    throw new Refusal(`Nothing to do: ${plan.title}.`, ...plan.steps.map(({ title, skip }) => `${title}: ${skip}`));
  }
  refuseLoss(standing, plan);
  const deed = await standing.deed(plan);
  const who = standing.notFor(person, deed);
  if (who !== undefined) throw new Refusal(`Only ${who} may ${plan.title}.`);
  return gateOf(farm.policy, deed, new Date());
}

/** Throws Refusal where the plan takes something of a protected VM away. */
export function refuseLoss(standing: Standing, plan: Plan): void {
  const why = standing.protection(plan);
  if (why !== undefined) throw new Refusal(`${why}.`);
}

import type { Plan, Remarks, Wanted } from '../engine/plan.ts';
import type { Gate } from '../engine/run.ts';
import type { Farm } from '../farm/farm.ts';
import { type Barred, barredText } from './bars.ts';
import type { Planning } from './command.ts';
import type { Person } from './people.ts';
import { NotNow, Refusal } from './refusal.ts';
import { overrideOption } from './remarks.ts';
import { type Standing, vmsOf } from './standing.ts';

/** What has to be approved before this person's plan runs; undefined: nothing. Throws Refusal where the plan may not be submitted. */
export async function gateFor(
  { farm, standing }: { readonly farm: Pick<Farm, 'timezone'>; readonly standing: Standing },
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
  const barred = await standing.barred(plan);
  if (!barred && plan.override) throw new Refusal(`Nothing keeps it from beginning: ask without ${overrideOption}.`);
  if (barred && !plan.override) throw new NotNow(...notNow(plan, barred, farm));
  return standing.gate(plan, new Date());
}

/** Throws Refusal where farmhand itself may not do that now: it asks for no override, and tries again later. */
export async function refuseItself(
  { farm, standing }: { readonly farm: Pick<Farm, 'timezone'>; readonly standing: Standing },
  plan: Plan,
): Promise<undefined> {
  refuseLoss(standing, plan);
  const barred = await standing.barred(plan);
  if (barred) throw new NotNow(`I do not ${plan.title} now: ${barredText(barred, farm)}.`);
}

/** What has to be approved of what farmhand plans by itself and nobody has approved before; undefined: nothing. Throws Refusal as `refuseItself` does. */
export async function gateForItself(parts: Parameters<typeof refuseItself>[0], plan: Plan): Promise<Gate | undefined> {
  await refuseItself(parts, plan);
  return parts.standing.gate(plan, new Date());
}

/** What a plan overrides, in words. Which rules of the policy it comes under is known of an undoing only when it is made. */
export async function overridden(
  standing: Standing,
  { name, risk }: Planning,
  wanted: Wanted,
  { override }: Remarks,
): Promise<readonly string[]> {
  if (!override) return [];
  const barred = await standing.barring({
    ...{ command: wanted.deed ?? name, about: risk, vms: vmsOf(wanted) },
    ...(await standing.conditions(wanted)),
  });
  return (barred?.bars ?? []).map((bar) => `overrides: ${bar}`);
}

/** That a plan cannot begin now, when it can, and how it can all the same. */
function notNow({ title, command }: Plan, barred: Barred, farm: Pick<Farm, 'timezone'>): readonly [string, string] {
  return [
    `I do not ${title} now: ${barredText(barred, farm)}.`,
    `With ${overrideOption} because … at its end, !${command} begins all the same, and takes one approving person more.`,
  ];
}

/** Throws Refusal where the plan takes something of a protected VM away. */
export function refuseLoss(standing: Standing, plan: Plan): void {
  const why = standing.protection(plan);
  if (why !== undefined) throw new Refusal(`${why}.`);
}

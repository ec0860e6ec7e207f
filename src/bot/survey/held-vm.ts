import type { PlanningContext } from '../command.ts';
import { type Ownership, type Ownerships, ownerships } from '../ownership.ts';
import { Refusal } from '../refusal.ts';
import { foundInstance, refuseUnfinished } from './vm.ts';

/** A VM that is there, with whose it is. */
type HeldVm = ReturnType<typeof foundInstance> & Ownership & { readonly held: Ownerships };

/** The VM a word names, to decide whose it is, or until when. Throws Refusal where there is none, or a run that is not over makes it. */
export async function heldVm({ farm, look, pending, runService }: PlanningContext, word: string): Promise<HeldVm> {
  const seen = foundInstance(farm, word, await look());
  const { name } = seen.vm;
  const maker = (await pending()).find(
    ({ plan }) =>
      plan.decisions?.some(({ kind, about, value }) => kind === 'owner' && about === name && value !== null) &&
      plan.steps.length > 0,
  );
  if (maker)
    throw new Refusal(
      `${name} is being made by run ${maker.run}: whose it is, that decides. !why ${maker.run} says how it stands.`,
    );
  refuseUnfinished(farm, seen);
  const held = await ownerships(runService);
  return { ...seen, held, ...held.of(name, seen.instance) };
}

/** Of two who decide about the same VM at once, the second sees what the first decided. */
export function heldLock(name: string) {
  return { key: `owner:${name}`, mode: 'exclusive' } as const;
}

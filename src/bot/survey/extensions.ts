import type { Offer } from '../../engine/plan.ts';
import type { Farm } from '../../farm/farm.ts';
import type { Vm } from '../../farm/settings.ts';
import type { VmLease } from '../ownership.ts';
import type { Person } from '../people.ts';
import { admits, askers } from '../policy.ts';
import { Refusal } from '../refusal.ts';
import { untilOf } from './until.ts';

interface Lent {
  readonly vm: Vm;
  readonly person: Person;
  readonly lease: VmLease;
  readonly now: Date;
}

const week = 7 * 86_400;

/** How this person may put off the end of a VM, as the policy has it: by a week, for ever. */
export function extensions(farm: Pick<Farm, 'policy'>, { vm, ...lent }: Lent): readonly Offer[] {
  const deed = { command: 'extend', about: 'safe', vms: [vm.name] } as const;
  if (!askers(farm.policy, deed).every((who) => admits(who, lent.person))) return [];
  const all = [
    { asked: week, label: 'Extend 7 days', types: `extend ${vm.name} 7d` },
    { asked: null, label: 'Keep for ever', types: `extend ${vm.name} for ever` },
  ];
  return all.flatMap(({ asked, ...offer }) => (allows(farm, { ...lent, vm, asked }) ? [offer] : []));
}

function allows(farm: Pick<Farm, 'policy'>, asking: Lent & { readonly asked: number | null }): boolean {
  try {
    untilOf(farm, { command: 'extend', ...asking });
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

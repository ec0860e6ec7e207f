import type { Decision } from '../../engine/decision.ts';
import type { Wanted } from '../../engine/plan.ts';
import type { Farm } from '../../farm/farm.ts';
import { vmNamed } from '../../farm/naming.ts';
import type { Instance } from '../../farm/state.ts';
import type { PlanningContext } from '../command.ts';
import { ownerIn, ownerships, type Takes } from '../ownership.ts';
import { inBin } from './in-bin.ts';
import { type Known, refuseBeyond, takenBy } from './quota.ts';
import { vmStates } from './vm-state.ts';

/** What is taken back or restored. */
type Back = Pick<Wanted, 'steps' | 'decisions' | 'undoes'>;

/** A VM as it is after that. */
interface After {
  readonly name: string;
  readonly takes: Takes;
  /** What it takes now, and whose it is; absent: it comes back from the bin. */
  readonly now?: Takes & { readonly owner: string | undefined };
}

/**
 * Throws Refusal where what is taken back or restored would give owners more than their quota: VMs that come to be theirs, those that come back from the bin among them, and
 * memory of VMs that are started or may have more. Gives its decisions, with what a VM takes that comes back.
 */
export async function refuseBack(
  { farm, runService, look, pending }: Pick<PlanningContext, 'farm' | 'runService' | 'look' | 'pending'>,
  wanted: Back,
): Promise<readonly Decision[]> {
  const { decisions = [] } = wanted;
  if ([...farm.people.values()].every(({ quota }) => !quota)) return decisions;
  const known = { farm, state: await look(), pending: await pending(), held: await ownerships(runService) };
  const back = returned(known, wanted);
  for (const { name, takes, now } of [...there(known, wanted), ...back]) {
    const coming = decisions.find(({ kind, about }) => kind === 'owner' && about === name);
    const owner = coming ? ownerIn(coming.value)?.person : now?.owner;
    if (owner === undefined) continue;
    const isTheirs = now !== undefined && now.owner === owner;
    refuseBeyond(known, owner, isTheirs ? { memory: takes.memory - now.memory } : { vms: 1, ...takes });
  }
  return decisions.map((one) => {
    const takes = back.find(({ name }) => one.kind === 'owner' && one.about === name && ownerIn(one.value))?.takes;
    return takes ? { ...one, value: { ...(one.value as object), takes: { ...takes } } } : one;
  });
}

/** The VMs there are. */
function there({ farm, state, held }: Known, { steps }: Back): readonly After[] {
  return vmStates(farm, state).flatMap(({ vm, instance }): readonly After[] => {
    if (!instance) return [];
    const now = takenBy(instance);
    const takes = { ...now, memory: memoryAfter(farm, instance, steps) };
    return [{ name: vm.name, takes, now: { ...now, owner: held.of(vm.name, instance).owner } }];
  });
}

/** The one that comes back from the bin. */
function returned({ farm, state }: Known, { steps, decisions = [], undoes }: Back): readonly After[] {
  const [back] = steps.flatMap((step) => farm.roles.hypervisor.returns(step) ?? []);
  const name = decisions.find(({ kind, value }) => kind === 'owner' && ownerIn(value))?.about;
  const named = inBin(farm, state).filter(({ vm }) => vm === name);
  const binned = named.find(({ run }) => run === undoes) ?? named[0];
  if (!back || name === undefined || !binned) return [];
  const down = { name: vmNamed(farm, name).instance, running: false, memory: back.memory };
  return [{ name, takes: { memory: memoryAfter(farm, down, steps), disk: binned.bytes } }];
}

/** Bytes of memory it takes after these steps; of one that is down then none. */
function memoryAfter(
  { roles }: Farm,
  { name, running, memory }: Pick<Instance, 'name' | 'running' | 'memory'>,
  steps: Back['steps'],
): number {
  const given = steps.flatMap((step) => roles.hypervisor.gives(step) ?? []).filter(({ instance }) => instance === name);
  const isUp = running !== false || given.some((one) => one.memory === undefined);
  return isUp ? (given.findLast((one) => one.memory !== undefined)?.memory ?? memory) : 0;
}

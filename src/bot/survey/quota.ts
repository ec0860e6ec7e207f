import type { PendingRun } from '../../engine/claims.ts';
import type { Farm } from '../../farm/farm.ts';
import type { Quota } from '../../farm/limits.ts';
import type { Vm } from '../../farm/settings.ts';
import type { FarmState, Instance } from '../../farm/state.ts';
import type { CommandContext } from '../command.ts';
import { type Ownerships, ownerIn, ownerships, type Takes } from '../ownership.ts';
import { Refusal } from '../refusal.ts';
import { counted, listed, size } from '../words.ts';
import type { VmState } from './seen-vm.ts';
import { vmStates } from './vm-state.ts';

/** A person's VM, and what it takes. */
interface OwnVm extends Takes {
  readonly name: string;
  readonly vms: 1;
  /** It is being made by this run. */
  readonly run?: number;
}

/** What is known of who has what. */
export interface Known {
  readonly farm: Farm;
  readonly state: FarmState;
  readonly pending: readonly PendingRun[];
  readonly held: Ownerships;
}

const limits = ['vms', 'memory', 'disk'] as const;

/** What a quota limits: how many VMs, and bytes. */
type Limited = Takes & { readonly vms: number };

/** What an instance takes of its owner's quota. */
export function takenBy({ running, memory, disks }: Pick<Instance, 'running' | 'memory' | 'disks'>): Takes {
  return { memory: running === false ? 0 : memory, disk: sum(disks) };
}

/** Throws Refusal where a person's VMs would be more than their quota by what is added, with what would make room. */
export function refuseBeyond(known: Known, person: string, more: Partial<Limited>): void {
  const quota = known.farm.people.get(person)?.quota;
  if (!quota) return;
  const own = ownVms(known, person);
  const beyond = limits.filter(
    (of) => (more[of] ?? 0) > 0 && used(own, of) + (more[of] ?? 0) > (quota[of] ?? Number.POSITIVE_INFINITY),
  );
  if (beyond.length === 0) return;
  throw new Refusal(
    ...beyond.map((of) => {
      const now = `${person} has ${shown(of, used(own, of))} of ${shown(of, quota[of] ?? 0)}`;
      return `${now} (quota): ${shown(of, more[of] ?? 0)} more ${of === 'vms' && more.vms === 1 ? 'is' : 'are'} too much.`;
    }),
    ...room(own, beyond),
  );
}

/** Throws Refusal where so much more of an owned VM would be beyond its owner's quota. */
export async function refuseMore(
  context: Pick<CommandContext, 'farm' | 'runService'>,
  seen: { readonly state: FarmState; readonly pending: readonly PendingRun[] },
  { vm, instance }: { readonly vm: Vm; readonly instance: Instance },
  more: Partial<Takes>,
): Promise<void> {
  const held = await ownerships(context.runService);
  const { owner } = held.of(vm.name, instance);
  if (owner !== undefined) refuseBeyond({ farm: context.farm, ...seen, held }, owner, more);
}

/** "2 of 3 VMs, 4 GiB of 8 GiB of memory": how much of their quota a person has; undefined: there is none. */
export function quotaText(known: Known, person: string): string | undefined {
  const quota: Quota = known.farm.people.get(person)?.quota ?? {};
  const own = ownVms(known, person);
  const parts = limits.flatMap((of) => {
    const most = quota[of];
    return most === undefined ? [] : [`${shown(of, used(own, of))} of ${shown(of, most)}`];
  });
  return parts.length === 0 ? undefined : listed(parts);
}

/** What can be typed to make room, each with what it gives. */
function room(own: readonly OwnVm[], beyond: readonly (typeof limits)[number][]): readonly string[] {
  const ways = own.flatMap((vm) => {
    const { name, memory, disk, run } = vm;
    if (run !== undefined) return [`!cancel ${run} (${name}, which it makes)`];
    const stops = beyond.every((of) => of === 'memory');
    if (stops) return memory === 0 ? [] : [`!stop ${name} (${size(memory)} of memory)`];
    return [`!destroy ${name} (${size(disk)} of disk${memory === 0 ? '' : `, ${size(memory)} of memory`})`];
  });
  return ways.length === 0 ? [] : [`This would make room: ${listed(ways, 'or')}.`];
}

/** Those there are, and those that runs that are not over make. */
function ownVms({ farm, state, pending, held }: Known, person: string): readonly OwnVm[] {
  const there = vmStates(farm, state);
  const starting = new Set(
    pending.flatMap(({ plan }) => plan.steps.flatMap((step) => farm.roles.hypervisor.gives(step)?.instance ?? [])),
  );
  const own = there.flatMap(({ vm, instance }): readonly OwnVm[] => {
    if (!instance || held.of(vm.name, instance).owner !== person) return [];
    const { disk, memory } = takenBy(instance);
    return [{ name: vm.name, vms: 1, disk, memory: starting.has(instance.name) ? instance.memory : memory }];
  });
  const made = pending.flatMap((view) => comingTo(view, person, there));
  return [...own, ...made.filter(({ name }) => own.every((one) => one.name !== name))];
}

function comingTo(view: PendingRun, person: string, there: readonly VmState[]): readonly OwnVm[] {
  return (view.plan.decisions ?? []).flatMap(({ kind, about, value }) => {
    const owner = kind === 'owner' ? ownerIn(value) : undefined;
    if (owner?.person !== person) return [];
    const instance = there.find(({ vm }) => vm.name === about)?.instance;
    const takes = owner.takes ?? (instance && takenBy(instance));
    return takes ? [{ name: about, vms: 1, ...takes, ...(owner.takes && { run: view.run }) }] : [];
  });
}

function used(own: readonly Limited[], of: keyof Limited): number {
  return sum(own.map((one) => one[of]));
}

function shown(of: keyof Limited, amount: number): string {
  return of === 'vms' ? counted(amount, 'VM') : `${size(amount)} of ${of}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}

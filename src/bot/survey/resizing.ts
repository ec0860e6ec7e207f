import type { Invocation } from '../../engine/action.ts';
import type { Wanted } from '../../engine/plan.ts';
import { Procedure } from '../../farm/procedure.ts';
import type { Instance } from '../../farm/state.ts';
import type { CommandContext } from '../command.ts';
import type { Takes } from '../ownership.ts';
import { Refusal } from '../refusal.ts';
import { counted, listed, size } from '../words.ts';
import { vmLocks } from './locks.ts';
import { farmOn } from './on-node.ts';
import { refuseMore } from './quota.ts';
import { required } from './required.ts';
import { roomForDisk, roomForMemory, type Seen } from './resize-room.ts';
import type { ResizedDisk, ResizeWords } from './resize-words.ts';
import { foundInstance, isRunning } from './vm.ts';

/** Bytes below which a guest is more likely to die than to shrink. */
const least = 128 * 2 ** 20;

type Context = Pick<CommandContext, 'farm' | 'look' | 'read' | 'pending' | 'runService'>;

/** The VM as it is. */
type Now = ReturnType<typeof foundInstance> & { readonly running: boolean };

/** One thing that a VM is given, and what its plan says of it. */
interface Change {
  readonly id: string;
  readonly step: Invocation;
  /** "2 virtual CPUs" */
  readonly title: string;
  readonly value: readonly [string, string];
  readonly notes: readonly string[];
  /** It counts from the VM's next start on. */
  readonly later: boolean;
}

/** What a VM was asked to have, but for how it was said, and whether its memory becomes less. Throws Refusal; where nothing is asked for, with what the VM has. */
export async function resizing(
  { farm, look, read, pending, runService }: Context,
  name: string,
  asked: ResizeWords,
): Promise<{ readonly wanted: Omit<Wanted, 'command'>; readonly shrinks: boolean }> {
  const { memory, vcpus, disk } = asked;
  const { hypervisor } = farm.roles;
  const nothing = (memory ?? vcpus ?? disk) === undefined;
  const telling = nothing || vcpus !== undefined;
  const [state, { all }] = await Promise.all([
    look(),
    read({ all: telling ? hypervisor.virtualCpus(farm.hypervisor) : undefined }),
  ]);
  const found = foundInstance(farm, name, state);
  const now = { ...found, running: isRunning(farm, found.vm, found.instance) };
  const { vm, instance } = now;
  const there = farmOn(farm, instance.node);
  const cpus = () => (all && required(hypervisor.title, all).get(instance.name)) ?? 0;
  if (nothing) throw new Refusal(...whatItHas(now, cpus()));

  const seen = { there, state, pending: await pending() };
  await refuseMore({ farm, runService }, seen, now, moreOf(now, asked));
  const changes: readonly Change[] = [
    ...(memory === undefined ? [] : [memoryChange(now, memory, seen)]),
    ...(vcpus === undefined
      ? []
      : [
          {
            id: 'vcpus',
            step: hypervisor.vcpus(farm, vm, vcpus),
            title: counted(vcpus, 'virtual CPU'),
            value: ['virtual CPUs', `${cpus()} → ${vcpus}`] as const,
            notes: [],
            later: true,
          },
        ]),
    // Last, since it cannot be taken back: what fails before it leaves it undone.
    ...(disk === undefined ? [] : [diskChange(now, disk, seen)]),
  ];
  const procedure = new Procedure(hypervisor.onlyFor(farm, vm, instance));
  let last: readonly string[] = [];
  for (const { id, step } of changes) last = procedure.step(id, step, last);
  const wanted = {
    title: `give ${vm.name} ${listed(changes.map(({ title }) => title))}`,
    subjects: [vm.name],
    values: changes.map(({ value }) => value),
    notes: [
      ...changes.flatMap(({ notes }) => notes),
      ...(changes.some(({ later }) => later) ? [fromWhen(now, memory ?? instance.memory)] : []),
    ],
    locks: vmLocks(vm),
    steps: procedure.steps,
  };
  return { wanted, shrinks: memory !== undefined && memory < (now.balloon ?? instance.memory) };
}

/** How much more it takes of its owner's quota. */
function moreOf({ instance, running }: Now, { memory, disk }: ResizeWords): Takes {
  const grown = disk === undefined ? 0 : disk.bytes - (instance.disks[disk.index ?? 0] ?? disk.bytes);
  return { memory: running ? (memory ?? 0) - instance.memory : 0, disk: grown };
}

/** What can be typed, after what the VM has. */
function whatItHas({ vm, instance, balloon, running }: Now, cpus: number): readonly string[] {
  const most = size(instance.memory);
  const memory = running && balloon !== undefined ? `${size(balloon)} of ${most}` : most;
  const has = [`${memory} of memory`, counted(cpus, 'virtual CPU'), disksOf(instance)];
  return [
    `${vm.name} has ${listed(has)}.`,
    `Memory: !resize ${vm.name} --memory SIZE, ${running ? `up to ${most} at once, beyond that ` : ''}from its next start on.`,
    `Virtual CPUs: !resize ${vm.name} --vcpus N, from its next start on.`,
    `Disk: !resize ${vm.name} --disk ${instance.disks.length > 1 ? 'N:SIZE' : 'SIZE'}, where it is more, which cannot be undone.`,
  ];
}

/** By the balloon, where the VM runs and may have so much; else what it may have is changed. */
function memoryChange({ vm, instance, balloon, running }: Now, bytes: number, seen: Seen): Change {
  if (bytes < least) throw new Refusal(`${size(bytes)} is less than a guest can live with: at least ${size(least)}.`);
  const { there } = seen;
  const { hypervisor } = there.roles;
  const most = size(instance.memory);
  if (running && bytes <= instance.memory) {
    const was = balloon === undefined ? '' : `${size(balloon)} → `;
    return {
      id: 'balloon',
      step: hypervisor.memory(there, vm, bytes),
      title: `${size(bytes)} of memory`,
      value: ['memory', `${was}${size(bytes)} of ${most}`],
      notes: [],
      later: false,
    };
  }
  return {
    id: 'maximum',
    step: hypervisor.maximum(there, vm, bytes),
    title: `at most ${size(bytes)} of memory`,
    value: ['memory', `at most ${most} → ${size(bytes)}`],
    notes: [roomForMemory(instance, bytes, running ? (balloon ?? instance.memory) : 0, seen)],
    later: true,
  };
}

/** "a disk of 4 GiB", "2 disks (0: 4 GiB, 1: 8 GiB)" */
function disksOf({ disks }: Instance): string {
  if (disks.length < 2) return `a disk of ${listed(disks.map(size))}`;
  return `${disks.length} disks (${disks.map((bytes, index) => `${index}: ${size(bytes)}`).join(', ')})`;
}

function diskChange({ vm, instance }: Now, asked: ResizedDisk, seen: Seen): Change {
  const { there } = seen;
  const { grown, notes } = roomForDisk(vm, instance, asked, seen);
  const which = grown.index === undefined ? 'disk' : `disk ${grown.index}`;
  return {
    id: 'disk',
    step: there.roles.hypervisor.grow(there, vm, grown),
    title: grown.index === undefined ? `a disk of ${size(grown.bytes)}` : `${size(grown.bytes)} of ${which}`,
    value: [which, `${size(grown.from)} → ${size(grown.bytes)}`],
    notes,
    later: false,
  };
}

/** Nobody's VM is restarted for it. `most`: bytes it may have then. */
function fromWhen({ vm, running }: Now, most: number): string {
  const left = vm.balloon === null || vm.balloon >= most ? '' : `, where its balloon leaves it ${size(vm.balloon)}`;
  const how = running ? `!restart ${vm.name}, when it may be down for a moment` : `!start ${vm.name}`;
  return `from its next start on${left}: ${how}`;
}

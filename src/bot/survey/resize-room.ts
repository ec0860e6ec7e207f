import type { PendingRun } from '../../engine/claims.ts';
import type { Farm } from '../../farm/farm.ts';
import { groupOfDisk, groupsOf, inGroup } from '../../farm/groups.ts';
import type { GrownDisk } from '../../farm/roles/hypervisor.ts';
import type { Vm } from '../../farm/settings.ts';
import type { FarmState, Instance } from '../../farm/state.ts';
import { Refusal } from '../refusal.ts';
import { size } from '../words.ts';
import { roomInBin } from './in-bin.ts';
import { storageOn } from './on-node.ts';
import { required } from './required.ts';
import { extentsPromised, memoryPromised } from './reserved.ts';
import type { ResizedDisk } from './resize-words.ts';

/** What was read of the farm, and the runs that are not over. */
export interface Seen {
  /** The farm as the node has it that the VM is on. */
  readonly there: Farm;
  readonly state: FarmState;
  readonly pending: readonly PendingRun[];
}

/** What starting with so much memory takes of the node, as a line for the plan. `has`: bytes it has of it now. Throws Refusal when it is not there. */
export function roomForMemory(
  { node: name, memory }: Instance,
  bytes: number,
  has: number,
  { state, pending }: Seen,
): string {
  const node = required('the nodes', state.nodes).find((one) => one.name === name);
  if (!node) throw new Refusal(`I cannot plan that now: there is no node ${name}, which it is on.`);
  const free = node.memoryFree + has - memoryPromised(pending, name);
  // Less than it could have already is never refused: it starts with less then.
  if (bytes > memory && bytes > free)
    throw new Refusal(
      `${name} has ${size(Math.max(0, free))} of memory for it, with what it has now: ${size(bytes)} is more.`,
    );
  return `memory: ${size(bytes)} of ${name} to start, which has ${size(Math.max(0, free))} for it now`;
}

/** What growing a disk takes, and the lines for its plan. Throws Refusal when it is not said which, it would not grow, or there is no room. */
export function roomForDisk(
  { name }: Vm,
  instance: Instance,
  { index, bytes: wanted }: ResizedDisk,
  { there, state, pending }: Seen,
): { readonly grown: GrownDisk; readonly notes: readonly string[] } {
  const storage = storageOn(there, state, instance.node);
  const several = instance.disks.length > 1;
  const at = index ?? 0;
  if (several ? index === undefined || index >= instance.disks.length : at > 0)
    throw new Refusal(
      index === undefined
        ? `${name} has ${instance.disks.length} disks: say which is to grow.`
        : `${name} has no disk ${index}.`,
      ...instance.disks.map((bytes, number) => `!resize ${name} --disk ${number}:SIZE, which has ${size(bytes)}`),
    );
  const from = instance.disks[at];
  // Where one of them is no volume, it cannot be told which is which.
  const volume = instance.volumes.length === instance.disks.length ? instance.volumes[at] : undefined;
  const its = volume === undefined ? undefined : groupOfDisk(storage, instance, at);
  if (from === undefined || volume === undefined || !its) {
    const read = groupsOf(storage).map(({ volumeGroup }) => volumeGroup.name);
    throw new Refusal(
      `${name} has no ${several ? `disk ${at}` : 'disk'} in volume group ${read.join(' or ')}, where farmhand grows disks.`,
    );
  }
  const group = its.volumeGroup;
  if (wanted < from)
    throw new Refusal(
      `${several ? `Disk ${at} of ${name} has` : `${name} has a disk of`} ${size(from)}: it can grow, and never shrink, which would cut off what is at its end.`,
      `For a smaller one: a new VM, and what is to be kept copied there.`,
    );
  const bytes = Math.ceil(wanted / group.extentSize) * group.extentSize;
  const extents = bytes / group.extentSize - Math.ceil(from / group.extentSize);
  const promised = extentsPromised(pending, group, there);
  const free = group.freeExtents - promised;
  const shown = (count: number) => size(Math.max(0, count) * group.extentSize);
  const others = promised > 0 ? ` beyond the ${shown(promised)} that other runs have reserved` : '';
  const missing = { node: instance.node, group: group.name, bytes: (extents - free) * group.extentSize };
  if (extents > free)
    throw new Refusal(
      `Volume group ${group.name} has ${shown(free)} free${others}; from ${size(from)} to ${size(bytes)} takes ${shown(extents)}.${roomInBin(there, state, missing)}`,
    );
  return {
    grown: { ...(several && { index: at }), volume, ...inGroup(storage, its), from, bytes },
    notes: [
      `${several ? `disk ${at}` : 'disk'}: ${shown(extents)} of volume group ${group.name}, which leaves ${shown(free - extents)} free`,
      'cannot be undone: a disk never gets smaller again',
      'its guest sees a larger disk from its next start on, and has to grow partition and file system then, as by growpart and resize2fs or xfs_growfs',
    ],
  };
}

import type { PendingRun } from '../../engine/claims.ts';
import type { Farm } from '../../farm/farm.ts';
import type { SourceDisk } from '../../farm/roles/storage.ts';
import type { Vm } from '../../farm/settings.ts';
import type { FarmState, GroupState } from '../../farm/state.ts';
import { Refusal } from '../refusal.ts';
import { listed, size } from '../words.ts';
import { roomInBin } from './in-bin.ts';
import { groupOn } from './on-node.ts';
import { required } from './required.ts';
import { extentsPromised, memoryPromised } from './reserved.ts';

/** The farm as the node of the source has it, and as the node has it that the clone goes to. */
interface Way {
  readonly from: Farm;
  readonly to: Farm;
}

/** Disks that are copied within one volume group. */
interface Grouped {
  /** Its name; undefined: the farm's own. */
  readonly group: string | undefined;
  readonly disks: readonly SourceDisk[];
  /** How they are called: "disks", "disk 1", where the VM has others in another group. */
  readonly called: string;
}

/** What a clone costs the node it goes to, and what is left after it, as lines for its plan. Throws Refusal when there is not enough. */
export function costOf(
  way: Way,
  vm: Vm,
  disks: readonly SourceDisk[],
  state: FarmState,
  pending: readonly PendingRun[],
): readonly string[] {
  const { to } = way;
  const spaces = byGroup(disks).map((grouped) => space(way, grouped, state, pending));
  return [...spaces, memory(to, vm, state, memoryPromised(pending, to.hypervisor.node))];
}

function byGroup(disks: readonly SourceDisk[]): readonly Grouped[] {
  const groups = [...Map.groupBy(disks, ({ group }) => group)];
  return groups.map(([group, own]) => {
    const which = groups.length > 1 ? ` ${listed(own.map(({ index }) => String(index)))}` : '';
    return { group, disks: own, called: `${own.length > 1 ? 'disks' : 'disk'}${which}` };
  });
}

function space({ from, to }: Way, grouped: Grouped, state: FarmState, pending: readonly PendingRun[]): string {
  if (from.hypervisor.node !== to.hypervisor.node) return spaceOnBoth({ from, to }, grouped, state, pending);
  const { disks, called } = grouped;
  const group = groupOn(to, state, to.hypervisor.node, grouped.group);
  const promised = extentsPromised(pending, group, to);
  const snapshots = disks.length * Math.ceil(to.storage.snapshotSize / group.extentSize);
  const copied = disks.reduce((sum, { extents }) => sum + extents, 0);
  const free = group.freeExtents - promised;
  const bytes = (extents: number) => size(extents * group.extentSize);
  const others = promised > 0 ? ` beyond the ${bytes(promised)} that other runs have reserved` : '';
  const several = disks.length > 1;
  if (copied + snapshots > free) {
    const missing = missingIn(to, group, copied + snapshots - free);
    const [copies, their] = several ? ['copies take', 'their snapshots'] : ['copy takes', 'its snapshot'];
    throw new Refusal(
      `Volume group ${group.name} has ${bytes(Math.max(0, free))} free${others}; the ${copies} ${bytes(copied)} and ${their} ${bytes(snapshots)}.${roomInBin(to, state, missing)}`,
    );
  }
  const each = several ? ` (${listed(disks.map(({ extents }) => bytes(extents)))})` : '';
  return `${called}: ${bytes(copied)}${each} of volume group ${group.name}, which leaves ${bytes(free - copied)} free; ${bytes(snapshots)} more while it copies`;
}

function missingIn(
  { hypervisor: { node } }: Farm,
  { name: group, extentSize }: GroupState['volumeGroup'],
  extents: number,
) {
  return { node, group, bytes: extents * extentSize };
}

/** The copies are on one node, and the snapshots on another. */
function spaceOnBoth(
  { from, to }: Way,
  { group: name, disks, called }: Grouped,
  state: FarmState,
  pending: readonly PendingRun[],
): string {
  const on = (farm: Farm) => {
    const group = groupOn(farm, state, farm.hypervisor.node, name);
    const free = group.freeExtents - extentsPromised(pending, group, farm);
    return {
      group,
      free,
      node: farm.hypervisor.node,
      shown: (extents: number) => size(Math.max(0, extents) * group.extentSize),
    };
  };
  const [source, target] = [on(from), on(to)];
  const copied = disks.reduce((sum, { extents }) => sum + extents, 0);
  const snapshots = disks.length * Math.ceil(from.storage.snapshotSize / source.group.extentSize);
  const [copies, their] =
    disks.length > 1 ? ['copies take', 'their snapshots take'] : ['copy takes', 'its snapshot takes'];
  if (target.group.extentSize !== source.group.extentSize)
    throw new Refusal(
      `Volume group ${target.group.name} of ${target.node} has extents of ${target.shown(1)}, that of ${source.node} of ${source.shown(1)}: a copy would not be as large.`,
    );
  if (copied > target.free)
    throw new Refusal(
      `Volume group ${target.group.name} of ${target.node} has ${target.shown(target.free)} free; the ${copies} ${target.shown(copied)}.${roomInBin(to, state, missingIn(to, target.group, copied - target.free))}`,
    );
  if (snapshots > source.free)
    throw new Refusal(
      `Volume group ${source.group.name} of ${source.node} has ${source.shown(source.free)} free; ${their} ${source.shown(snapshots)}.${roomInBin(from, state, missingIn(from, source.group, snapshots - source.free))}`,
    );
  return `${called}: ${target.shown(copied)} of volume group ${target.group.name} of ${target.node}, which leaves ${target.shown(target.free - copied)} free; ${source.shown(snapshots)} of that of ${source.node} while it copies`;
}

function memory({ hypervisor, roles }: Farm, vm: Vm, state: FarmState, promised: number): string {
  const node = required('the nodes', state.nodes).find(({ name }) => name === hypervisor.node);
  if (!node)
    throw new Refusal(`${roles.hypervisor.title} has no node ${hypervisor.node}, which farm.yaml says new VMs go to.`);
  if (node.memoryTotal === 0)
    throw new Refusal(
      `How much memory ${node.name} has free is not known: ${roles.hypervisor.title} does not reach it just now. Ask again in a moment.`,
    );
  const free = node.memoryFree - promised;
  const others = promised > 0 ? ` beyond the ${size(promised)} that other runs have reserved` : '';
  if (vm.memory > free) {
    throw new Refusal(
      `${node.name} has ${size(Math.max(0, free))} of memory free${others}; ${vm.name} takes ${size(vm.memory)} to start.`,
    );
  }
  const after = vm.balloon ?? vm.memory;
  const ballooned = vm.balloon === null ? '' : `, ${size(vm.balloon)} once ballooned`;
  return `memory: ${size(vm.memory)} of ${node.name} to start${ballooned}, which leaves ${size(free - after)} free`;
}

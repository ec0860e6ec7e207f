import type { Farm } from '../../farm/farm.ts';
import type { SourceDisk } from '../../farm/roles/storage.ts';
import type { Vm } from '../../farm/settings.ts';
import type { FarmState } from '../../farm/state.ts';
import { Refusal } from '../refusal.ts';
import { listed, size } from '../words.ts';
import { storageOn } from './on-node.ts';
import { required } from './required.ts';
import type { Reserved } from './reserved.ts';

/** What a clone costs the node it goes to by these settings, and what is left after it, as lines for its plan. Throws Refusal when there is not enough. */
export function costOf(
  farm: Farm,
  vm: Vm,
  disks: readonly SourceDisk[],
  state: FarmState,
  reserved: Reserved,
): readonly string[] {
  return [space(farm, disks, state, reserved), memory(farm, vm, state, reserved)];
}

function space(farm: Farm, disks: readonly SourceDisk[], state: FarmState, { extents: promised }: Reserved): string {
  const { volumeGroup: group } = storageOn(farm, state, farm.hypervisor.node);
  const snapshots = disks.length * Math.ceil(farm.storage.snapshotSize / group.extentSize);
  const copied = disks.reduce((sum, { extents }) => sum + extents, 0);
  const free = group.freeExtents - promised;
  const bytes = (extents: number) => size(extents * group.extentSize);
  const others = promised > 0 ? ` beyond the ${bytes(promised)} that other runs have reserved` : '';
  const several = disks.length > 1;
  if (copied + snapshots > free) {
    const [copies, their] = several ? ['copies take', 'their snapshots'] : ['copy takes', 'its snapshot'];
    throw new Refusal(
      `Volume group ${group.name} has ${bytes(Math.max(0, free))} free${others}; the ${copies} ${bytes(copied)} and ${their} ${bytes(snapshots)}.`,
    );
  }
  const each = several ? ` (${listed(disks.map(({ extents }) => bytes(extents)))})` : '';
  return `${several ? 'disks' : 'disk'}: ${bytes(copied)}${each} of volume group ${group.name}, which leaves ${bytes(free - copied)} free; ${bytes(snapshots)} more while it copies`;
}

function memory({ hypervisor, roles }: Farm, vm: Vm, state: FarmState, { memory: promised }: Reserved): string {
  const node = required('the nodes', state.nodes).find(({ name }) => name === hypervisor.node);
  if (!node)
    throw new Refusal(`${roles.hypervisor.title} has no node ${hypervisor.node}, which farm.yaml says new VMs go to.`);
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

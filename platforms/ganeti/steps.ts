import type { Invocation, Provided } from '../../src/engine/action.ts';
import { onNode } from '../../src/farm/on-node.ts';
import type { Going, GrownDisk, Keeping } from '../../src/farm/roles/hypervisor.ts';
import type { SourceDisk } from '../../src/farm/roles/storage.ts';
import type { AllocatedVm, FarmSettings, Vm } from '../../src/farm/settings.ts';
import type { Instance } from '../../src/farm/state.ts';
import { lvmOf } from '../lvm/settings.ts';
import { groupOf, placeholderOf, snapshotOf, volumeOf } from '../lvm/steps.ts';
import { carries } from './carries.ts';
import { isFree, isMinted, isThis, isThisOn } from './identity.ts';
import { monitorSocket } from './monitor.ts';
import { ganetiOf } from './settings.ts';

const mebi = 2 ** 20;

/** A plan is for the instance that was seen when it was made, or for what is left where there was none: never for another of that name. */
export function onlyFor(
  { hypervisor: { host } }: FarmSettings,
  { instance }: Vm,
  seen: Pick<Instance, 'uuid'> | undefined,
): Provided {
  const named = { host, instance };
  return { ...(seen ? isThis(named, seen.uuid) : isFree(named)), otherwise: 'stop' };
}

/** The same of an instance that is to be where it was seen, for what is done on its node. */
export function onlyWhereSeen(
  { hypervisor: { host } }: FarmSettings,
  { instance }: Vm,
  { uuid, node }: Pick<Instance, 'uuid' | 'node'>,
): Provided {
  return { ...isThisOn({ host, instance }, uuid, node), otherwise: 'stop' };
}

/** The same of the instance that the plan makes. */
export function onlyForOwn({ hypervisor: { host } }: FarmSettings, { instance, mac }: AllocatedVm): Provided {
  return { ...isMinted({ host, instance }, mac), otherwise: 'stop' };
}

/** gnt-instance add … --disk 0:adopt=dev --no-install --net 0:mac=MAC NAME */
export function add(farm: FarmSettings, disks: readonly SourceDisk[], vm: AllocatedVm): Invocation {
  const { host, node, os } = ganetiOf(farm);
  const [volume = '', ...others] = disks.map((disk) => placeholderOf(vm, disk));
  const [vg = '', ...groups] = disks.map((disk) => groupOf(farm, disk));
  const from = {
    storage: lvmOf(farm).host,
    vg,
    volume,
    ...(others.length > 0 && { others }),
    ...(groups.some((group) => group !== vg) && { groups }),
  };
  return {
    action: 'ganeti.add',
    args: {
      host,
      instance: vm.instance,
      node,
      os,
      memory: vm.memory,
      mac: vm.mac,
      ...from,
      placeholders: true,
      unchecked: true,
    },
  };
}

/** lvremove /dev/all/UUID.disk0, which is the placeholder; lvrename all dev UUID.disk0 */
export function replace(farm: FarmSettings, disks: readonly SourceDisk[], vm: AllocatedVm): Invocation {
  const { host, node, config } = ganetiOf(farm);
  const [vg] = disks.map((disk) => groupOf(farm, disk));
  const copies = disks.map((disk) => {
    const group = groupOf(farm, disk);
    return { volume: volumeOf(vm, disk), of: snapshotOf(vm, disk), ...(group !== vg && { vg: group }) };
  });
  const placed = { storage: lvmOf(farm).host, ...(vg !== undefined && { vg }), node, memory: vm.memory };
  return {
    action: 'ganeti.replace',
    args: { host, instance: vm.instance, mac: vm.mac, config, ...placed, disks: copies },
  };
}

/** gnt-instance start NAME */
export function start(farm: FarmSettings, { instance }: Vm): Invocation {
  return { action: 'ganeti.start', args: { host: farm.hypervisor.host, instance, monitor: monitorOf(farm) } };
}

/** The same after `stop` in one procedure. */
export function startAgain({ hypervisor: { host } }: FarmSettings, { instance }: Vm): Invocation {
  return { action: 'ganeti.start', args: { host, instance, again: true } };
}

/** gnt-instance stop NAME */
export function stop(farm: FarmSettings, { instance }: Vm, leaving = false): Invocation {
  const args = { host: farm.hypervisor.host, instance, monitor: monitorOf(farm) };
  return { action: 'ganeti.stop', args: { ...args, ...(leaving && { leaving }) } };
}

/** gnt-instance remove NAME: its disks go with it. */
export function remove({ hypervisor: { host } }: FarmSettings, { instance }: Vm): Invocation {
  return { action: 'ganeti.remove', args: { host, instance } };
}

/** lvrename all UUID.disk0 bin.….disk0-dev; gnt-instance remove NAME, which finds no disk to remove */
export function bin(
  farm: FarmSettings,
  { name: vm, instance: named }: Vm,
  instance: Instance,
  { by, keep }: Keeping,
): Invocation {
  const { host, config, nodeHost: storage } = ganetiOf(farm);
  const { volumeGroup: vg } = lvmOf(farm);
  const disks = instance.volumes.map((volume, index) => {
    const group = instance.groups?.[index] ?? vg;
    return { volume, ...(group !== vg && { vg: group }) };
  });
  const its = { instance: named, uuid: instance.uuid, node: instance.node };
  return { action: 'ganeti.bin', args: { host, config, storage, vg, vm, by, keep, ...its, disks } };
}

/** echo balloon 1024 | socat - unix:….monitor, of a VM just started */
export function balloon(farm: FarmSettings, vm: Vm, arriving = false): Invocation | undefined {
  if (vm.balloon === null) return undefined;
  const args = { ...ballooned(farm, vm), bytes: vm.balloon, starting: true };
  return { action: 'balloon.set', args: { ...args, ...(arriving && { arriving }) } };
}

/** The same of a VM that runs; `bytes` are a whole number of MiB. */
export function memory(farm: FarmSettings, vm: Vm, bytes: number): Invocation {
  return { action: 'balloon.set', args: { ...ballooned(farm, vm), bytes: Math.round(bytes / mebi) * mebi } };
}

/** gnt-instance modify -B maxmem=8192M,minmem=8192M NAME */
export function maximum({ hypervisor: { host } }: FarmSettings, { instance }: Vm, bytes: number): Invocation {
  return { action: 'ganeti.maximum', args: { host, instance, bytes } };
}

/** gnt-instance modify -B vcpus=2 NAME */
export function vcpus({ hypervisor: { host } }: FarmSettings, { instance }: Vm, count: number): Invocation {
  return { action: 'ganeti.vcpus', args: { host, instance, count } };
}

/** gnt-instance grow-disk --absolute NAME 0 40960M */
export function grow(farm: FarmSettings, { instance }: Vm, { group, ...disk }: GrownDisk): Invocation {
  const { host, node } = farm.hypervisor;
  const placed = { storage: lvmOf(farm).host, vg: groupOf(farm, { ...(group !== undefined && { group }) }) };
  return { action: 'ganeti.grow', args: { host, instance, node, ...placed, ...disk } };
}

/** gnt-instance modify -t drbd -n NODE --no-wait-for-sync NAME */
export function mirror(farm: FarmSettings, disks: readonly SourceDisk[], vm: Vm, to: string): Invocation {
  const groups = disks.map((disk) => groupOf(farm, disk));
  const { volumeGroup: vg, otherGroups: named } = lvmOf(farm);
  const placed = { vg, mirror: onNode(farm, to).hypervisor.nodeHost };
  return {
    action: 'ganeti.mirror',
    args: {
      ...mirrored(farm, vm, to),
      ...placed,
      disks: disks.map(({ bytes }) => bytes),
      ...(groups.some((group) => group !== vg) && { groups }),
      ...(named.length > 0 && { named: [...named] }),
    },
  };
}

/** cat /proc/drbd, again and again */
export function synced(farm: FarmSettings, disks: readonly SourceDisk[], vm: Vm, to: string): Invocation {
  const bytes = disks.reduce((sum, disk) => sum + disk.bytes, 0);
  return { action: 'ganeti.synced', args: { ...mirrored(farm, vm, to), bytes } };
}

/** /var/run/ganeti/kvm-hypervisor/ctrl/NAME.monitor */
export function monitor(farm: FarmSettings, { instance }: Pick<Vm, 'instance'>): string {
  return monitorSocket(ganetiOf(farm).monitors, instance);
}

/** gnt-instance migrate -f NAME; of one that is down, gnt-instance failover -f NAME */
export function migrate(farm: FarmSettings, vm: Vm, going: Going, drains = false): Invocation {
  const { args, ...more } = placing(farm, vm, going);
  return { action: 'ganeti.migrate', args: { ...args, ...more, drains } };
}

/** gnt-instance failover -f NAME */
export function failover(farm: FarmSettings, vm: Vm, going: Going, lost: boolean): Invocation {
  const { args, ...more } = placing(farm, vm, going);
  return { action: 'ganeti.failover', args: { ...args, ...more, lost } };
}

/** gnt-instance move -f -n NODE NAME */
export function move(farm: FarmSettings, vm: Vm, going: Going): Invocation {
  const bytes = going.instance.disks.reduce((sum, disk) => sum + disk, 0);
  const { args } = placing(farm, vm, going);
  return { action: 'ganeti.move', args: { ...args, bytes, ...inGroups(farm, going), ...comingBack(farm, vm, going) } };
}

/** The volume groups of its disks, where they are not all in the farm's own. */
function inGroups(farm: FarmSettings, { instance: { groups = [] }, to }: Going) {
  const { volumeGroup: vg } = lvmOf(farm);
  const storage = farm.hypervisor.nodes.get(to);
  if (groups.every((group) => group === vg)) return undefined;
  return { vg, groups: [...groups], ...(storage !== undefined && { storage }) };
}

/** What its balloon leaves a VM that an undo brings back to the node it is on; nothing where that is all its memory, or nobody reaches its monitor. */
function comingBack(farm: FarmSettings, vm: Vm, { instance, runs }: Going) {
  if (!runs || vm.balloon === null || vm.balloon >= instance.memory) return undefined;
  if (!farm.hypervisor.nodes.has(instance.node)) return undefined;
  const { host, monitors, timeout } = ballooned(onNode(farm, instance.node), vm);
  return { balloon: { host, monitors, timeout, bytes: vm.balloon } };
}

/** gnt-node modify --drained=yes --auto-promote NODE */
export function drain({ hypervisor: { host } }: FarmSettings, node: string): Invocation {
  return { action: 'ganeti.drain', args: { host, node, drained: true } };
}

function mirrored(farm: FarmSettings, { instance }: Vm, to: string) {
  const { host, node, nodeHost: storage, config } = ganetiOf(farm);
  return { host, instance, config, node, storage, to };
}

function placing({ hypervisor: { host } }: FarmSettings, { instance }: Vm, going: Going) {
  const { node: from, memory } = going.instance;
  return {
    args: { host, instance, from, to: going.to, memory: going.runs ? memory : 0 },
    shared: carries(going.instance) === 'shared',
  };
}

function ballooned(farm: FarmSettings, { instance }: Vm) {
  const { node, ...asked } = monitorOf(farm);
  return { ...asked, instance, placed: { host: farm.hypervisor.host, node }, timeout: farm.proof.timeout };
}

function monitorOf(farm: FarmSettings) {
  const { nodeHost: host, monitors, node } = ganetiOf(farm);
  return { host, monitors, node };
}

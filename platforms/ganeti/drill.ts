import type { DrillSteps, DrillVm } from '../../src/farm/roles/hypervisor.ts';
import type { SourceDisk } from '../../src/farm/roles/storage.ts';
import type { FarmSettings } from '../../src/farm/settings.ts';
import { lvmOf } from '../lvm/settings.ts';
import { groupOf, snapshotOf, volumeOf } from '../lvm/steps.ts';
import { booted } from './booted.ts';
import { drillInstanceOf as instance } from './drill-name.ts';
import { ganetiOf } from './settings.ts';

/** What is done with the instance of a drill. */
export const drill: DrillSteps = { instance, add, start, proof, booted: bootedBy, remove };

/** gnt-instance add … --disk 0:adopt=gallifrey.drill.disk.86b33f10 --no-install --no-nics --ignore-ipolicy gallifrey.86b33f10.drill */
function add(farm: FarmSettings, disks: readonly SourceDisk[], vm: DrillVm) {
  const { host, node, os } = ganetiOf(farm);
  const [volume = '', ...others] = disks.map((disk) => volumeOf(vm, disk));
  const [vg = '', ...groups] = disks.map((disk) => groupOf(farm, disk));
  return {
    action: 'ganeti.add',
    args: {
      ...{ host, instance: instance(vm), node, os, memory: vm.memory, storage: lvmOf(farm).host, vg, volume },
      ...(others.length > 0 && { others }),
      ...(groups.some((group) => group !== vg) && { groups }),
      unchecked: true,
    },
  };
}

/** gnt-instance start gallifrey.86b33f10.drill */
function start({ hypervisor: { host } }: FarmSettings, vm: DrillVm) {
  return { action: 'ganeti.boot', args: { host, instance: instance(vm) } };
}

/** echo balloon 1024 | socat - unix:….monitor, until its guest gives memory back */
function proof(farm: FarmSettings, [first]: readonly SourceDisk[], vm: DrillVm) {
  const { nodeHost: host, monitors } = ganetiOf(farm);
  if (!first) throw new Error(`${vm.name}: no disk is to be copied`);
  const disk = { vg: groupOf(farm, first), of: snapshotOf(vm, first) };
  const memory = { memory: vm.memory, bytes: vm.kept };
  return {
    action: booted.name,
    args: { host, monitors, instance: instance(vm), ...disk, ...memory, timeout: farm.proof.timeout },
  };
}

function bootedBy({ action, receipt }: Parameters<DrillSteps['booted']>[0]): boolean | undefined {
  if (action !== booted.name) return undefined;
  const read = booted.receipt.schema.safeParse(receipt);
  return read.success ? (read.data as { readonly booted: boolean }).booted : undefined;
}

/** gnt-instance remove gallifrey.86b33f10.drill */
function remove({ hypervisor: { host } }: FarmSettings, vm: DrillVm) {
  return { action: 'ganeti.dismiss', args: { host, instance: instance(vm) } };
}

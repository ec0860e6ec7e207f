import type { Invocation } from '../../src/engine/action.ts';
import type { SourceDisk, VolumesFor } from '../../src/farm/roles/storage.ts';
import type { AllocatedVm, FarmSettings, Vm } from '../../src/farm/settings.ts';
import type { Volume } from '../../src/farm/state.ts';
import { binTagOf } from './bin.ts';
import { lvmOf } from './settings.ts';
import { acrossTo } from './there-script.ts';

/**
 * LV names of a clone in the making: `NAME.disk.SERIAL`, of further disks `NAME.disk1.SERIAL`. Their dots keep them from being a VM's name, and the MAC minted
 * for the clone from being another run's.
 */
export function volumeOf(vm: VolumesFor, { index }: Pick<SourceDisk, 'index'>): string {
  return nameOf('disk', vm, index);
}

/** Whether a volume is a disk of a clone in the making, by its name. */
export function isCopy(volume: string): boolean {
  return /\.disk\d*\.[0-9a-f]{8}$/.test(volume);
}

/** The name under which the placeholder of a disk is made. */
export function placeholderOf(vm: VolumesFor, { index }: Pick<SourceDisk, 'index'>): string {
  return nameOf('placeholder', vm, index);
}

/** The host of the node that a disk is on. */
export function hostOf(farm: FarmSettings, { host }: Pick<SourceDisk, 'host'>): string {
  return host ?? lvmOf(farm).host;
}

/** The volume group that a disk is in, and its copy is made in. */
export function groupOf(farm: FarmSettings, { group }: Pick<SourceDisk, 'group'>): string {
  return group ?? lvmOf(farm).volumeGroup;
}

/** The device of a VM's disk. */
export function deviceOf(farm: FarmSettings, disk: Pick<SourceDisk, 'volume' | 'group'>): string {
  return `${lvmOf(farm).devices}/${groupOf(farm, disk)}/${disk.volume}`;
}

/** The name of the snapshot that a disk is copied from. */
export function snapshotOf(vm: VolumesFor, { index }: Pick<SourceDisk, 'index'>): string {
  return nameOf('source', vm, index);
}

function nameOf(kind: string, vm: VolumesFor, index: number): string {
  return `${vm.name}.${kind}${index === 0 ? '' : index}.${'serial' in vm ? vm.serial : serial(vm.mac)}`;
}

/** The four bytes of chance in a minted MAC. */
function serial(mac: string): string {
  return mac.replaceAll(':', '').slice(4);
}

/** Whether a volume was made, by its name, for a clone of that name. Before they had dots in them the names were NAME and NAME-source. */
export function isMadeFor(
  { name }: Pick<Vm, 'name'>,
  volume: { readonly name: string; readonly origin?: string },
): boolean {
  const [before, kind, number, ...more] = volume.name.split('.');
  if (kind !== undefined) {
    return (
      before === name &&
      /^(disk|source|placeholder|placeholder-snapshot)\d*$/.test(kind) &&
      /^[0-9a-f]{8}$/.test(number ?? '') &&
      more.length === 0
    );
  }
  return volume.name === (volume.origin === undefined ? name : `${name}-source`);
}

/** lvcreate --snapshot --size 1G --name tmp /dev/all/UUID.disk0 */
export function snapshot(
  farm: FarmSettings,
  disks: readonly SourceDisk[],
  vm: VolumesFor,
  monitor: string,
): Invocation {
  const { snapshotSize: bytes } = lvmOf(farm);
  const [disk] = disks;
  if (!disk) throw new Error(`${vm.name}: no disk is to be copied`);
  const [host, vg] = [hostOf(farm, disk), groupOf(farm, disk)];
  const each = disks.map((one) => {
    const group = groupOf(farm, one);
    return { origin: one.volume, name: snapshotOf(vm, one), bytes, ...(group !== vg && { vg: group }) };
  });
  if (disks.length === 1) return { action: 'lvm.snapshot', args: { host, vg, ...each[0] } };
  return { action: 'lvm.snapshots', args: { host, vg, monitor, disks: each } };
}

/** lvcreate --size 30G --name dev all */
export function volume(farm: FarmSettings, disk: SourceDisk, vm: VolumesFor): Invocation {
  const [{ host }, vg] = [lvmOf(farm), groupOf(farm, disk)];
  const temporary = 'serial' in vm && { temporary: true };
  return { action: 'lvm.volume', args: { host, vg, name: volumeOf(vm, disk), extents: disk.extents, ...temporary } };
}

/** lvcreate --type error --extents 7680 --name dev-placeholder all, and a snapshot of it */
export function placeholder(farm: FarmSettings, disk: SourceDisk, vm: AllocatedVm): Invocation {
  const [{ host }, vg] = [lvmOf(farm), groupOf(farm, disk)];
  const snapshot = nameOf('placeholder-snapshot', vm, disk.index);
  return {
    action: 'lvm.placeholder',
    args: { host, vg, name: placeholderOf(vm, disk), snapshot, extents: disk.extents },
  };
}

/** ionice -c3 dd if=/dev/all/tmp of=/dev/all/dev bs=1024k, of what is in use, by SSH where the volume is on another node. */
export function copy(farm: FarmSettings, disk: SourceDisk, vm: VolumesFor): Invocation {
  const [{ remains }, vg] = [lvmOf(farm), groupOf(farm, disk)];
  const { bytes } = disk;
  const parts = (disk.parts ?? [{ at: 0, bytes, type: '-' }]).map((part) => ({ ...part }));
  const [from, to] = [snapshotOf(vm, disk), volumeOf(vm, disk)];
  const across = disk.host !== undefined && { across: acrossTo(farm) };
  return {
    action: 'lvm.copy',
    args: { host: hostOf(farm, disk), vg, from, to, bytes, parts, remains, ...across },
  };
}

/** lvremove /dev/all/tmp */
export function removeSnapshot(
  farm: FarmSettings,
  disk: Pick<SourceDisk, 'index' | 'host' | 'group'>,
  vm: VolumesFor,
): Invocation {
  const vg = groupOf(farm, disk);
  return { action: 'lvm.discard', args: { host: hostOf(farm, disk), vg, name: snapshotOf(vm, disk) } };
}

/** lvremove of any volume. */
export function removeVolume(farm: FarmSettings, name: string, group?: string): Invocation {
  const { host, volumeGroup } = lvmOf(farm);
  const vg = group ?? volumeGroup;
  return { action: 'lvm.remove', args: { host, vg, name } };
}

/** lvremove of a volume in the bin; `group`: the volume group it is in, where that is not the farm's own. */
export function purge(farm: FarmSettings, volume: Pick<Volume, 'name' | 'tags'>, group?: string): Invocation {
  const { host, volumeGroup } = lvmOf(farm);
  return {
    action: 'lvm.purge',
    args: { host, vg: group ?? volumeGroup, name: volume.name, tag: binTagOf(volume) ?? '' },
  };
}

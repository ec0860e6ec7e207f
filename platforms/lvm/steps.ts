import type { Invocation } from '../../src/engine/action.ts';
import type { SourceDisk } from '../../src/farm/roles/storage.ts';
import type { AllocatedVm, FarmSettings, Vm } from '../../src/farm/settings.ts';
import { lvmOf } from './settings.ts';

/** LV names of a clone in the making. Their dots keep them from being a VM's name, and the MAC minted for the clone from being another run's. */
export function volumeOf({ name, mac }: Pick<AllocatedVm, 'name' | 'mac'>): string {
  return `${name}.disk.${serial(mac)}`;
}

function snapshotOf({ name, mac }: Pick<AllocatedVm, 'name' | 'mac'>): string {
  return `${name}.source.${serial(mac)}`;
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
    return before === name && /^(disk|source)$/.test(kind) && /^[0-9a-f]{8}$/.test(number ?? '') && more.length === 0;
  }
  return volume.name === (volume.origin === undefined ? name : `${name}-source`);
}

/** lvcreate --snapshot --size 1G --name tmp /dev/all/UUID.disk0 */
export function snapshot(farm: FarmSettings, disk: SourceDisk, vm: AllocatedVm): Invocation {
  const { host, volumeGroup: vg, snapshotSize: bytes } = lvmOf(farm);
  return { action: 'lvm.snapshot', args: { host, vg, origin: disk.volume, name: snapshotOf(vm), bytes } };
}

/** lvcreate --size 30G --name dev all */
export function volume(farm: FarmSettings, { extents }: SourceDisk, vm: AllocatedVm): Invocation {
  const { host, volumeGroup: vg } = lvmOf(farm);
  return { action: 'lvm.volume', args: { host, vg, name: volumeOf(vm), extents } };
}

/** ionice -c3 dd if=/dev/all/tmp of=/dev/all/dev bs=1024k, of what is in use. */
export function copy(farm: FarmSettings, { bytes, parts }: SourceDisk, vm: AllocatedVm): Invocation {
  const { host, volumeGroup: vg, remains } = lvmOf(farm);
  const all = (parts ?? [{ at: 0, bytes, type: '-' }]).map((part) => ({ ...part }));
  return { action: 'lvm.copy', args: { host, vg, from: snapshotOf(vm), to: volumeOf(vm), bytes, parts: all, remains } };
}

/** lvremove /dev/all/tmp */
export function removeSnapshot(farm: FarmSettings, vm: AllocatedVm): Invocation {
  const { host, volumeGroup: vg } = lvmOf(farm);
  return { action: 'lvm.discard', args: { host, vg, name: snapshotOf(vm) } };
}

/** lvremove of any volume. */
export function removeVolume(farm: FarmSettings, name: string): Invocation {
  const { host, volumeGroup: vg } = lvmOf(farm);
  return { action: 'lvm.remove', args: { host, vg, name } };
}

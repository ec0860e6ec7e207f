import type { Invocation } from '../../src/engine/action.ts';
import type { Farm, PlacedVm, Vm } from '../../src/farm/farm.ts';
import { confPath } from '../packaging-farm/files.ts';

/** A volume that is copied, and its size in both ways the steps need it. */
export interface SourceDisk {
  /** LV name. */
  readonly volume: string;
  readonly extents: number;
  readonly bytes: number;
}

/** LV names of a clone in the making. Their dots keep them from being a VM's name, and the MAC minted for the clone from being another run's. */
export function volumeOf({ name, mac }: Pick<PlacedVm, 'name' | 'mac'>): string {
  return `${name}.disk.${serial(mac)}`;
}

function snapshotOf({ name, mac }: Pick<PlacedVm, 'name' | 'mac'>): string {
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
export function snapshot({ lvm }: Farm, disk: SourceDisk, vm: PlacedVm): Invocation {
  const { host, volumeGroup: vg, snapshotSize: bytes } = lvm;
  return { action: 'lvm.snapshot', args: { host, vg, origin: disk.volume, name: snapshotOf(vm), bytes } };
}

/** lvcreate --size 30G --name dev all */
export function volume({ lvm: { host, volumeGroup: vg } }: Farm, { extents }: SourceDisk, vm: PlacedVm): Invocation {
  return { action: 'lvm.volume', args: { host, vg, name: volumeOf(vm), extents } };
}

/** ionice -c3 dd if=/dev/all/tmp of=/dev/all/dev bs=1024k */
export function copy({ lvm: { host, volumeGroup: vg } }: Farm, { bytes }: SourceDisk, vm: PlacedVm): Invocation {
  return { action: 'lvm.copy', args: { host, vg, from: snapshotOf(vm), to: volumeOf(vm), bytes } };
}

/** lvremove /dev/all/tmp */
export function removeSnapshot({ lvm: { host, volumeGroup: vg } }: Farm, vm: PlacedVm): Invocation {
  return { action: 'lvm.discard', args: { host, vg, name: snapshotOf(vm) } };
}

/** lvremove of any volume. */
export function removeVolume({ lvm: { host, volumeGroup: vg } }: Farm, name: string): Invocation {
  return { action: 'lvm.remove', args: { host, vg, name } };
}

/** How a VM that is copied is known to the network. */
export interface SourceNetwork {
  readonly addresses: readonly string[];
  readonly macs: readonly string[];
  /** DHCP has a host entry of it. */
  readonly leased: boolean;
}

/** Host name, address, SSH host keys, machine-id, and the revision it builds from, of the clone's own; where farm.yaml says so. */
export function personalise(
  { lvm, personalise, vms }: Farm,
  disk: SourceDisk,
  vm: PlacedVm,
  { addresses, macs, leased }: SourceNetwork,
): Invocation | undefined {
  if (!personalise) return undefined;
  const { host, volumeGroup: vg, devices } = lvm;
  const build = vms.get(vm.name)?.build;
  const own = build && { conf: confPath(build), revision: build.revision };
  const source = `${devices}/${vg}/${disk.volume}`;
  return {
    action: 'personalise.disk',
    args: {
      host,
      vg,
      volume: volumeOf(vm),
      source,
      hostname: vm.name,
      fullName: vm.instance,
      network: { addresses: [...addresses], macs: [...macs], address: vm.address, mac: vm.mac, leased },
      ...(personalise === 'no-mount' && { mount: false }),
      ...(own && { build: own }),
    },
  };
}

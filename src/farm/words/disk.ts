import type { Invocation } from '../../engine/action.ts';
import type { Farm, PlacedVm, Vm } from '../farm.ts';
import { confPath } from '../packaging/files.ts';

/** A volume that is copied, and its size in both ways the steps need it. */
export interface SourceDisk {
  /** LV name. */
  readonly volume: string;
  readonly extents: number;
  readonly bytes: number;
}

/** LV names of a clone in the making; nobody else uses them, since only one run may make a VM of that name. */
export function volumeOf({ name }: Pick<Vm, 'name'>): string {
  return name;
}

export function snapshotOf({ name }: Pick<Vm, 'name'>): string {
  return `${name}-source`;
}

/** lvcreate --snapshot --size 1G --name tmp /dev/all/UUID.disk0 */
export function snapshot({ lvm }: Farm, disk: SourceDisk, vm: Vm): Invocation {
  const { host, volumeGroup: vg, snapshotSize: bytes } = lvm;
  return { action: 'lvm.snapshot', args: { host, vg, origin: disk.volume, name: snapshotOf(vm), bytes } };
}

/** lvcreate --size 30G --name dev all */
export function volume({ lvm: { host, volumeGroup: vg } }: Farm, { extents }: SourceDisk, vm: Vm): Invocation {
  return { action: 'lvm.volume', args: { host, vg, name: volumeOf(vm), extents } };
}

/** ionice -c3 dd if=/dev/all/tmp of=/dev/all/dev bs=1024k */
export function copy({ lvm: { host, volumeGroup: vg } }: Farm, { bytes }: SourceDisk, vm: Vm): Invocation {
  return { action: 'lvm.copy', args: { host, vg, from: snapshotOf(vm), to: volumeOf(vm), bytes } };
}

/** lvremove /dev/all/tmp */
export function removeSnapshot({ lvm: { host, volumeGroup: vg } }: Farm, vm: Vm): Invocation {
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

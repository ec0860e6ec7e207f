import type { Invocation } from '../../src/engine/action.ts';
import type { OwnRevision } from '../../src/farm/roles/builder.ts';
import type { SourceNetwork } from '../../src/farm/roles/guest.ts';
import type { SourceDisk } from '../../src/farm/roles/storage.ts';
import type { AllocatedVm, FarmSettings } from '../../src/farm/settings.ts';
import { stateFolder } from '../../src/farm/state-folder.ts';
import { lvmOf } from '../lvm/settings.ts';
import { deviceOf, groupOf, isCopy, volumeOf } from '../lvm/steps.ts';

/** Nothing answers at the address, but for the machine of that MAC. */
export function unused(
  { hypervisor }: FarmSettings,
  { address, mac }: { readonly address: string; readonly mac?: string },
): Invocation {
  return { action: 'address.unused', args: { host: hypervisor.nodeHost, address, ...(mac !== undefined && { mac }) } };
}

/** The SSH host keys that the clone's disk gets, where farm.yaml says that it gets its own. */
export function hostKeys(farm: FarmSettings, disk: SourceDisk, vm: AllocatedVm): Invocation | undefined {
  const { personalise } = farm;
  if (!personalise) return undefined;
  return {
    action: 'personalise.keys',
    args: {
      host: lvmOf(farm).host,
      folder: keysOf(farm, volumeOf(vm, disk)),
      hostname: vm.name,
      source: deviceOf(farm, disk),
      ...(disk.host !== undefined && { from: disk.host }),
      mount: personalise !== 'no-mount',
    },
  };
}

/** Those that wait for a volume that a clone left, and that it never got, go. */
export function forgetKeys(farm: FarmSettings, volume: string): Invocation | undefined {
  if (!farm.personalise || !isCopy(volume)) return undefined;
  return { action: 'personalise.forget-keys', args: { host: lvmOf(farm).host, folder: keysOf(farm, volume) } };
}

/** Where they wait for its disk. No two clones' volumes have the same name. */
function keysOf(farm: FarmSettings, volume: string): string {
  return `${stateFolder(farm, lvmOf(farm).host)}/keys/${volume}`;
}

/** Host name, address, SSH host keys, machine-id, and the revision it builds from, of the clone's own; where farm.yaml says so. */
export function personalise(
  farm: FarmSettings,
  disk: SourceDisk,
  vm: AllocatedVm,
  { addresses, addresses6, macs, leased }: SourceNetwork,
  build: OwnRevision | undefined,
): Invocation | undefined {
  const { personalise } = farm;
  if (!personalise) return undefined;
  const [{ host }, vg] = [lvmOf(farm), groupOf(farm, disk)];
  const six = vm.address6 !== undefined && { addresses6: [...(addresses6 ?? [])], address6: vm.address6 };
  return {
    action: 'personalise.disk',
    args: {
      host,
      vg,
      volume: volumeOf(vm, disk),
      source: deviceOf(farm, disk),
      ...(disk.host !== undefined && { from: disk.host }),
      hostname: vm.name,
      fullName: vm.instance,
      network: { addresses: [...addresses], macs: [...macs], address: vm.address, mac: vm.mac, leased, ...six },
      keys: keysOf(farm, volumeOf(vm, disk)),
      ...(personalise === 'no-mount' && { mount: false }),
      ...(build && { build: { ...build } }),
    },
  };
}

/** It is up when it answers. */
export function answers({ hypervisor, proof }: FarmSettings, { instance, address, mac }: AllocatedVm): Invocation {
  const { by, port, path, timeout } = proof;
  const asked = { address, mac, port, path: by === 'http' ? path : null, timeout };
  return { action: 'proof.answers', args: { host: hypervisor.nodeHost, name: instance, ...asked } };
}

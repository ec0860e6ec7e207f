/** A VM the sandbox starts with. */
export interface SandboxVm {
  readonly name: string;
  readonly instance: string;
  /** Last number of its address. */
  readonly number: number;
  /** Absent: the farm has no IPv6. */
  readonly address6?: string;
  readonly mac: string;
  /** Name of its logical volume. */
  readonly volume: string;
  /** Names of those of its further disks, where it has any. */
  readonly others?: readonly string[];
  /** The volume group of each of its disks; left out: all are in `all`. */
  readonly groups?: readonly string[];
  readonly uuid: string;
  readonly running: boolean;
  /** The host it is on; host01, when left out. */
  readonly host?: string;
  /** The host that mirrors its disk; left out: none does. */
  readonly mirror?: string;
  /** It does not run although the hypervisor wants it to. */
  readonly crashed?: boolean;
}

/** The seed's VM to clone, running, and a neighbour that is shut down. */
export const vms: readonly SandboxVm[] = [
  {
    ...names('skaro'),
    number: 2,
    mac: '52:54:3c:1e:90:02',
    volume: '0d6f8bd2-5b4c-4d0a-9c3b-3f6f1a1c2b57.disk0',
    uuid: 'a74e25a9-568d-479d-9413-fc000d2796f8',
    running: false,
  },
  {
    ...names('gallifrey'),
    number: 5,
    mac: '52:54:7a:c4:05:d1',
    // The volume the seed's own procedure starts from.
    volume: 'f3e8d23f-21c0-417d-9b5e-91bb4da9b926.disk0',
    uuid: '8be85a09-216d-439b-be54-e42aa5066926',
    running: true,
  },
];

/** The logical volumes that have the data of a VM's disks, in their order. A mirrored disk has its own under a name of DRBD's, the same on both hosts. */
export function volumesOf({ volume, others = [], mirror }: SandboxVm): readonly string[] {
  const disks = [volume, ...others];
  return mirror === undefined ? disks : disks.map((disk) => `${disk}_data`);
}

/** The volume group of each of these. */
export function groupsOf(vm: SandboxVm): readonly string[] {
  return volumesOf(vm).map((_, index) => vm.groups?.[index] ?? 'all');
}

/** The volumes beside these that have what DRBD itself writes down of a mirrored disk. */
export function metaVolumesOf({ volume, others = [], mirror }: SandboxVm): readonly string[] {
  return mirror === undefined ? [] : [volume, ...others].map((disk) => `${disk}_meta`);
}

function names(name: string) {
  return {
    name,
    instance: `${name}.xivo.vm.farm`,
  };
}

/** Whether the VM is on that host. */
export function isOn({ host = 'host01' }: SandboxVm, name: string): boolean {
  return host === name;
}

export function addressOf(number: number): string {
  return `10.10.60.${number}`;
}

/** The network of the VMs' IPv6 addresses, which end with the number too. */
export const prefix6 = '2001:db8:10:60::/64';

/** The same VMs with IPv6. */
export const vms6: readonly SandboxVm[] = vms.map((vm) => ({ ...vm, address6: `2001:db8:10:60::${vm.number}` }));

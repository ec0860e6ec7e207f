import type { Invocation } from '../../engine/action.ts';
import type { Part } from '../read-parts.ts';
import type { AllocatedVm, FarmSettings } from '../settings.ts';
import type { OwnRevision } from './builder.ts';
import type { SourceDisk } from './storage.ts';
import type { Logins } from './use.ts';

/** How a VM that is copied is known to the network. */
export interface SourceNetwork {
  readonly addresses: readonly string[];
  /** Absent where the farm has no IPv6. */
  readonly addresses6?: readonly string[];
  readonly macs: readonly string[];
  /** DHCP has a host entry of it. */
  readonly leased: boolean;
}

/** Who answers at an address. */
export interface Neighbour {
  readonly answers: boolean;
  /** It can only be asked through a router, by ping: a machine that drops pings looks like none. */
  readonly routed: boolean;
  /** False: the host has no IPv6 by which to ask. */
  readonly asked: boolean;
  /** Who asked, how, and what came back, in words. */
  readonly shown: string;
}

/** A VM from inside, and as the network sees it. */
export interface Guest {
  /** The first of the disks that has a root file system, as far as that can be told; undefined: of none. */
  root(farm: FarmSettings, disks: readonly SourceDisk[]): Part<SourceDisk | undefined>;
  /** Makes the SSH host keys that `personalise` puts on the copy; undefined: farm.yaml says not to. */
  hostKeys(farm: FarmSettings, disk: SourceDisk, vm: AllocatedVm): Invocation | undefined;
  /** Removes those that a clone left and that `volume` never got; undefined: no clone made keys for such a volume. */
  forgetKeys(farm: FarmSettings, volume: string): Invocation | undefined;
  /** Host name, address, SSH host keys and machine-id of the copy's own, and where it builds, the revision; undefined: farm.yaml says not to. */
  personalise(
    farm: FarmSettings,
    disk: SourceDisk,
    vm: AllocatedVm,
    network: SourceNetwork,
    build: OwnRevision | undefined,
  ): Invocation | undefined;
  /** How it is found out who answers at an address. */
  neighbour(farm: FarmSettings, address: string): Part<Neighbour>;
  /** Who is or was logged in to a VM that is one of the farm's hosts, farmhand itself left out. */
  logins(host: string): Part<Logins>;
  /** It is up when it answers. */
  answers(farm: FarmSettings, vm: AllocatedVm): Invocation;
  /** Nothing answers at the address, but for the machine of that MAC. */
  unused(farm: FarmSettings, place: { readonly address: string; readonly mac?: string }): Invocation;
}

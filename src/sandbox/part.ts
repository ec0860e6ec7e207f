import type { Break } from './breaks.ts';
import type { Guest, Snapshot } from './made.ts';
import type { SandboxVm } from './vms.ts';

/** Files of a host or a guest: path below its folder → text, or where a link leads. */
export type HostFiles = Readonly<Record<string, string | { readonly link: string }>>;

/** The host that is made. */
export interface HostSeed {
  readonly name: string;
  /** The VMs the farm starts with. */
  readonly vms: readonly SandboxVm[];
  /** Bytes of each disk of a VM. */
  readonly diskSize: number;
  /** MiB a second its disks are copied at; left out: as fast as this machine can. */
  readonly rate?: number;
  /** Whether it is the hypervisor's master. */
  readonly master: boolean;
}

/** A host that was made: its name in farm.yaml, and what would be / there. */
interface HostPlace {
  readonly name: string;
  readonly folder: string;
}

/** Which host plays what. */
interface Hosts {
  /** The hypervisor's master. */
  readonly master: HostPlace;
  /** Those that VMs are on: the master, and others where the farm has several. */
  readonly nodes: readonly HostPlace[];
  /** DNS, DHCP, firewall and proxy. */
  readonly services: HostPlace;
}

/** A VM that is logged in to. */
export interface GuestSeed {
  readonly name: string;
  readonly files: HostFiles;
  readonly folders: readonly string[];
  /** What the VM has in farm.yaml because of it. */
  farmYaml(guest: Guest): object;
}

/** What a platform adds to the sandbox: `platforms/X/sandbox/files.ts` has it. */
export interface SandboxPart {
  /**
   * Folder of its stand-ins; what they share is in its folder `lib`. On a host all platforms' are in HOST/bin and HOST/bin/lib. Who
   * plays a role has in `lib` what other platforms' stand-ins ask it: DNS `resolve.sh`, DHCP `dhcp-hosts.sh`, the hypervisor `monitor.sh`. A
   * service with a socket has `socket-NAME.sh`, with what it answers; a file of /proc `proc-NAME.sh`, with what it shows.
   */
  readonly tools?: string;
  /** Empty folders of every host. */
  readonly folders?: readonly string[];
  /** Files of every host. */
  files?(host: HostSeed): HostFiles;
  /** Makes what is not a text, in the host's folder. */
  make?(folder: string, host: HostSeed): Promise<void>;
  /** Units a host starts with; `lib/service-UNIT.sh` among its tools says how each is started. */
  readonly services?: readonly string[];
  /** What its running services have loaded: files and folders below HOST/state. The same on every host. */
  readonly loaded?: readonly string[];
  /** What is the farm's state and so in every snapshot: files and folders below HOST/state. */
  readonly state?: readonly string[];
  /** A file's text in a snapshot, without what a run and its undoing may rightly change. */
  lasting?(text: string): string;
  /** The same snapshot with what is chosen at random named after what it belongs to. */
  comparable?(snapshot: Snapshot): Snapshot;
  /** File below a host's folder; while it exists, SSH to the host is cut off. At most one part has it. */
  readonly cut?: string;
  /** Its blocks of farm.yaml. */
  farmYaml?(hosts: Hosts & { readonly ipv6: boolean; readonly vms: readonly SandboxVm[] }): object;
  readonly guests?: readonly GuestSeed[];
  /** Folder of its stand-ins in VMs that are logged in to. */
  readonly guestTools?: string;
  /** What makes each of its actions fail, by the action's name. */
  readonly breaks?: Readonly<Record<string, Break | ((args: Readonly<Record<string, unknown>>) => Break)>>;
}

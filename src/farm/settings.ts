import type { HostSettings } from '../ssh/settings.ts';
import type { DriftSettings } from './drift-settings.ts';
import type { DrillSettings } from './drill-settings.ts';
import type { Quota } from './limits.ts';
import type { PolicyRule } from './policy-rule.ts';
import type { ProofSettings } from './proof-settings.ts';
import type { TicketSettings } from './tickets.ts';
import type { WebSettings } from './web-settings.ts';

/** What farm.yaml says: checked, defaults filled in, references resolved. Data only, and never changed. */
export interface FarmSettings {
  /** The file it was read from. */
  readonly file: string;
  /** Machines reached by SSH: those of `hosts`, and VMs that build. */
  readonly hosts: ReadonlyMap<string, HostSettings>;
  /** How many runs may be worked on at once on a host; any number on hosts that are not in it. */
  readonly slots: ReadonlyMap<string, number>;
  readonly hypervisor: HypervisorSettings;
  readonly storage: StorageSettings;
  readonly dns: DnsSettings;
  readonly dhcp: DhcpSettings;
  /** Absent: the farm has no firewall farmhand looks after. */
  readonly firewall?: FirewallSettings;
  /** Absent: the farm has no proxy farmhand looks after. */
  readonly proxy?: ProxySettings;
  readonly pool: PoolSettings;
  readonly naming: Naming;
  /** Settings of single VMs, by name. Not an inventory: the VMs there are, are found on the hosts. */
  readonly vms: ReadonlyMap<string, VmSettings>;
  /** Whether a clone's disk gets a host name, SSH host keys, a machine-id and an address of its own; `no-mount`: only where the host's kernel need not mount it. */
  readonly personalise: boolean | 'no-mount';
  readonly proof: ProofSettings;
  /** Where the disks of destroyed VMs go. `keep`: seconds they are kept there; 0: they are not. */
  readonly bin: { readonly keep: number };
  /** By name. */
  readonly people: ReadonlyMap<string, FarmPerson>;
  readonly policy: readonly PolicyRule[];
  /** By its IANA name: by which windows and freezes are meant. */
  readonly timezone: string;
  /** Absent: a run has no ticket. */
  readonly tickets?: TicketSettings;
  /** Absent: the farm has no pages. */
  readonly web?: WebSettings;
  /** One block a chat platform (`irc`, or `irc/libera` where farm.yaml names networks), each as its adapter's own schema read it. */
  readonly chat: Readonly<Record<string, unknown>>;
  /** Channels that belong together, by platform: each gets the messages about runs asked for in the others. */
  readonly channels: readonly Readonly<Record<string, string>>[];
  /** Absent where nobody is told of it every day. */
  readonly drift?: DriftSettings;
  /** Absent where VMs are drilled only when somebody asks. */
  readonly drill?: DrillSettings;
  readonly data: DataSettings;
}

export interface HypervisorSettings {
  readonly kind: string;
  /** The host that gets its commands: of a cluster, the master. */
  readonly host: string;
  /** The node new instances go to, as the hypervisor names it. */
  readonly node: string;
  /** The host that is that node. */
  readonly nodeHost: string;
  /** The host that is each node farmhand acts on, by the node's name; that of new instances is among them. */
  readonly nodes: ReadonlyMap<string, string>;
  /** Files on each node by which its root knows the others, to log in there by SSH: known_hosts, and the name that their keys have in it. */
  readonly trust: { readonly knownHosts: string; readonly alias: string };
  /** Bytes. */
  readonly memory: number;
  /** Bytes the balloon leaves a VM after a start; null: guests have no balloon. */
  readonly balloon: number | null;
}

export interface StorageSettings {
  readonly kind: string;
  /** The node's host. */
  readonly host: string;
  /** Bytes of a snapshot's copy-on-write space. */
  readonly snapshotSize: number;
}

interface ZoneSettings {
  /** Without the dot at its end. */
  readonly zone: string;
  /** Absent: the server keeps the zone elsewhere than in a file farmhand reads. */
  readonly file?: string;
}

export interface DnsSettings {
  readonly kind: string;
  readonly host: string;
  readonly forward: ZoneSettings;
  readonly reverse?: ZoneSettings;
  /** The zone of ip6.arpa that has the VMs' IPv6 addresses. */
  readonly reverse6?: ZoneSettings;
  /** Where the name server answers, asked from its own host. */
  readonly address: string;
  readonly port: number;
}

/** What every DHCP server has in farm.yaml. */
export interface DhcpSettings {
  readonly kind: string;
  readonly host: string;
  readonly file: string;
}

export interface FirewallSettings {
  readonly kind: string;
  readonly host: string;
  /** Where people come to: an address, or a variable of the firewall's configuration as that writes it. */
  readonly publicAddress: string;
  /** SSH port seen from outside = this + last number of the VM's address. */
  readonly sshBase: number;
}

export interface ProxySettings {
  readonly kind: string;
  readonly host: string;
}

export interface PoolSettings {
  /** CIDR: 10.10.60.0/24. */
  readonly network: string;
  /** Addresses of the network never given out. */
  readonly excluded: readonly string[];
  /** Absent: VMs have no IPv6 address that farmhand looks after. */
  readonly network6?: Network6Settings;
}

/** Which IPv6 address a VM has beside its IPv4 one. */
export interface Network6Settings {
  /** CIDR, as RFC 5952 writes it: 2001:db8:10:60::/64. */
  readonly prefix: string;
  /** eui64: made of its MAC, as a guest makes it itself (SLAAC); last: the last number of its IPv4 address, digit by digit. */
  readonly by: 'eui64' | 'last';
}

/** Templates; `{name}` is the VM's name, `{NAME}` the same in capitals with _ for -. */
export interface Naming {
  /** Name of a clone, from `{name}` and `{suffix}`. */
  readonly clone: string;
  /** Full name: in DNS, DHCP and the hypervisor. */
  readonly instance: string;
  /** Of the variable of the firewall's configuration that holds its address. There where the farm has a firewall. */
  readonly variable?: string;
  /** There where the farm has a proxy. */
  readonly site?: string;
}

export interface VmSettings {
  readonly name: string;
  /** Never destroyed by a command. */
  readonly protected: boolean;
  /** Kept for it. */
  readonly address?: string;
  /** Bytes; else the farm's. */
  readonly memory?: number;
  readonly balloon?: number | null;
  /** Where it differs from the naming rules. */
  readonly instance?: string;
  readonly variable?: string;
  readonly site?: string;
  /** Absent: it is no packaging farm. */
  readonly build?: BuildSettings;
}

/** A VM as a packaging farm. */
export interface BuildSettings {
  /** Its name among the farm's hosts: the VM's. */
  readonly host: string;
  /** The meta package. */
  readonly meta: string;
  /** GIT_REVISION it is built from unless another is asked for. */
  readonly revision: string;
  /** Words of the program that builds. */
  readonly command: readonly string[];
  /** Folder of its settings and job files. */
  readonly settings: string;
  /** Folder of sources, job files and logs. */
  readonly cache: string;
  /** Variables whose lines are its own. */
  readonly keep: readonly string[];
  /** The repository its packages go on to; VMs that feed the same one never build the same version. */
  readonly feeds?: string;
}

export interface FarmPerson {
  readonly name: string;
  readonly roles: readonly string[];
  /** Authenticated identity by platform, each network of a kind being one: IRC services account, Slack team and user id, login name. */
  readonly identities: Readonly<Record<string, string>>;
  /** Absent: as much as there is room for. */
  readonly quota?: Quota;
}

/** farmhand's own files. */
export interface DataSettings {
  readonly folder: string;
  readonly journal: string;
}

/** A VM's names, as the naming rules or its own settings give them. */
export interface Vm {
  readonly name: string;
  /** Full name, without a dot at its end: in DNS, DHCP and the hypervisor. */
  readonly instance: string;
  /** The variable of the firewall's configuration that holds its address. Absent where the farm has no firewall. */
  readonly variable?: string;
  /** Absent where the farm has no proxy. */
  readonly site?: string;
  readonly protected: boolean;
  /** Bytes. */
  readonly memory: number;
  /** Null: its guest has no balloon. */
  readonly balloon: number | null;
  /** The one farm.yaml keeps for it. */
  readonly address?: string;
}

/** A VM with its place on the network: everything the farm's vocabulary needs to know of it. */
export interface AllocatedVm extends Vm {
  readonly address: string;
  /** As RFC 5952 writes it; absent where the farm has no IPv6. */
  readonly address6?: string;
  readonly mac: string;
  /** Seen from outside; absent where the farm has no firewall. */
  readonly sshPort?: number;
}

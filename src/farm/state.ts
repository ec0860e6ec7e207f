import type { AddressType } from './dns/address-type.ts';
import type { Inventory } from './inventory.ts';

/** What was read, or why it could not be: "I don't know" is an answer too. */
export type Reading<T> = { readonly known: T } | { readonly unknown: string };

/**
 * Everything farmhand reads of the farm, in one batch a host, hosts in parallel. One that does not answer leaves its parts
 * unknown and the others readable.
 */
export interface FarmState {
  readonly forward: Reading<ZoneState>;
  /** Absent where the farm has no reverse zone. */
  readonly reverse?: Reading<ZoneState>;
  /** Absent where the farm has no reverse zone of IPv6 addresses. */
  readonly reverse6?: Reading<ZoneState>;
  readonly dhcp: Reading<DhcpState>;
  readonly proxy?: Reading<ProxyState>;
  readonly firewall?: Reading<FirewallState>;
  readonly instances: Reading<readonly Instance[]>;
  readonly nodes: Reading<readonly Node[]>;
  readonly storage: OnNodes<StorageState>;
  /** Bytes the balloon leaves each running instance, by full name. */
  readonly balloons: OnNodes<ReadonlyMap<string, number>>;
}

/** What was read on each node that farm.yaml has a host for, by the node's name. */
export type OnNodes<T> = ReadonlyMap<string, Reading<T>>;

/** What a zone has. */
export interface ZoneState {
  readonly records: readonly AddressRecord[];
  readonly serial: number;
  /** Serial the running server answers with; null when it does not answer. */
  readonly served: number | null;
  readonly inventory: Inventory;
}

/** An A, AAAA or PTR record, names absolute without the last dot, in lower case, IPv6 addresses as RFC 5952 writes them. */
export interface AddressRecord {
  readonly type: AddressType | 'PTR';
  readonly name: string;
  readonly value: string;
  /** From 1. */
  readonly line: number;
}

/** What a DHCP server gives out. */
export interface DhcpState {
  readonly hosts: readonly DhcpHost[];
  /** Entries of DHCPv6, which are only read, addresses as RFC 5952 writes them; absent where farm.yaml names no file that has them. */
  readonly hosts6?: readonly DhcpHost[];
  readonly inventory: Inventory;
}

/** An entry of the DHCP server's file. */
export interface DhcpHost {
  readonly name: string;
  /** Lower case, colons; absent where the block has none. */
  readonly mac?: string;
  /** As written: addresses or names. */
  readonly addresses: readonly string[];
  readonly line: number;
  /** The file that declares it, where that is not its main file. */
  readonly file?: string;
}

export interface ProxyState {
  readonly sites: readonly ProxySite[];
  /** Where each file's servers answer without TLS, as `listen` takes it: `80`, `203.0.113.5:80`, `[::]:80`. */
  readonly listens?: ReadonlyMap<string, readonly string[]>;
  /** Where each file's servers write down what is asked of them, or why that cannot be read. */
  readonly logs?: ReadonlyMap<string, Reading<readonly AccessLog[]>>;
  readonly inventory: Inventory;
}

/** A file with a line for each request. */
export interface AccessLog {
  readonly path: string;
  /** How its lines are made, as the proxy writes it down. */
  readonly format: string;
}

/** A site of the proxy, and the file that has it. */
export interface ProxySite {
  readonly file: string;
  /** In lower case; patterns are none. */
  readonly names: readonly string[];
  /** `http://gallifrey-dev.xivo.vm.farm`, of an upstream block its servers. */
  readonly targets: readonly string[];
  readonly enabled: boolean;
}

export interface FirewallState {
  readonly variables: readonly FirewallVariable[];
  readonly forwards: readonly PortForward[];
  readonly inventory: Inventory;
  /** Where people come to; absent where that is not known. */
  readonly publicAddress?: string;
  /** Rules of the IPv6 firewall that name machines; absent where farm.yaml names no such rules. */
  readonly rules6?: readonly MachineRule[];
}

/** A rule about one machine, or from one to another, or about several. */
export interface MachineRule {
  /** As RFC 5952 writes them. */
  readonly addresses: readonly string[];
  /** As written, on one line, with the addresses in it. */
  readonly text: string;
  /** The same with the variables in it that name its machines, and what they are; absent where the rule of another machine can have none of its own. */
  readonly written?: string;
  readonly variables?: readonly { readonly name: string; readonly value: string }[];
  /** It lets SSH in to them, as far as its own text tells. */
  readonly ssh: boolean;
  /** One for another machine may be made like it: it is about one alone, in force as it stands, and for new connections. */
  readonly copied: boolean;
  readonly file: string;
  readonly line: number;
}

/** A name that the firewall's configuration gives a value, an address mostly. */
export interface FirewallVariable {
  readonly name: string;
  readonly value: string;
  /** The file it is set in. */
  readonly file: string;
  readonly line: number;
}

/** A DNAT rule to one VM. */
export interface PortForward {
  /** Name of the variable that holds the VM's address, where the rule is written with one. */
  readonly variable?: string;
  /** Where the rule leads, as far as variables tell. */
  readonly address?: string;
  /** Port on the public address. */
  readonly port: number;
  /** Port on the VM. */
  readonly toPort: number;
  readonly file: string;
  readonly line: number;
}

/** A virtual machine as Ganeti lists it. */
export interface Instance {
  /** Full name. */
  readonly name: string;
  /** The hypervisor's own identity of it: the name can be given again. */
  readonly uuid: string;
  /** How it is; error: not as the hypervisor wants it; unknown: the hypervisor cannot tell, because it does not reach its node. */
  readonly health: 'up' | 'down' | 'error' | 'unknown';
  /** The hypervisor's own word for that. */
  readonly status: string;
  /** Whether a machine runs, wanted or not; null when the hypervisor cannot tell, because it does not reach its node. */
  readonly running: boolean | null;
  /** Node it is on. */
  readonly node: string;
  /** Other nodes that have its disks too, and can take it over. */
  readonly secondaries: readonly string[];
  /** How its disks are kept, in the hypervisor's own word: plain, drbd. */
  readonly template: string;
  /** Bytes: what it may have. */
  readonly memory: number;
  /** Bytes, one a disk. */
  readonly disks: readonly number[];
  /** Names of its volumes, one a disk, as the storage has them. */
  readonly volumes: readonly string[];
  /** The volume group of each of these, in the same order; absent where the hypervisor does not tell. */
  readonly groups?: readonly string[];
  /** Lower case. */
  readonly macs: readonly string[];
}

export interface Node {
  readonly name: string;
  /** drained: it is given no instances; offline: it is taken for down. */
  readonly standing: 'in use' | 'drained' | 'offline';
  /** Bytes; a total of 0: the hypervisor does not know either, since it does not reach the node. */
  readonly memoryTotal: number;
  readonly memoryFree: number;
}

export interface StorageState extends GroupState {
  /** Further volume groups that farm.yaml names, those that are there; absent where it names none. */
  readonly others?: readonly GroupState[];
}

/** A volume group with all that is in it. */
export interface GroupState {
  readonly volumeGroup: VolumeGroup;
  readonly volumes: readonly Volume[];
}

interface VolumeGroup {
  readonly name: string;
  /** Bytes. */
  readonly extentSize: number;
  readonly extents: number;
  readonly freeExtents: number;
}

export interface Volume {
  readonly name: string;
  /** Extents. */
  readonly extents: number;
  /** The volume it is a snapshot of. */
  readonly origin?: string;
  /** 0 to 1: how full a snapshot's copy-on-write space is. */
  readonly fill?: number;
  /** Something holds it open. */
  readonly open: boolean;
  /** What farmhand made has one that says so. */
  readonly tags?: readonly string[];
}

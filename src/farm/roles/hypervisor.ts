import type { Invocation, Provided } from '../../engine/action.ts';
import type { StepView } from '../../engine/run.ts';
import type { Part } from '../read-parts.ts';
import type { AllocatedVm, FarmSettings, HypervisorSettings, Vm } from '../settings.ts';
import type { Instance, Node } from '../state.ts';
import type { RoleOf } from './role.ts';
import type { SourceDisk } from './storage.ts';

/** A VM's disk that is to be larger. */
export interface GrownDisk {
  /** Which of its disks, from 0; absent where it has only one. */
  readonly index?: number;
  /** Its volume, as the storage has it, and the volume group of that; absent: the farm's own. */
  readonly volume: string;
  readonly group?: string;
  /** Bytes it has, and bytes it shall have: whole MiB. */
  readonly from: number;
  readonly bytes: number;
}

/** An instance that is to go to another node. */
export interface Going {
  readonly instance: Instance;
  /** The node's name. */
  readonly to: string;
  /** It is to run there. */
  readonly runs: boolean;
}

/** How the disks of a VM that is destroyed are kept. */
export interface Keeping {
  /** The person who asks for its destruction. */
  readonly by: string;
  /** Seconds. */
  readonly keep: number;
}

/** A VM that is there for a drill alone. */
export interface DrillVm {
  /** The name that its volumes begin with: `gallifrey.drill`, which no person can give a VM. */
  readonly name: string;
  /** The name of the VM that is restored. */
  readonly of: string;
  /** Eight hexadecimal digits of chance, so that no other drill has its names. */
  readonly serial: string;
  /** Bytes. */
  readonly memory: number;
  /** Bytes that its guest is asked to keep: less than it is started with. */
  readonly kept: number;
}

/** The steps of a drill: nothing of them is left after the last, and nothing is lost with it. */
export interface DrillSteps {
  /** Full name of its instance. */
  instance(vm: DrillVm): string;
  /** Makes an instance without network of the volumes that were copied for it. */
  add(farm: FarmSettings, disks: readonly SourceDisk[], vm: DrillVm): Invocation;
  start(farm: FarmSettings, vm: DrillVm): Invocation;
  /** Finds out whether it boots, without network. */
  proof(farm: FarmSettings, disks: readonly SourceDisk[], vm: DrillVm): Invocation;
  /** What that found, by the step and its receipt; undefined: it is another step, or was not done. */
  booted(step: Pick<StepView, 'action' | 'receipt'>): boolean | undefined;
  /** The instance and its disks go. */
  remove(farm: FarmSettings, vm: DrillVm): Invocation;
}

/** What runs VMs. */
export interface Hypervisor extends RoleOf<HypervisorSettings> {
  /** Its name as people know it. */
  readonly title: string;
  /** A plan is for the instance that was seen when it was made, or for what is left where there was none. */
  onlyFor(farm: FarmSettings, vm: Vm, seen: Pick<Instance, 'uuid'> | undefined): Provided;
  /** The same of an instance that is to be where it was seen, for what is done on its node. */
  onlyWhereSeen(farm: FarmSettings, vm: Vm, seen: Pick<Instance, 'uuid' | 'node'>): Provided;
  /** The same of the instance that the plan makes. */
  onlyForOwn(farm: FarmSettings, vm: AllocatedVm): Provided;
  /** The socket of a running VM's monitor, QEMU's. */
  monitor(farm: FarmSettings, vm: Pick<Vm, 'instance'>): string;
  /** Makes an instance of the placeholders of these disks, in this order. */
  add(farm: FarmSettings, disks: readonly SourceDisk[], vm: AllocatedVm): Invocation;
  /** Gives it the volumes that were copied for it in their place. */
  replace(farm: FarmSettings, disks: readonly SourceDisk[], vm: AllocatedVm): Invocation;
  start(farm: FarmSettings, vm: Vm): Invocation;
  /** The same after `stop` in one procedure. */
  startAgain(farm: FarmSettings, vm: Vm): Invocation;
  /** `leaving`: the same procedure brings it to another node. */
  stop(farm: FarmSettings, vm: Vm, leaving?: boolean): Invocation;
  /** The instance goes, and its disks with it. */
  remove(farm: FarmSettings, vm: Vm): Invocation;
  /** The instance goes, and its disks are kept in the bin; an undo brings it back with them. `farm`: as the node has it that it is on. */
  bin(farm: FarmSettings, vm: Vm, instance: Instance, keeping: Keeping): Invocation;
  /** Why an instance's disks cannot be kept so, in words; undefined: they can. */
  whyNoBin(instance: Instance): string | undefined;
  readonly drill: DrillSteps;
  /** What the balloon leaves a VM just started; undefined: its guest has none. `arriving`: the same plan brings it to the node. */
  balloon(farm: FarmSettings, vm: Vm, arriving?: boolean): Invocation | undefined;
  /** The same of a VM that runs. `bytes` are a whole number of MiB. */
  memory(farm: FarmSettings, vm: Vm, bytes: number): Invocation;
  /** The memory the VM may have, and its virtual CPUs, from its next start on. `bytes` are a whole number of MiB. */
  maximum(farm: FarmSettings, vm: Vm, bytes: number): Invocation;
  vcpus(farm: FarmSettings, vm: Vm, count: number): Invocation;
  /** Cannot be taken back. */
  grow(farm: FarmSettings, vm: Vm, disk: GrownDisk): Invocation;
  /**
   * Where its disks are besides, and so how an instance gets to another node: on the node that mirrors them, where every node sees them, or nowhere
   * else, so that they have to be copied there.
   */
  carries(instance: Pick<Instance, 'template'>): 'mirror' | 'shared' | 'copy';
  /** Has these disks of an instance that is down kept on another node too, by its name; what is on them comes there from then on. */
  mirror(farm: FarmSettings, disks: readonly SourceDisk[], vm: Vm, to: string): Invocation;
  /** Waits until that node has the same. */
  synced(farm: FarmSettings, disks: readonly SourceDisk[], vm: Vm, to: string): Invocation;
  /** Bytes that a mirror takes for each disk, beside it, on both of its nodes. */
  readonly mirrorOverhead: number;
  /** To a node that has its disks: it goes on running, or stays down. `drains`: the same plan drains the node it leaves. */
  migrate(farm: FarmSettings, vm: Vm, going: Going, drains?: boolean): Invocation;
  /** To a node that has its disks: it is started there anew. `lost`: the node it leaves is offline, and nothing is stopped. */
  failover(farm: FarmSettings, vm: Vm, going: Going, lost: boolean): Invocation;
  /** With its disks, while it is down. */
  move(farm: FarmSettings, vm: Vm, going: Going): Invocation;
  /** The node is given no more instances; those it has stay there. */
  drain(farm: FarmSettings, node: string): Invocation;
  /** What an operator types where a node is dead, so that its instances may be started elsewhere. */
  offlineBy(node: string): string;
  /** Full name of the instance a step stops, removes, bins, or moves while it is down. */
  stops(step: Invocation): string | undefined;
  /** Full name of the instance a step removes, with its disks. */
  removes(step: Invocation): string | undefined;
  /** Names that the volumes of a step have in the bin; none: it bins nothing. */
  bins(step: Invocation): readonly string[];
  /** Of a step that brings an instance back from the bin: its MAC, the node it comes back on, and bytes of memory it may have. */
  returns(step: Invocation): { readonly mac: string; readonly node: string; readonly memory: number } | undefined;
  /** Of a step that starts an instance, or gives it other bytes of memory that it may have: its full name, and these bytes. */
  gives(step: Invocation): { readonly instance: string; readonly memory?: number } | undefined;
  /** How the instances, the nodes, and the bytes each instance's balloon leaves it are read. */
  instances(settings: HypervisorSettings): Part<readonly Instance[]>;
  nodes(settings: HypervisorSettings): Part<readonly Node[]>;
  /** How many each instance has by its configuration, by full name. */
  virtualCpus(settings: HypervisorSettings): Part<ReadonlyMap<string, number>>;
  /** Full names of the instances that are to run, whether or not their nodes can be reached. */
  wanted(settings: HypervisorSettings): Part<ReadonlySet<string>>;
  balloons(settings: HypervisorSettings): Part<ReadonlyMap<string, number>>;
}

import type { Invocation, Provided } from '../../engine/action.ts';
import type { Part } from '../read-parts.ts';
import type { AllocatedVm, FarmSettings, HypervisorSettings, Vm } from '../settings.ts';
import type { Instance, Node } from '../state.ts';
import type { RoleOf } from './role.ts';
import type { SourceDisk } from './storage.ts';

/** A VM's disk that is to be larger. */
export interface GrownDisk {
  /** Which of its disks, from 0; absent where it has only one. */
  readonly index?: number;
  /** Its volume, as the storage has it. */
  readonly volume: string;
  /** Bytes it has, and bytes it shall have: whole MiB. */
  readonly from: number;
  readonly bytes: number;
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
  /** Makes an instance of the volumes that were copied for it, of these disks in this order. */
  add(farm: FarmSettings, disks: readonly SourceDisk[], vm: AllocatedVm): Invocation;
  start(farm: FarmSettings, vm: Vm): Invocation;
  /** The same after `stop` in one procedure. */
  startAgain(farm: FarmSettings, vm: Vm): Invocation;
  stop(farm: FarmSettings, vm: Vm): Invocation;
  /** The instance goes, and its disks with it. */
  remove(farm: FarmSettings, vm: Vm): Invocation;
  /** What the balloon leaves a VM just started; undefined: its guest has none. */
  balloon(farm: FarmSettings, vm: Vm): Invocation | undefined;
  /** The same of a VM that runs. `bytes` are a whole number of MiB. */
  memory(farm: FarmSettings, vm: Vm, bytes: number): Invocation;
  /** The memory the VM may have, and its virtual CPUs, from its next start on. `bytes` are a whole number of MiB. */
  maximum(farm: FarmSettings, vm: Vm, bytes: number): Invocation;
  vcpus(farm: FarmSettings, vm: Vm, count: number): Invocation;
  /** Cannot be taken back. */
  grow(farm: FarmSettings, vm: Vm, disk: GrownDisk): Invocation;
  /** Full name of the instance a step stops or removes. */
  stops(step: Invocation): string | undefined;
  /** Full name of the instance a step removes, with its disks. */
  removes(step: Invocation): string | undefined;
  /** How the instances, the nodes, and the bytes each instance's balloon leaves it are read. */
  instances(settings: HypervisorSettings): Part<readonly Instance[]>;
  nodes(settings: HypervisorSettings): Part<readonly Node[]>;
  /** How many each instance has by its configuration, by full name. */
  virtualCpus(settings: HypervisorSettings): Part<ReadonlyMap<string, number>>;
  balloons(settings: HypervisorSettings): Part<ReadonlyMap<string, number>>;
}

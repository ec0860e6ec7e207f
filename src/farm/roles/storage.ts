import type { Invocation } from '../../engine/action.ts';
import type { Part } from '../read-parts.ts';
import type { AllocatedVm, FarmSettings, StorageSettings, Vm } from '../settings.ts';
import type { StorageState, Volume } from '../state.ts';
import type { RoleOf } from './role.ts';

/** A stretch of a disk. */
export interface DiskPart {
  /** Bytes into the disk, and how many. */
  readonly at: number;
  readonly bytes: number;
  /** What is there: `ext4`, `swap`; `-`: nothing that is known, or no partition. */
  readonly type: string;
  /** About how many bytes of it are in use, where only those are copied. */
  readonly used?: number;
}

/** A volume that is copied, and its size in both ways the steps need it. */
export interface SourceDisk {
  /** Which of its VM's disks it is, from 0. */
  readonly index: number;
  /** Its name. */
  readonly volume: string;
  /** The volume group it is in, and its copy is made in; absent: the farm's own. */
  readonly group?: string;
  readonly extents: number;
  readonly bytes: number;
  /** What it holds, from its first byte to its last; undefined: that is not known, and it is copied as a whole. */
  readonly parts?: readonly DiskPart[];
  /** The host of the node it is on, where its copy goes to another node. */
  readonly host?: string;
  /** The physical devices it is on, where that was asked. */
  readonly devices?: readonly string[];
}

/** Those of an instance: at least one. */
export type SourceDisks = readonly [SourceDisk, ...SourceDisk[]];

/** A disk in the bin: of a VM that was destroyed, and can be had back. */
export interface Binned {
  /** The VM's name. */
  readonly vm: string;
  /** Which of its disks, from 0. */
  readonly disk: number;
  /** The run that binned it, and the person who asked for that. */
  readonly run: number;
  readonly by: string;
  /** ISO time until which it is kept. */
  readonly until: string;
}

/** What is there for one run alone: nobody works with it. */
interface Temporary {
  readonly name: string;
  /** Eight hexadecimal digits of chance. */
  readonly serial: string;
}

/** What volumes are made for: their names have its name in them, and what no other of that name has. */
export type VolumesFor = Pick<AllocatedVm, 'name' | 'mac'> | Temporary;

/** What VMs' disks are. */
export interface Storage extends RoleOf<StorageSettings> {
  /** What a disk holds, and how much of it is in use. */
  contents(farm: FarmSettings, disk: SourceDisk): Part<readonly DiskPart[]>;
  /** Of which physical devices each is, in the order of the disks. */
  devices(farm: FarmSettings, disks: readonly SourceDisk[]): Part<readonly (readonly string[])[]>;
  /** Of all disks of a VM, as they are at one instant. `monitor`: as the hypervisor has it, by which the VM stands still meanwhile. */
  snapshot(farm: FarmSettings, disks: readonly SourceDisk[], vm: VolumesFor, monitor: string): Invocation;
  volume(farm: FarmSettings, disk: SourceDisk, vm: VolumesFor): Invocation;
  /**
   * A volume of a disk's size that takes next to no room, and that cannot be read or written: an instance has it as its disk while that is copied, so that nobody can
   * boot from a disk that is half copied.
   */
  placeholder(farm: FarmSettings, disk: SourceDisk, vm: AllocatedVm): Invocation;
  copy(farm: FarmSettings, disk: SourceDisk, vm: VolumesFor): Invocation;
  removeSnapshot(farm: FarmSettings, disk: Pick<SourceDisk, 'index' | 'host' | 'group'>, vm: VolumesFor): Invocation;
  /** Of any volume; `group`: the volume group it is in, where that is not the farm's own. */
  removeVolume(farm: FarmSettings, name: string, group?: string): Invocation;
  /** Of a volume in the bin; `group` as above. */
  purge(farm: FarmSettings, volume: Pick<Volume, 'name' | 'tags'>, group?: string): Invocation;
  /** Whether a volume was made, by its name, for a clone of that name. */
  isMadeFor(vm: Pick<Vm, 'name'>, volume: { readonly name: string; readonly origin?: string }): boolean;
  /** What a volume in the bin says of itself; undefined: it is not in the bin. */
  binned(volume: Pick<Volume, 'name' | 'tags'>): Binned | undefined;
  /** Why a volume looks like one of the bin, though that cannot be told of it (its tag or its name was taken), and what to do; undefined: it does not. */
  likeBinned(volume: Pick<Volume, 'name' | 'tags'>): string | undefined;
  /** Whether a volume is a placeholder, whatever it is called by now. */
  isPlaceholder(volume: Pick<Volume, 'tags'>): boolean;
  /** Why a clone cannot have that name; undefined: its volumes can be called after it. */
  nameProblem(name: string): string | undefined;
  /** The volume a step removes. */
  removes(step: Invocation): string | undefined;
  /** How the volume groups and their volumes are read. */
  volumes(settings: StorageSettings): Part<StorageState>;
}

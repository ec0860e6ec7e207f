import * as z from 'zod';
import * as s from '../../src/farm/config/scalars.ts';
import { binTagOf } from '../lvm/bin.ts';
import { type LogicalVolume, volumesFact } from '../lvm/facts.ts';
import { lvmName } from '../lvm/names.ts';
import { instanceArgs, uuid } from './args.ts';

/** Of an instance that goes into the bin, or comes out of it, with its disks. */
export const binArgs = {
  ...instanceArgs,
  /** Ganeti's own configuration, on the master. */
  config: s.remotePath,
  node: s.domain,
  /** The node's host: the volumes are there. */
  storage: s.label,
  /** The volume group of the disks that say none. */
  vg: lvmName,
  /** The VM's name. */
  vm: s.label,
  /** The person who asked for its destruction. */
  by: s.person,
  /** Seconds it is kept. */
  keep: z.int().positive(),
  /** Ganeti's identity of the instance that goes into the bin, or went. */
  uuid,
};

/** A volume in its volume group. */
export interface Placed {
  readonly vg?: string | undefined;
}

interface Groups {
  readonly storage: string;
  readonly vg: string;
  readonly disks: readonly Placed[];
}

/** The volume groups of the disks, that of those that say none first. */
function groupsOf({ vg, disks }: Omit<Groups, 'storage'>): readonly string[] {
  return [...new Set([vg, ...disks.map((disk) => disk.vg ?? vg)])];
}

/** All volumes of these groups. */
export function volumesFacts(args: Groups) {
  return groupsOf(args).map((vg) => volumesFact(args.storage, vg));
}

/** The volumes of the group of a disk. */
export function besides(
  args: Groups,
  disk: Placed,
  found: readonly (readonly LogicalVolume[])[],
): readonly LogicalVolume[] {
  return found[groupsOf(args).indexOf(disk.vg ?? args.vg)] ?? [];
}

/** The command that takes the bin's tag off; none where there is none. */
export function untagCommand(volume: LogicalVolume, place: string): readonly string[] {
  const tag = binTagOf(volume);
  return tag === undefined ? [] : [`lvchange --deltag ${tag} ${place}`];
}

/** Standard input: `addtag VG VOLUME TAG`, `deltag VG VOLUME TAG` or `rename VG VOLUME NAME`, a line each. */
export const movesScript = `
while read -r what vg volume word; do
  case $what in
    addtag | deltag) as_root lvchange "--$what" "$word" -- "$vg/$volume" ;;
    rename) as_root lvrename -- "$vg" "$volume" "$word" ;;
  esac </dev/null || exit
done
`;

import * as z from 'zod';
import { action } from '../../src/engine/action.ts';
import * as s from '../../src/farm/config/scalars.ts';
import { showSize } from '../../src/farm/units.ts';
import { extentsOf, groupFact, volumesFact } from '../lvm/facts.ts';
import { lvmName } from '../lvm/names.ts';
import { instanceArgs, wholeMebibytes } from './args.ts';
import { sizesFact } from './instances.ts';
import { isAbsent, runGanetiJob } from './job.ts';
import { movedAway } from './moved.ts';
import { ganetiSize } from './units.ts';

const Args = z.strictObject({
  ...instanceArgs,
  /** The node's host: the volume is there. */
  storage: s.label,
  /** The node; absent in journals of versions that knew of one. */
  node: s.domain.optional(),
  vg: lvmName,
  /** Which of its disks, from 0; absent: its only one, or in plans of before its first. */
  index: z.int().nonnegative().optional(),
  /** The volume that is the disk. */
  volume: lvmName,
  /** What the disk had when the plan was made, and what it shall have. */
  from: wholeMebibytes,
  bytes: wholeMebibytes,
});
type Args = z.infer<typeof Args>;

type Seen = {
  /** Bytes the disk has by Ganeti; null: there is no such instance, or it has no such disk. */
  readonly disk: number | null;
  /** Bytes the volume has by LVM; null: there is none. */
  readonly volume: number | null;
  /** There is a snapshot of the volume. */
  readonly copied: boolean;
  /** Why it is not on the node it must be on; null: it is, or there is none. */
  readonly moved: string | null;
  readonly extentBytes: number;
  readonly freeExtents: number;
};

/**
 * Grows a disk of an instance, gnt-instance(8). Ganeti extends the volume and then writes down the disk's size: it is done when both
 * show it. A disk is never made smaller, which would cut off what its guest has written there.
 */
export const grow = action({
  name: 'ganeti.grow',
  risk: 'disruptive',
  args: Args,
  claims: ({ storage, vg, from, bytes }) => [{ kind: 'storage', host: storage, group: vg, bytes: bytes - from }],
  title: (args) => `grow the ${diskOf(args)} from ${showSize(args.from)} to ${showSize(args.bytes)}`,
  facts: ({ host, storage, vg }) => ({
    sizes: sizesFact(host),
    volumes: volumesFact(storage, vg),
    group: groupFact(storage, vg),
  }),
  see: (args, { sizes, volumes, group }): Seen => ({
    disk: sizes.find(({ name }) => name === args.instance)?.disks[args.index ?? 0] ?? null,
    moved:
      movedAway(
        args.instance,
        args.node,
        sizes.find(({ name }) => name === args.instance),
      ) ?? null,
    volume: volumes.find(({ name }) => name === args.volume)?.bytes ?? null,
    copied: volumes.some(({ origin }) => origin === args.volume),
    extentBytes: group.extentBytes,
    freeExtents: group.freeExtents,
  }),
  judge: (args, seen, planning) => {
    const { storage, vg, bytes } = args;
    const { disk, volume, copied, freeExtents } = seen;
    const full = `${vg}/${args.volume}`;
    if (disk === null) return { is: 'blocked', why: `Ganeti has no ${diskOf(args)}` };
    if (seen.moved !== null) return { is: 'blocked', why: seen.moved };
    if (volume === null) return { is: 'blocked', why: `there is no volume ${full} on ${storage}` };
    if (disk >= bytes && volume >= bytes) return { is: 'done', why: `the ${diskOf(args)} has ${showSize(disk)}` };
    // Once the step has begun, a job of its own may be between the two: `apply` tells.
    if (planning && !agree(seen)) return { is: 'blocked', why: disagreement(args, seen) };
    if (volume < bytes && copied)
      return {
        is: 'blocked',
        why: `there is a snapshot of ${full}, and LVM grows none of which there is one: wait until what is copied from it is`,
      };
    const more = extentsOf(bytes, seen) - extentsOf(volume, seen);
    if (more > freeExtents)
      return {
        is: 'blocked',
        why: `volume group ${vg} on ${storage} has ${showSize(freeExtents * seen.extentBytes)} free, and it takes ${showSize(more * seen.extentBytes)}`,
      };
    return { is: 'todo', effect: { commands: [['gnt-instance', 'grow-disk', ...options(args)].join(' ')] } };
  },
  async apply(args, seen, applying) {
    // By another grow that was broken off: one more would be added to what it left, and not to what the plan says.
    if (!agree(seen) && (await isAbsent(applying, args.host))) throw new Error(disagreement(args, seen));
    await runGanetiJob(applying, args.host, 'grow-disk', options(args));
  },
  receipt: {
    schema: z.object({ was: wholeMebibytes, is: wholeMebibytes }),
    of: (_args, before, after) =>
      before.disk !== null && after.disk !== null && after.disk > before.disk
        ? { was: before.disk, is: after.disk }
        : null,
  },
  lasting: { name: (args) => `size of the ${diskOf(args)}` },
  undo: (_args, { was, is }) => ({
    stays: `it is ${showSize(is)} for good, not ${showSize(was)} again: to make a disk smaller would cut off what is at its end`,
  }),
});

/** To that size, whatever it has: done again, it grows no further. */
function options({ instance, index, bytes }: Args): readonly string[] {
  return ['--absolute', instance, String(index ?? 0), ganetiSize(bytes)];
}

/** "disk of X", "disk 1 of X" */
function diskOf({ instance, index }: Args): string {
  return `disk${index === undefined ? '' : ` ${index}`} of ${instance}`;
}

/** Whether Ganeti and LVM say the same of the disk: LVM's is whole extents. */
function agree({ disk, volume, extentBytes }: Seen): boolean {
  return disk !== null && volume !== null && extentsOf(disk, { extentBytes }) === extentsOf(volume, { extentBytes });
}

function disagreement(args: Args, seen: Seen): string {
  const { host, instance, vg, volume } = args;
  return (
    `${host}: Ganeti says that the ${diskOf(args)} has ${showSize(seen.disk ?? 0)}, LVM that ${vg}/${volume} has ${showSize(seen.volume ?? 0)}, as after a grow that ` +
    `was broken off: gnt-cluster repair-disk-sizes ${instance} has Ganeti believe LVM, then plan again`
  );
}

import * as z from 'zod';
import { action } from '../../src/engine/action.ts';
import * as s from '../../src/farm/config/scalars.ts';
import { lastLines, runDetached } from '../../src/farm/detached.ts';
import { showSize } from '../../src/farm/units.ts';
import { type Group, groupFact, type LogicalVolume, volumesFact } from './facts.ts';
import { lvmName } from './names.ts';
import { lvmSize, noRoom } from './size.ts';
import { snapshotProblem, tooSmall } from './snapshot-problem.ts';
import { longest, snapshotsScript } from './snapshots-script.ts';
import { isOurs, tags } from './tags.ts';

const Args = z.strictObject({
  host: s.label,
  /** The volume group of the disks that say none. */
  vg: lvmName,
  /** QEMU's monitor of the VM whose disks they are. */
  monitor: s.remotePath,
  disks: z
    .array(
      z.strictObject({
        /** The volume to freeze. */
        origin: lvmName,
        /** Of the snapshot; no two plans may use the same one. */
        name: lvmName,
        /** Its copy-on-write space. */
        bytes: z.int().positive(),
        /** The volume group of both, where it is another. */
        vg: lvmName.optional(),
      }),
    )
    .min(2),
});
type Args = z.infer<typeof Args>;

/** What there is for each of the disks, in their order. */
type Seen = {
  readonly group: Group;
  /** Further groups that have disks of it. */
  readonly others?: readonly Group[];
  readonly disks: readonly { readonly origin: LogicalVolume | null; readonly snapshot: LogicalVolume | null }[];
};

const Taken = z.object({
  snapshots: z.array(z.object({ name: z.string(), uuid: z.string(), vg: lvmName.optional() })).min(1),
});

/**
 * Freezes all disks of a VM as they are at one instant: LVM has no snapshot of several volumes, so the VM stands still meanwhile, `stop` and `cont` of QEMU's
 * monitor. Done when all snapshots carry the tag that the host puts on them where the VM stood still from before the first until after the last.
 */
export const snapshots = action({
  name: 'lvm.snapshots',
  risk: 'disruptive',
  args: Args,
  claims: ({ host, vg, disks }) =>
    disks.map(({ bytes, vg: own = vg }) => ({ kind: 'storage', host, group: own, bytes })),
  title: ({ disks }) =>
    `snapshots of ${disks.length} disks at one instant (${showSize(disks.reduce((sum, { bytes }) => sum + bytes, 0))} copy-on-write space)`,
  facts: (args) => {
    const { host, vg } = args;
    const others = othersOf(args);
    return {
      group: groupFact(host, vg),
      volumes: volumesFact(host, vg),
      others: others.map((other) => ({ group: groupFact(host, other), volumes: volumesFact(host, other) })),
    };
  },
  see: (args, { group, volumes, others = [] }): Seen => {
    const groups = new Map([
      [args.vg, volumes],
      ...othersOf(args).map((name, index) => [name, others[index]?.volumes ?? []] as const),
    ]);
    const named = (vg: string | undefined, wanted: string) =>
      groups.get(vg ?? args.vg)?.find(({ name }) => name === wanted) ?? null;
    return {
      group,
      ...(others.length > 0 && { others: others.map((other) => other.group) }),
      disks: args.disks.map(({ origin, name, vg }) => ({ origin: named(vg, origin), snapshot: named(vg, name) })),
    };
  },
  judge: (args, { group, others = [], disks }, planning) => {
    const { host } = args;
    const missing = new Map<string, number>();
    for (const [index, { origin, name, bytes, vg = args.vg }] of args.disks.entries()) {
      const seen = disks[index] ?? { origin: null, snapshot: null };
      const problem = snapshotProblem({ host, vg, origin, name }, seen, planning);
      if (problem !== undefined) return { is: 'blocked', why: problem };
      if (!seen.snapshot) missing.set(vg, (missing.get(vg) ?? 0) + bytes);
    }
    const together = disks.every(({ snapshot }) => snapshot?.tags.includes(tags.oneInstant));
    const overflowed = disks.findIndex(({ snapshot }) => snapshot && !snapshot.valid);
    const lost = args.disks[overflowed];
    if (together && lost) return { is: 'blocked', why: tooSmall(lost.vg ?? args.vg, lost.name) };
    if (together) return { is: 'done', why: `the snapshots are there, of one instant` };
    const why = [group, ...others]
      .map((one) => noRoom(one, missing.get(one.name) ?? 0, 'a snapshot of each disk'))
      .find((problem) => problem !== undefined);
    return why ? { is: 'blocked', why } : { is: 'todo', effect: { commands: commandsOf(args) } };
  },
  async apply(args, _seen, applying) {
    const { host, monitor, disks } = args;
    const words = disks.flatMap(({ origin, name, bytes, vg = args.vg }) => [
      vg,
      origin,
      name,
      lvmSize(bytes),
      tags.ours,
      tags.madeAs(name),
    ]);
    const { code, output } = await runDetached(applying, {
      host,
      id: applying.attempt,
      script: {
        script: snapshotsScript,
        args: [monitor, String(longest(disks.length)), tags.oneInstant, ...words],
      },
    });
    if (code !== 0) {
      const said = lastLines(output) || 'the job was killed, or the host restarted';
      throw new Error(
        `${host}: the snapshots of ${[args.vg, ...othersOf(args)].join(' and ')} at one instant failed: ${said}. Retry takes them anew`,
      );
    }
    applying.progress({ part: 1, text: endOf(output) });
  },
  receipt: {
    schema: Taken,
    of: ({ disks }, before, after) => {
      const had = new Set(before.disks.map(({ snapshot }) => snapshot?.uuid));
      const made = after.disks.flatMap(({ snapshot }, index) => {
        if (!snapshot || !isOurs(snapshot) || had.has(snapshot.uuid)) return [];
        const vg = disks[index]?.vg;
        return [{ name: snapshot.name, uuid: snapshot.uuid, ...(vg !== undefined && { vg }) }];
      });
      return made.length > 0 ? { snapshots: made } : null;
    },
  },
  undo: ({ host, vg }, { snapshots }) => ({
    by: snapshots.map(({ name, uuid, vg: own = vg }) => ({
      action: 'lvm.discard',
      args: { host, vg: own, name, uuid },
    })),
    identified: true,
  }),
});

/** The further volume groups of its disks. */
function othersOf({ vg, disks }: Args): readonly string[] {
  return [...new Set(disks.flatMap((disk) => (disk.vg === undefined || disk.vg === vg ? [] : [disk.vg])))];
}

function commandsOf({ vg: first, monitor, disks }: Args): readonly string[] {
  const taking = disks.map(
    ({ origin, name, bytes, vg = first }) =>
      `lvcreate --snapshot --size ${lvmSize(bytes)} --name ${name} ${vg}/${origin}`,
  );
  const tell = (word: string) => `echo ${word} | socat - UNIX-CONNECT:${monitor}`;
  return [
    `${tell('stop')}, where it runs`,
    ...taking,
    `${tell('cont')}, after ${longest(disks.length)} seconds whatever happens`,
  ];
}

/** "within 0.4 s, while the VM stood still" */
function endOf(output: string): string {
  const [, milliseconds, status] = /^took (\d+) ms while the VM was (\w+)$/m.exec(output) ?? [];
  if (milliseconds === undefined) return 'taken';
  const how = status === 'down' ? 'the VM is down' : 'while the VM stood still';
  return `taken within ${(Number(milliseconds) / 1000).toFixed(1)} s, ${how}`;
}

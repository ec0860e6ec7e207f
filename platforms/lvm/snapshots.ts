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
      }),
    )
    .min(2),
});
type Args = z.infer<typeof Args>;

/** What there is for each of the disks, in their order. */
type Seen = {
  readonly group: Group;
  readonly disks: readonly { readonly origin: LogicalVolume | null; readonly snapshot: LogicalVolume | null }[];
};

const Taken = z.object({ snapshots: z.array(z.object({ name: z.string(), uuid: z.string() })).min(1) });

/**
 * Freezes all disks of a VM as they are at one instant: LVM has no snapshot of several volumes, so the VM stands still meanwhile, `stop` and `cont` of QEMU's
 * monitor. Done when all snapshots carry the tag that the host puts on them where the VM stood still from before the first until after the last.
 */
export const snapshots = action({
  name: 'lvm.snapshots',
  risk: 'disruptive',
  args: Args,
  claims: ({ host, vg, disks }) => disks.map(({ bytes }) => ({ kind: 'storage', host, group: vg, bytes })),
  title: ({ disks }) =>
    `snapshots of ${disks.length} disks at one instant (${showSize(disks.reduce((sum, { bytes }) => sum + bytes, 0))} copy-on-write space)`,
  facts: ({ host, vg }) => ({ group: groupFact(host, vg), volumes: volumesFact(host, vg) }),
  see: (args, { group, volumes }): Seen => {
    const named = (wanted: string) => volumes.find(({ name }) => name === wanted) ?? null;
    return { group, disks: args.disks.map(({ origin, name }) => ({ origin: named(origin), snapshot: named(name) })) };
  },
  judge: (args, { group, disks }, planning) => {
    const { host, vg } = args;
    let missing = 0;
    for (const [index, { origin, name, bytes }] of args.disks.entries()) {
      const seen = disks[index] ?? { origin: null, snapshot: null };
      const problem = snapshotProblem({ host, vg, origin, name }, seen, planning);
      if (problem !== undefined) return { is: 'blocked', why: problem };
      if (!seen.snapshot) missing += bytes;
    }
    const together = disks.every(({ snapshot }) => snapshot?.tags.includes(tags.oneInstant));
    const overflowed = disks.find(({ snapshot }) => snapshot && !snapshot.valid)?.snapshot;
    if (together && overflowed) return { is: 'blocked', why: tooSmall(vg, overflowed.name) };
    if (together) return { is: 'done', why: `the snapshots are there, of one instant` };
    const why = noRoom(group, missing, 'a snapshot of each disk');
    return why ? { is: 'blocked', why } : { is: 'todo', effect: { commands: commandsOf(args) } };
  },
  async apply(args, _seen, applying) {
    const { host, vg, monitor, disks } = args;
    const words = disks.flatMap(({ origin, name, bytes }) => [
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
        args: [vg, monitor, String(longest(disks.length)), tags.oneInstant, ...words],
      },
    });
    if (code !== 0) {
      const said = lastLines(output) || 'the job was killed, or the host restarted';
      throw new Error(`${host}: the snapshots of ${vg} at one instant failed: ${said}. Retry takes them anew`);
    }
    applying.progress({ part: 1, text: endOf(output) });
  },
  receipt: {
    schema: Taken,
    of: (_args, before, after) => {
      const had = new Set(before.disks.map(({ snapshot }) => snapshot?.uuid));
      const made = after.disks.flatMap(({ snapshot }) =>
        snapshot && isOurs(snapshot) && !had.has(snapshot.uuid) ? [{ name: snapshot.name, uuid: snapshot.uuid }] : [],
      );
      return made.length > 0 ? { snapshots: made } : null;
    },
  },
  undo: ({ host, vg }, { snapshots }) => ({
    by: snapshots.map(({ name, uuid }) => ({ action: 'lvm.discard', args: { host, vg, name, uuid } })),
    identified: true,
  }),
});

function commandsOf({ vg, monitor, disks }: Args): readonly string[] {
  const taking = disks.map(
    ({ origin, name, bytes }) => `lvcreate --snapshot --size ${lvmSize(bytes)} --name ${name} ${vg}/${origin}`,
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

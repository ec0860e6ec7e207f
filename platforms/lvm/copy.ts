import * as z from 'zod';
import { action } from '../../src/engine/action.ts';
import * as s from '../../src/farm/config/scalars.ts';
import { runDetached } from '../../src/farm/detached.ts';
import { showSize } from '../../src/farm/units.ts';
import { copiedOf, layoutOf, Part } from './contents.ts';
import { failure, overflowed, percent } from './copy-failure.ts';
import { copyScript, notesOf, snapshotAfter } from './copy-script.ts';
import { earlierOutput } from './earlier.ts';
import { stretchLines } from './effect.ts';
import { type LogicalVolume, volumesFact } from './facts.ts';
import { lvmName } from './names.ts';
import { copyEnd, copyProgress, workOf } from './progress.ts';
import { isMadeAs, tags } from './tags.ts';
import { Across, thereArgs, unreached, unreachedFact } from './there-script.ts';

const Args = z.strictObject({
  host: s.label,
  vg: lvmName,
  /** The snapshot. */
  from: lvmName,
  /** The volume it is copied to, as large as the snapshot's origin. */
  to: lvmName,
  /** How much there is. */
  bytes: z.int().positive(),
  /** What the origin holds; absent in plans of before, which copy all of it whatever it is. */
  parts: z.array(Part).min(1).optional(),
  /** What was on the disk before, where it is not copied over. */
  remains: z.enum(['zeroed', 'left']).default('zeroed'),
  /** The node of the volume, where that is not the snapshot's. */
  across: Across.optional(),
});
type Args = z.infer<typeof Args>;

type Seen = {
  readonly snapshot: LogicalVolume | null;
  readonly target: LogicalVolume | null;
  /** Why the volume's node cannot be reached from the snapshot's. */
  readonly unreached: string | null;
};

/**
 * Copies what is in use of a snapshot to a volume, of another node perhaps, at idle I/O priority, and zeroes the rest there. What is copied from a running VM is as after a power
 * cut. Done when the volume carries the tag the host puts on it after a whole copy of a valid snapshot whose file systems were checked.
 */
export const copy = action({
  name: 'lvm.copy',
  risk: 'safe',
  args: Args,
  work: (args) => workOf(copiedIn(args), args.remains === 'zeroed' ? args.bytes - copiedIn(args) : 0),
  title: (args) =>
    `copy ${args.from} to ${args.to}${args.across ? ` on ${args.across.node}` : ''} (${amount(args)}, low priority)`,
  facts: ({ host, vg, across }) => ({
    volumes: volumesFact(host, vg),
    there: across && volumesFact(across.host, vg),
    unreached: across && unreachedFact(host, across),
  }),
  see: ({ from, to }, { volumes, there = volumes, unreached = null }): Seen => ({
    snapshot: volumes.find(({ name }) => name === from) ?? null,
    target: there.find(({ name }) => name === to) ?? null,
    unreached,
  }),
  judge: (args, { snapshot, target, unreached: why }, planning) => {
    const { host, vg, from, to, parts, remains, across } = args;
    if (target?.tags.includes(tags.copyOf(from))) {
      const fill = snapshot?.fill ?? null;
      return { is: 'done', why: `it is copied${fill === null ? '' : `; the snapshot got ${percent(fill)} full`}` };
    }
    const there = across?.host ?? host;
    if (!planning && !target) return { is: 'blocked', why: `there is no volume ${vg}/${to} on ${there}` };
    const wrong = target && notToBeWritten(`${vg}/${to}`, to, target);
    if (wrong) return { is: 'blocked', why: wrong };
    if (!planning && !snapshot) return { is: 'blocked', why: `there is no snapshot ${vg}/${from} on ${host}` };
    if (snapshot && !snapshot.valid) return { is: 'blocked', why: overflowed(vg, snapshot) };
    if (across && why !== null) return { is: 'blocked', why: unreached(host, across, why) };
    const between = across ? ` bs=1M | ssh root@${across.node} ionice -c3 dd` : '';
    const command = `ionice -c3 dd if=/dev/${vg}/${from}${between} of=/dev/${vg}/${to} bs=1M conv=nocreat,fsync`;
    return { is: 'todo', effect: { commands: [command, ...(parts ? stretchLines(parts, remains) : [])] } };
  },
  async apply({ host, vg, from, to, bytes, parts, remains, across }, { snapshot, target }, applying) {
    if (!snapshot || !target) throw new Error(`${host}: ${vg}/${from} or ${vg}/${to} went away`);
    const names = [vg, from, to, snapshot.path, target.path, tags.copyOf(from)];
    const ended = await runDetached(applying, {
      host,
      id: applying.attempt,
      script: {
        script: copyScript,
        args: [...names, String(bytes), remains, parts ? layoutOf(parts) : '', ...thereArgs(across)],
        stdin: await earlierOutput(host, applying),
      },
      heard(output) {
        const progress = copyProgress(output);
        if (progress) applying.progress(progress);
      },
    });
    const after = snapshotAfter(ended.output);
    if (ended.code === 0) {
      const full = after ? [`the snapshot got ${percent(after.fill)} full`] : [];
      const text = [copyEnd(ended.output, bytes), ...full, ...notesOf(ended.output)].join('; ');
      return applying.progress({ part: 1, text });
    }
    if (after && !after.valid) throw new Error(`${host}: ${overflowed(vg, snapshot)}`);
    throw new Error(`${host}: ${failure(ended, `${vg}/${from}`, `${vg}/${to}`, bytes)}`);
  },
  receipt: {
    schema: z.object({ snapshotFill: z.number().nullable() }),
    of: ({ from }, before, after) => {
      const done = (seen: Seen) => seen.target?.tags.includes(tags.copyOf(from)) ?? false;
      return !done(before) && done(after) ? { snapshotFill: after.snapshot?.fill ?? null } : null;
    },
  },
  // The volume goes as a whole when the step that made it is undone.
  undo: () => ({ by: [] }),
});

function copiedIn({ bytes, parts }: Args): number {
  return parts ? copiedOf(parts) : bytes;
}

/** "30 GiB", "about 1.4 GiB of 30 GiB" */
function amount(args: Args): string {
  const copied = copiedIn(args);
  return copied < args.bytes ? `about ${showSize(copied)} of ${showSize(args.bytes)}` : showSize(args.bytes);
}

/** Why a volume is not the one this run made to copy to, which is all it may write to; undefined when it is. */
function notToBeWritten(full: string, name: string, target: LogicalVolume): string | undefined {
  if (target.origin !== null) return `${full} is a snapshot of ${target.origin}: nothing is copied to it`;
  if (!isMadeAs(target, name)) return `${full} is not the volume this run made: nothing is copied to it`;
  return undefined;
}

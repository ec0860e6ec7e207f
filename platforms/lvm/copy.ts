import * as z from 'zod';
import { action } from '../../src/engine/action.ts';
import * as s from '../../src/farm/config/scalars.ts';
import { type Ended, lastLines, runDetached } from '../../src/farm/detached.ts';
import { showSize } from '../../src/farm/units.ts';
import { copyCodes, copyScript, snapshotAfter } from './copy-script.ts';
import { copied, copyProgress } from './dd.ts';
import { type LogicalVolume, volumesFact } from './facts.ts';
import { lvmName } from './names.ts';
import { isMadeAs, tags } from './tags.ts';

const Args = z.strictObject({
  host: s.label,
  vg: lvmName,
  /** The snapshot. */
  from: lvmName,
  /** The volume it is copied to, as large as the snapshot's origin. */
  to: lvmName,
  /** How much is copied. */
  bytes: z.int().positive(),
});

type Seen = { readonly snapshot: LogicalVolume | null; readonly target: LogicalVolume | null };

/**
 * Copies a snapshot to a volume, dd(1) at idle I/O priority. What is copied from a running VM is as after a power cut.
 * Done when the volume carries the tag the host puts on it after a whole copy of a valid snapshot.
 */
export const copy = action({
  name: 'lvm.copy',
  risk: 'safe',
  args: Args,
  work: ({ bytes }) => bytes,
  title: ({ from, to, bytes }) => `copy ${from} to ${to} (${showSize(bytes)}, low priority)`,
  facts: ({ host, vg }) => ({ volumes: volumesFact(host, vg) }),
  see: ({ from, to }, { volumes }): Seen => {
    const named = (wanted: string) => volumes.find(({ name }) => name === wanted) ?? null;
    return { snapshot: named(from), target: named(to) };
  },
  judge: ({ host, vg, from, to }, { snapshot, target }, planning) => {
    if (target?.tags.includes(tags.copyOf(from))) {
      const fill = snapshot?.fill ?? null;
      return { is: 'done', why: `it is copied${fill === null ? '' : `; the snapshot got ${percent(fill)} full`}` };
    }
    if (!planning && !target) return { is: 'blocked', why: `there is no volume ${vg}/${to} on ${host}` };
    const wrong = target && notToBeWritten(`${vg}/${to}`, to, target);
    if (wrong) return { is: 'blocked', why: wrong };
    if (!planning && !snapshot) return { is: 'blocked', why: `there is no snapshot ${vg}/${from} on ${host}` };
    if (snapshot && !snapshot.valid) return { is: 'blocked', why: overflowed(vg, snapshot) };
    const command = `ionice -c3 dd if=/dev/${vg}/${from} of=/dev/${vg}/${to} bs=1M conv=nocreat,fsync`;
    return { is: 'todo', effect: { commands: [command] } };
  },
  async apply({ host, vg, from, to, bytes }, { snapshot, target }, applying) {
    if (!snapshot || !target) throw new Error(`${host}: ${vg}/${from} or ${vg}/${to} went away`);
    const ended = await runDetached(applying, {
      host,
      id: applying.attempt,
      script: {
        script: copyScript,
        args: [vg, from, to, snapshot.path, target.path, tags.copyOf(from), String(bytes)],
      },
      heard(output) {
        const progress = copyProgress(output, bytes);
        if (progress) applying.progress(progress);
      },
    });
    const after = snapshotAfter(ended.output);
    if (ended.code === 0) {
      const full = after ? `; the snapshot got ${percent(after.fill)} full` : '';
      return applying.progress({ part: 1, text: `${showSize(bytes)} copied${full}` });
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

/** Why a volume is not the one this run made to copy to, which is all it may write to; undefined when it is. */
function notToBeWritten(full: string, name: string, target: LogicalVolume): string | undefined {
  if (target.origin !== null) return `${full} is a snapshot of ${target.origin}: nothing is copied to it`;
  if (!isMadeAs(target, name)) return `${full} is not the volume this run made: nothing is copied to it`;
  return undefined;
}

function percent(fill: number): string {
  return `${Math.round(fill * 100)}%`;
}

function overflowed(vg: string, { name, bytes }: LogicalVolume): string {
  return (
    `the snapshot ${vg}/${name} overflowed: more than ${showSize(bytes)} was written to its origin meanwhile, so what was copied is ` +
    'worthless. Undo this run, then clone at a quieter hour or with a larger lvm.snapshot_size in farm.yaml'
  );
}

function failure({ code, output }: Ended, from: string, to: string, bytes: number): string {
  switch (code) {
    case undefined:
      return `the copy of ${from} was killed before it ended, or the host restarted: retry copies it again from the start`;
    case copyCodes.gone:
      return `there is no volume ${to} any more`;
    case copyCodes.busy:
      return `something else has ${to} open, perhaps an earlier copy that still runs: wait until it has ended, then retry`;
    case copyCodes.short:
      return (
        `dd read ${showSize(copied(output)?.bytes ?? 0)} of ${from} where there are ${showSize(bytes)}: its size changed, or the disk ` +
        "cannot be read; see the host's kernel log, then retry"
      );
    default:
      return `the copy of ${from} to ${to} failed: ${lastLines(output)}`;
  }
}

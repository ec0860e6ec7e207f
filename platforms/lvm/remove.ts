import * as z from 'zod';
import { type Action, action, noReceipt } from '../../src/engine/action.ts';
import type { ValuesOf } from '../../src/engine/facts.ts';
import * as s from '../../src/farm/config/scalars.ts';
import { run } from '../../src/farm/run.ts';
import { type LogicalVolume, volumesFact } from './facts.ts';
import { lvmName } from './names.ts';
import { isOurs } from './tags.ts';

const Args = z.strictObject({
  host: s.label,
  vg: lvmName,
  name: lvmName,
  /** The volume meant, whatever it is called by now; without it, the one of that name. */
  uuid: z
    .string()
    .regex(/^[A-Za-z0-9-]{38}$/)
    .optional(),
  /** Only while it has that name: Ganeti renames what it adopts, and the disk of an instance goes with the instance alone. */
  named: z.literal(true).optional(),
  /** It was made for one run alone, whose undoing this is: nothing is lost with it. */
  temporary: z.literal(true).optional(),
});
type Args = z.infer<typeof Args>;

type Seen = {
  readonly volume: LogicalVolume | null;
  /** Another volume has the name now. */
  readonly replaced: boolean;
  /** Its snapshots, which would go with it. */
  readonly snapshots: readonly string[];
};

/** By its UUID, so that a volume that took the name since is never met; where none has both, LVM removes nothing and says nothing. */
export const removeScript = 'as_root lvremove --yes --select "lv_uuid=$1" -- "$2"';

function factsOf({ host, vg }: Args) {
  return { volumes: volumesFact(host, vg) };
}

function see({ name, uuid }: Args, { volumes }: ValuesOf<ReturnType<typeof factsOf>>): Seen {
  const volume = volumes.find((one) => (uuid === undefined ? one.name === name : one.uuid === uuid)) ?? null;
  return {
    volume,
    replaced: !volume && volumes.some((one) => one.name === name),
    snapshots: volumes.filter(({ origin }) => volume && origin === volume.name).map((one) => one.name),
  };
}

const judge: Action<Args, Seen>['judge'] = ({ vg, name, uuid, named }, { volume, replaced, snapshots }, planning) => {
  const full = `${vg}/${volume?.name ?? name}`;
  const command = `lvremove ${full}`;
  if (!volume && planning && uuid === undefined) return { is: 'todo', effect: { commands: [command] } };
  if (replaced) return { is: 'done', why: `${full} is another volume now, which is left alone` };
  if (!volume) return { is: 'done', why: `${full} is gone already` };
  if (named && volume.name !== name)
    return { is: 'done', why: `it is ${full} now, as the disk of an instance is, and goes with that` };
  if (!isOurs(volume)) return { is: 'blocked', why: `${full} was not made by farmhand, which leaves it alone` };
  if (snapshots.length > 0 && !planning) {
    const why = `${full} has snapshots that would go with it (${snapshots.join(', ')}): remove them first`;
    return { is: 'blocked', why };
  }
  return { is: 'todo', effect: { commands: [command] } };
};

const apply: Action<Args, Seen>['apply'] = async ({ host, vg }, { volume }, { hosts }) => {
  if (!volume) return;
  const full = `${vg}/${volume.name}`;
  await run(hosts, host, `removing ${full}`, { script: removeScript, args: [volume.uuid, full] });
};

/** Removes a volume farmhand made, lvremove(8). LVM itself refuses one that is in use. */
export const remove = action({
  name: 'lvm.remove',
  // By its UUID no other volume is met.
  risk: ({ temporary, uuid }) => (temporary && uuid !== undefined ? 'safe' : 'destructive'),
  args: Args,
  title: ({ vg, name }) => `remove the volume ${vg}/${name}`,
  facts: factsOf,
  see,
  judge,
  apply,
  receipt: {
    schema: z.object({ name: z.string() }),
    of: (_args, before, after) => (before.volume && !after.volume ? { name: before.volume.name } : null),
  },
  undo: ({ vg }, { name }) => ({ cannot: `what was on ${vg}/${name} is lost` }),
});

/** Removes a snapshot farmhand made: nothing is lost, what it froze lives on in its origin. */
export const discard = action({
  name: 'lvm.discard',
  risk: 'safe',
  args: Args,
  title: ({ vg, name }) => `remove the snapshot ${vg}/${name}`,
  facts: factsOf,
  see,
  judge: (args, seen, planning) =>
    seen.volume && seen.volume.origin === null
      ? { is: 'blocked', why: `${args.vg}/${seen.volume.name} is no snapshot` }
      : judge(args, seen, planning),
  apply,
  receipt: noReceipt,
  undo: () => ({ by: [] }),
});

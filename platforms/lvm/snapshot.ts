import * as z from 'zod';
import { action } from '../../src/engine/action.ts';
import * as s from '../../src/farm/config/scalars.ts';
import { run } from '../../src/farm/run.ts';
import { showSize } from '../../src/farm/units.ts';
import { type Group, groupFact, type LogicalVolume, Made, volumesFact } from './facts.ts';
import { lvmName } from './names.ts';
import { lvmSize, noRoom } from './size.ts';
import { snapshotProblem, tooSmall } from './snapshot-problem.ts';
import { isOurs, tags } from './tags.ts';

const Args = z.strictObject({
  host: s.label,
  vg: lvmName,
  /** The volume to freeze. */
  origin: lvmName,
  /** Of the snapshot; no two plans may use the same one. */
  name: lvmName,
  /** Its copy-on-write space. */
  bytes: z.int().positive(),
});
type Args = z.infer<typeof Args>;

type Seen = {
  readonly group: Group;
  readonly origin: LogicalVolume | null;
  readonly snapshot: LogicalVolume | null;
};

const script = 'as_root lvcreate --yes --snapshot --size "$1" --name "$2" --addtag "$3" --addtag "$4" -- "$5"';

function words({ vg, origin, name, bytes }: Args): readonly string[] {
  return [lvmSize(bytes), name, tags.ours, tags.madeAs(name), `${vg}/${origin}`];
}

/** Freezes a volume as it is now, so that it can be copied while it is used, lvmsnapshot in lvcreate(8). */
export const snapshot = action({
  name: 'lvm.snapshot',
  risk: 'safe',
  args: Args,
  claims: ({ host, vg, bytes }) => [{ kind: 'storage', host, group: vg, bytes }],
  title: ({ origin, bytes }) => `snapshot of ${origin} (${showSize(bytes)} copy-on-write space)`,
  facts: ({ host, vg }) => ({ group: groupFact(host, vg), volumes: volumesFact(host, vg) }),
  see: (args, { group, volumes }): Seen => {
    const named = (name: string) => volumes.find((one) => one.name === name) ?? null;
    return { group, origin: named(args.origin), snapshot: named(args.name) };
  },
  judge: (args, { group, origin, snapshot }, planning) => {
    const problem = snapshotProblem(args, { origin, snapshot }, planning);
    if (problem !== undefined) return { is: 'blocked', why: problem };
    if (snapshot && !snapshot.valid) return { is: 'blocked', why: tooSmall(args.vg, args.name) };
    if (snapshot) return { is: 'done', why: `the snapshot ${args.vg}/${args.name} is there` };
    const why = noRoom(group, args.bytes, 'the snapshot');
    if (why) return { is: 'blocked', why };
    const [size, name, , , from] = words(args);
    return { is: 'todo', effect: { commands: [`lvcreate --snapshot --size ${size} --name ${name} ${from}`] } };
  },
  async apply(args, _seen, { hosts }) {
    await run(hosts, args.host, `the snapshot ${args.vg}/${args.name}`, { script, args: words(args) });
  },
  receipt: {
    schema: Made,
    of: (_args, before, after) =>
      !before.snapshot && after.snapshot && isOurs(after.snapshot) ? { uuid: after.snapshot.uuid } : null,
  },
  undo: ({ host, vg, name }, { uuid }) => ({
    by: [{ action: 'lvm.discard', args: { host, vg, name, uuid } }],
    identified: true,
  }),
});

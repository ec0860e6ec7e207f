import * as z from 'zod';
import { action } from '../../src/engine/action.ts';
import * as s from '../../src/farm/config/scalars.ts';
import { run } from '../../src/farm/run.ts';
import { extentsOf, type Group, groupFact, type LogicalVolume, volumesFact } from './facts.ts';
import { inTheWay } from './in-the-way.ts';
import { lvmName } from './names.ts';
import { lvmSize, noRoom } from './size.ts';
import { isOurs, isPlaceholder, tags } from './tags.ts';

const Args = z.strictObject({
  host: s.label,
  vg: lvmName,
  /** No two plans may use the same ones. */
  name: lvmName,
  /** Of the snapshot of it. */
  snapshot: lvmName,
  /** As many as the disk has that it stands in for. */
  extents: z.int().positive(),
});

type Seen = {
  readonly group: Group;
  readonly volume: LogicalVolume | null;
  readonly snapshot: LogicalVolume | null;
};

const volumeScript =
  'as_root lvcreate --yes --type error --extents "$1" --name "$2" --addtag "$3" --addtag "$4" --addtag "$5" -- "$6"';
const snapshotScript = 'as_root lvcreate --yes --snapshot --size "$1" --name "$2" --addtag "$3" --addtag "$4" -- "$5"';

/**
 * A volume of a disk's size that takes no room and answers every read and write with an error (`--type error`, lvcreate(8)): an instance can have it as
 * its disk while that is copied, and nobody can boot from it. A snapshot of it, of one extent, makes it an origin in what lvs shows: a volume
 * that is virtual and nothing else (`v` in lv_attr) is none to Ganeti, and not adopted.
 */
export const placeholder = action({
  name: 'lvm.placeholder',
  risk: 'safe',
  args: Args,
  claims: ({ host, vg }) => [{ kind: 'storage', host, group: vg, extents: 1 }],
  title: ({ vg, name, extents }) => `placeholder ${vg}/${name} of ${extents} extents, which takes no room`,
  facts: ({ host, vg }) => ({ group: groupFact(host, vg), volumes: volumesFact(host, vg) }),
  see: (args, { group, volumes }): Seen => {
    const named = (name: string) => volumes.find((one) => one.name === name) ?? null;
    return { group, volume: named(args.name), snapshot: named(args.snapshot) };
  },
  judge: ({ vg, name, snapshot: of, extents }, { group, volume, snapshot }, planning) => {
    const full = `${vg}/${name}`;
    for (const one of [volume, snapshot]) {
      const problem = one && inTheWay(vg, one, planning);
      if (problem) return { is: 'blocked', why: problem };
    }
    if (volume && !isPlaceholder(volume))
      return { is: 'blocked', why: `${full} is no placeholder: rename or remove it, then ask again` };
    if (snapshot && snapshot.origin !== name)
      return { is: 'blocked', why: `${vg}/${of} is no snapshot of ${full}: remove it, then ask again` };
    if (volume && extentsOf(volume.bytes, group) !== extents) {
      const has = extentsOf(volume.bytes, group);
      return { is: 'blocked', why: `${full} has ${has} extents, the plan says ${extents}` };
    }
    if (volume && snapshot) return { is: 'done', why: `the placeholder ${full} is there` };
    const why = noRoom(group, group.extentBytes, 'the snapshot of the placeholder');
    if (why) return { is: 'blocked', why };
    const size = lvmSize(group.extentBytes);
    return {
      is: 'todo',
      effect: {
        commands: [
          ...(volume ? [] : [`lvcreate --type error --extents ${extents} --name ${name} ${vg}`]),
          `lvcreate --snapshot --size ${size} --name ${of} ${full}`,
        ],
      },
    };
  },
  async apply({ host, vg, name, snapshot: of, extents }, { group, volume }, { hosts }) {
    if (!volume) {
      const args = [String(extents), name, tags.ours, tags.madeAs(name), tags.placeholder, vg];
      await run(hosts, host, `the placeholder ${vg}/${name}`, { script: volumeScript, args });
    }
    const args = [lvmSize(group.extentBytes), of, tags.ours, tags.madeAs(of), `${vg}/${name}`];
    await run(hosts, host, `the snapshot ${vg}/${of}`, { script: snapshotScript, args });
  },
  receipt: {
    schema: z.object({ uuid: z.string().nullable(), snapshot: z.string().nullable() }),
    of: (_args, before, after) => {
      const made = (was: LogicalVolume | null, is: LogicalVolume | null) => (!was && is && isOurs(is) ? is.uuid : null);
      const uuid = made(before.volume, after.volume);
      const snapshot = made(before.snapshot, after.snapshot);
      return uuid === null && snapshot === null ? null : { uuid, snapshot };
    },
  },
  undo: ({ host, vg, name, snapshot: of }, { uuid, snapshot }) => {
    const discarding = { action: 'lvm.discard', args: { host, vg, name: of, uuid: snapshot } };
    const removing = { action: 'lvm.remove', args: { host, vg, name, uuid, named: true } };
    return {
      by: [...(snapshot === null ? [] : [discarding]), ...(uuid === null ? [] : [removing])],
      identified: true,
    };
  },
});

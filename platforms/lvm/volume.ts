import * as z from 'zod';
import { action } from '../../src/engine/action.ts';
import * as s from '../../src/farm/config/scalars.ts';
import { run } from '../../src/farm/run.ts';
import { showSize } from '../../src/farm/units.ts';
import { extentsOf, type Group, groupFact, type LogicalVolume, Made, volumesFact } from './facts.ts';
import { inTheWay } from './in-the-way.ts';
import { lvmName } from './names.ts';
import { noRoom } from './size.ts';
import { isOurs, tags } from './tags.ts';

const Args = z.strictObject({
  host: s.label,
  vg: lvmName,
  /** No two plans may use the same one. */
  name: lvmName,
  /** As many as the volume to be copied has. */
  extents: z.int().positive(),
  /** It is there for its own run alone: nobody works with it, and nothing is lost with it. */
  temporary: z.literal(true).optional(),
});

type Seen = { readonly group: Group; readonly volume: LogicalVolume | null };

const script = 'as_root lvcreate --yes --extents "$1" --name "$2" --addtag "$3" --addtag "$4" -- "$5"';

/** A new volume of so many extents, lvcreate(8). What is in it is whatever was on the disk before. */
export const volume = action({
  name: 'lvm.volume',
  risk: 'safe',
  args: Args,
  claims: ({ host, vg, extents }) => [{ kind: 'storage', host, group: vg, extents }],
  title: ({ vg, name, extents }) => `volume ${vg}/${name} of ${extents} extents`,
  facts: ({ host, vg }) => ({ group: groupFact(host, vg), volumes: volumesFact(host, vg) }),
  see: ({ name }, { group, volumes }): Seen => ({
    group,
    volume: volumes.find((one) => one.name === name) ?? null,
  }),
  judge: ({ vg, name, extents }, { group, volume }, planning) => {
    const full = `${vg}/${name}`;
    if (volume) {
      const problem = inTheWay(vg, volume, planning);
      if (problem) return { is: 'blocked', why: problem };
      if (volume.origin !== null)
        return { is: 'blocked', why: `${full} is a snapshot of ${volume.origin}, no volume of its own` };
      const has = extentsOf(volume.bytes, group);
      if (has !== extents) return { is: 'blocked', why: `${full} has ${has} extents, the plan says ${extents}` };
      return { is: 'done', why: `the volume ${full} is there (${showSize(volume.bytes)})` };
    }
    const why = noRoom(group, extents * group.extentBytes, 'the volume');
    if (why) return { is: 'blocked', why };
    return { is: 'todo', effect: { commands: [`lvcreate --extents ${extents} --name ${name} ${vg}`] } };
  },
  async apply({ host, vg, name, extents }, _seen, { hosts }) {
    const args = [String(extents), name, tags.ours, tags.madeAs(name), vg];
    await run(hosts, host, `the volume ${vg}/${name}`, { script, args });
  },
  receipt: {
    schema: Made,
    of: (_args, before, after) =>
      !before.volume && after.volume && isOurs(after.volume) ? { uuid: after.volume.uuid } : null,
  },
  undo: ({ host, vg, name, temporary }, { uuid }) => ({
    by: [{ action: 'lvm.remove', args: { host, vg, name, uuid, named: true, ...(temporary && { temporary }) } }],
    identified: true,
  }),
});

import * as z from 'zod';
import { action } from '../../src/engine/action.ts';
import * as s from '../../src/farm/config/scalars.ts';
import { run } from '../../src/farm/run.ts';
import { binnedOf, binTagOf } from './bin.ts';
import { type LogicalVolume, volumesFact } from './facts.ts';
import { lvmName } from './names.ts';
import { removeScript } from './remove.ts';

const Args = z.strictObject({
  host: s.label,
  vg: lvmName,
  /** Its name in the bin. */
  name: lvmName,
  /** That it still has to have: it says whose it was, and until when it is kept. */
  tag: z.string().regex(/^farmhand\.bin\.[A-Za-z0-9+_.-]+$/),
});

type Seen = {
  readonly volume: LogicalVolume | null;
  /** Its snapshots, which would go with it. */
  readonly snapshots: readonly string[];
};

/** Removes a volume from the bin, lvremove(8): nothing after it can bring it back. */
export const purge = action({
  name: 'lvm.purge',
  risk: 'destructive',
  args: Args,
  title: ({ vg, name }) => `remove ${vg}/${name} from the bin`,
  facts: ({ host, vg }) => ({ volumes: volumesFact(host, vg) }),
  see: ({ name }, { volumes }): Seen => ({
    volume: volumes.find((one) => one.name === name) ?? null,
    snapshots: volumes.filter(({ origin }) => origin === name).map((one) => one.name),
  }),
  judge: ({ vg, name, tag }, { volume, snapshots }) => {
    const full = `${vg}/${name}`;
    if (!volume) return { is: 'done', why: `${full} is not in the bin any more` };
    if (!binnedOf(volume) || binTagOf(volume) !== tag)
      return { is: 'blocked', why: `what is said of ${full} in the bin has changed: ask again` };
    if (volume.open) return { is: 'blocked', why: `${full} is in use: see what has it open, then retry` };
    if (snapshots.length > 0) {
      const why = `${full} has snapshots that would go with it (${snapshots.join(', ')}): remove them first`;
      return { is: 'blocked', why };
    }
    return { is: 'todo', effect: { commands: [`lvremove ${full}`] } };
  },
  async apply({ host, vg }, { volume }, { hosts }) {
    if (!volume) return;
    const full = `${vg}/${volume.name}`;
    await run(hosts, host, `removing ${full}`, { script: removeScript, args: [volume.uuid, full] });
  },
  receipt: {
    schema: z.object({ name: z.string() }),
    of: (_args, before, after) => (before.volume && !after.volume ? { name: before.volume.name } : null),
  },
  undo: ({ vg }, { name }) => ({ cannot: `what was on ${vg}/${name} is lost` }),
});

import * as z from 'zod';
import { volumesFact } from '../../../platforms/lvm/facts.ts';
import { lvmName } from '../../../platforms/lvm/names.ts';
import { action } from '../../../src/engine/action.ts';
import * as s from '../../../src/farm/config/scalars.ts';
import { run } from '../../../src/farm/run.ts';

const Args = z.strictObject({
  host: s.label,
  vg: lvmName,
  name: lvmName,
  note: z.string().regex(/^[A-Za-z0-9+_.-]{1,64}$/),
  /** Whether the volume shall have the note, or shall not. */
  present: z.boolean(),
  /** LVM's own identity of the volume meant; without it, whatever has the name. */
  uuid: z.string().optional(),
});

type Seen = { readonly volume: { readonly uuid: string; readonly noted: boolean } | null };

/** A note on a volume, which `lvs -o +lv_tags` shows, lvs(8). */
export const note = action({
  name: 'lvm.note',
  risk: 'safe',
  args: Args,
  title: ({ vg, name, note, present }) => `${present ? 'note' : 'no more note'} on ${vg}/${name}: ${note}`,
  facts: ({ host, vg }) => ({ volumes: volumesFact(host, vg) }),
  see: ({ name, note }, { volumes }): Seen => {
    const volume = volumes.find((one) => one.name === name);
    return { volume: volume ? { uuid: volume.uuid, noted: volume.tags.includes(tagOf(note)) } : null };
  },
  judge: ({ host, vg, name, note, present, uuid }, { volume }, planning) => {
    const full = `${vg}/${name}`;
    if (uuid !== undefined && volume?.uuid !== uuid) return { is: 'done', why: `${full} is not that volume any more` };
    if (!volume && !planning) return { is: 'blocked', why: `there is no volume ${full} on ${host}` };
    if (volume?.noted === present) return { is: 'done', why: `${full} has ${present ? 'the' : 'no'} note ${note}` };
    return { is: 'todo', effect: { commands: [`lvchange ${flagOf(present)} ${tagOf(note)} ${full}`] } };
  },
  async apply({ host, vg, name, note, present }, _seen, { hosts }) {
    const args = [flagOf(present), tagOf(note), `${vg}/${name}`];
    await run(hosts, host, `the note on ${vg}/${name}`, { script: 'as_root lvchange "$1" "$2" -- "$3"', args });
  },
  receipt: {
    schema: z.object({ uuid: z.string() }),
    of: (_args, before, after) =>
      after.volume && before.volume?.noted !== after.volume.noted ? { uuid: after.volume.uuid } : null,
  },
  undo: (args, { uuid }) => ({ by: [{ action: 'lvm.note', args: { ...args, present: !args.present, uuid } }] }),
});

const flagOf = (present: boolean) => (present ? '--addtag' : '--deltag');
const tagOf = (note: string) => `farmhand.note.${note}`;

import * as z from 'zod';
import { action } from '../../engine/action.ts';
import * as s from '../config/scalars.ts';
import { lastLines, runDetached } from '../detached.ts';
import { type LogicalVolume, volumesFact } from '../lvm/facts.ts';
import { tags } from '../lvm/tags.ts';
import { type DiskFormat, formatFact, mountable } from './probe.ts';
import { personaliseScript } from './script.ts';

const Args = z.strictObject({
  host: s.label,
  vg: s.lvmName,
  /** The clone's volume, by the name it is made under. */
  volume: s.lvmName,
  /** Device of the volume it is a copy of, and so has the format of. */
  source: s.remotePath,
  hostname: s.label,
  /** With its domain. */
  fullName: s.domain,
  /** packaging-farm.conf on the disk, and the revision the clone builds from, where it builds. */
  build: z.strictObject({ conf: s.remotePath, revision: s.revision }).optional(),
});
type Args = z.infer<typeof Args>;

type Seen = { readonly format: DiskFormat | null; readonly disk: LogicalVolume | null };

/** Why this disk is left as it is. */
const left = `${tags.notPersonalised}no-etc`;

/**
 * Gives a clone's disk, before its first start, its own host name, SSH host keys and machine-id, and drops the udev rules that
 * tie eth0 to the old MAC. Where the disk has no file system a host mounts, it is left as it is, and the plan says so.
 */
export const disk = action<Args, Seen>({
  name: 'personalise.disk',
  risk: 'safe',
  args: Args,
  title: ({ hostname }) => `give the disk its own host name (${hostname}), SSH host keys and machine-id`,
  facts: ({ host, vg, source }) => [formatFact(host, source), volumesFact(host, vg)],
  see: ({ volume }, [format, volumes]) => ({
    format: format as DiskFormat | null,
    disk: (volumes as readonly LogicalVolume[]).find(({ name }) => name === volume) ?? null,
  }),
  judge: ({ host, vg, volume, source, hostname, build }, { format, disk }, planning) => {
    if (disk?.tags.includes(tags.personalised)) return { is: 'done', why: 'the disk has its own names and keys' };
    if (disk?.tags.includes(left)) return { is: 'done', why: 'its file system has no /etc: left as it was' };
    if (!format) return { is: 'blocked', why: `there is no ${source} on ${host}` };
    if (!mountable.includes(format.type)) {
      const found = format.type === '' ? 'no file system' : format.type;
      return {
        is: 'done',
        why: `the disk holds ${found}, which cannot be mounted here: it stays a byte copy, with the old host name and keys`,
      };
    }
    if (!planning && !disk) return { is: 'blocked', why: `there is no volume ${vg}/${volume} on ${host}` };
    // Whether somebody else has it open is for the job to find out: what a crash left at work has it open too, and is taken up again.
    const mount = `mount /dev/${vg}/${volume} (${format.type}${format.offset > 0 ? ', first partition' : ''})`;
    const own = build ? `, GIT_REVISION = ${build.revision} in ${build.conf} if there is one` : '';
    return {
      is: 'todo',
      effect: {
        commands: [`${mount}, write /etc/hostname ${hostname}, new SSH host keys and machine-id${own}, umount`],
      },
    };
  },
  async apply(args, { format, disk }, applying) {
    if (!format || !disk) throw new Error(`${args.host}: ${args.vg}/${args.volume} went away`);
    const { code, output } = await runDetached(applying, {
      host: args.host,
      id: applying.attempt,
      script: {
        script: personaliseScript,
        args: [
          disk.path,
          String(format.offset),
          String(format.length),
          args.hostname,
          args.fullName,
          `${args.vg}/${disk.name}`,
          tags.personalised,
          left,
          format.type,
          args.build?.conf ?? '',
          args.build?.revision ?? '',
        ],
      },
    });
    if (code !== 0)
      throw new Error(
        `${args.host}: ${args.vg}/${disk.name} could not be personalised: ${lastLines(output) || 'it was killed'}`,
      );
    applying.progress({ part: 1, text: lastLines(output, 8).replaceAll(' / ', ', ') });
  },
  receipt: (_args, before, after) =>
    !before.disk?.tags.includes(tags.personalised) && after.disk?.tags.includes(tags.personalised)
      ? { personalised: true }
      : null,
  // The volume goes as a whole when the step that made it is undone.
  undo: () => ({ by: [] }),
});

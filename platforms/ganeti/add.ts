import * as z from 'zod';
import { action } from '../../src/engine/action.ts';
import * as s from '../../src/farm/config/scalars.ts';
import { run } from '../../src/farm/run.ts';
import { showSize } from '../../src/farm/units.ts';
import { volumesFact } from '../lvm/facts.ts';
import { lvmName } from '../lvm/names.ts';
import { isMadeAs, tags } from '../lvm/tags.ts';
import { Identified, instanceArgs, osName } from './args.ts';
import { instanceThing, isInstance } from './identity.ts';
import { configuredFact } from './instances.ts';
import { runGanetiJob } from './job.ts';
import type { ConfiguredInstance } from './rows.ts';
import { ganetiSize } from './units.ts';

const Args = z.strictObject({
  ...instanceArgs,
  node: s.domain,
  os: osName,
  memory: z.int().positive(),
  mac: s.mac,
  /** The node's host: the volume is there. */
  storage: s.label,
  vg: lvmName,
  /** The volume that becomes the disk, by the name it was made under: Ganeti renames it. */
  volume: lvmName,
});
type Args = z.infer<typeof Args>;

type Seen = {
  readonly instance: ConfiguredInstance | null;
  /** Another instance that has the MAC. */
  readonly rival: string | null;
  /** The volume is there under the name it was made under, by the run that made it. */
  readonly ready: boolean;
  /** Another volume has its name, or it is a snapshot. */
  readonly foreign: boolean;
  /** Volumes with another name that were made under this one: adopted, or on the way to it. */
  readonly renamed: readonly string[];
};

/**
 * Adds an instance that adopts a volume as its disk, gnt-instance(8), and leaves it down. Ganeti gives the volume a name of its
 * own, so what proves the step is the instance with the MAC that was minted for it; the volume then loses the tag with its first name.
 */
export const add = action({
  name: 'ganeti.add',
  risk: 'safe',
  args: Args,
  claims: ({ node, memory, mac }) => [
    { kind: 'memory', node, bytes: memory },
    { kind: 'mac', mac },
  ],
  title: ({ instance, memory, node }) => `add the instance ${instance} (${showSize(memory)}) on ${node}`,
  facts: ({ host, storage, vg }) => ({ instances: configuredFact(host), volumes: volumesFact(storage, vg) }),
  see: (args, { instances, volumes }): Seen => {
    const made = volumes.filter((disk) => disk.origin === null && isMadeAs(disk, args.volume));
    const ready = made.some(({ name }) => name === args.volume);
    return {
      instance: instances.find(({ name }) => name === args.instance) ?? null,
      rival: instances.find(({ name, macs }) => name !== args.instance && macs.includes(args.mac))?.name ?? null,
      foreign: !ready && volumes.some(({ name }) => name === args.volume),
      ready,
      renamed: made.map(({ name }) => name).filter((name) => name !== args.volume),
    };
  },
  judge: (args, { instance, rival, ready, foreign, renamed }, planning) => {
    if (instance?.macs.includes(args.mac)) {
      // Both is a look that was torn: the volumes were read before Ganeti renamed this one, the instances after.
      if (!ready && renamed.length === 0) return { is: 'done', why: `${args.instance} is in the cluster` };
      return { is: 'todo', effect: { commands: [untag(args)] } };
    }
    if (instance) {
      const why = `Ganeti has another ${args.instance} already (MAC ${instance.macs.join(', ') || 'none'})`;
      return { is: 'blocked', why };
    }
    if (rival) return { is: 'blocked', why: `${rival} has the MAC ${args.mac} already: plan again` };
    if (!ready && renamed.length === 0 && !planning)
      return {
        is: 'blocked',
        why: foreign
          ? `${args.vg}/${args.volume} on ${args.storage} is not the volume this run made: Ganeti is not given it`
          : `there is no volume ${args.vg}/${args.volume} on ${args.storage}`,
      };
    return { is: 'todo', effect: { commands: [['gnt-instance', 'add', ...options(args)].join(' '), untag(args)] } };
  },
  async apply(args, { instance, ready, renamed: [orphan] }, applying) {
    const { storage, vg, volume } = args;
    if (!instance) {
      if (!ready && orphan !== undefined) {
        // An add that died between renaming the volume and registering the instance left it under a name nobody knows.
        const script = 'as_root lvrename -- "$1" "$2" "$3"';
        await run(applying.hosts, storage, `renaming ${vg}/${orphan}`, { script, args: [vg, orphan, volume] });
      }
      await runGanetiJob(applying, args.host, 'add', options(args));
    }
    await run(applying.hosts, storage, `taking ${volume}'s tag off`, {
      script: untagScript,
      args: [tags.madeAs(volume), vg],
    });
  },
  receipt: {
    schema: Identified,
    of: ({ mac }, before, after) =>
      !before.instance && after.instance?.macs.includes(mac) ? { uuid: after.instance.uuid } : null,
  },
  thing: instanceThing,
  condition: isInstance,
  undo: ({ host, instance }, { uuid }) => ({
    by: [{ action: 'ganeti.remove', args: { host, instance, uuid } }],
    identified: true,
  }),
});

/** As in the seed, and `--no-start`: Ganeti would start it at once, before it has its own host name and its place in the firewall. */
function options({ node, memory, os, volume, vg, mac, instance }: Args): readonly string[] {
  const disk = `0:adopt=${volume},vg=${vg}`;
  const fixed = ['-t', 'plain', '--disk', disk, '--no-install', '--no-start', '--net', `0:mac=${mac}`];
  return ['-n', node, '-B', `memory=${ganetiSize(memory)}`, '-o', os, ...fixed, instance];
}

function untag({ volume }: Args): string {
  return `lvchange --deltag ${tags.madeAs(volume)} @${tags.madeAs(volume)}`;
}

/** `$1` tag, `$2` volume group. */
const untagScript = `
as_root lvs --noheadings -o lv_name,lv_tags -- "$2" | while read -r name tags; do
  case ",$tags," in
    *",$1,"*) as_root lvchange --deltag "$1" -- "$2/$name" || exit ;;
  esac
done
`;

import * as z from 'zod';
import { action } from '../../engine/action.ts';
import * as s from '../config/scalars.ts';
import { type LogicalVolume, volumesFact } from '../lvm/facts.ts';
import { madeAs, tags } from '../lvm/tags.ts';
import { run } from '../run.ts';
import { showSize } from '../units.ts';
import { instanceArgs, mac } from './args.ts';
import { type GanetiInstance, instancesFact } from './instances.ts';
import { runGanetiJob } from './job.ts';
import { ganetiSize } from './units.ts';

const Args = z.strictObject({
  ...instanceArgs,
  node: s.domain,
  os: s.osName,
  memory: z.int().positive(),
  mac,
  /** The node's host: the volume is there. */
  storage: s.label,
  vg: s.lvmName,
  /** The volume that becomes the disk, by the name it was made under: Ganeti renames it. */
  volume: s.lvmName,
});
type Args = z.infer<typeof Args>;

type Seen = {
  readonly instance: GanetiInstance | null;
  /** Another instance that has the MAC. */
  readonly rival: string | null;
  readonly disk: LogicalVolume | null;
};

/**
 * Adds an instance that adopts a volume as its disk, gnt-instance(8), and leaves it down. Ganeti gives the volume a name of its
 * own, so what proves the step is the instance with the MAC that was minted for it.
 */
export const add = action<Args, Seen>({
  name: 'ganeti.add',
  risk: 'safe',
  args: Args,
  title: ({ instance, memory, node }) => `add the instance ${instance} (${showSize(memory)}) on ${node}`,
  facts: ({ host, storage, vg }) => [instancesFact(host), volumesFact(storage, vg)],
  see: (args, [instances, volumes]) => {
    const all = instances as readonly GanetiInstance[];
    return {
      instance: all.find(({ name }) => name === args.instance) ?? null,
      rival: all.find(({ name, macs }) => name !== args.instance && macs.includes(args.mac))?.name ?? null,
      disk: madeAs(volumes as readonly LogicalVolume[], args.volume) ?? null,
    };
  },
  judge: (args, { instance, rival, disk }, planning) => {
    if (instance?.macs.includes(args.mac)) return { is: 'done', why: `${args.instance} is in the cluster` };
    if (instance) {
      const why = `Ganeti has another ${args.instance} already (MAC ${instance.macs.join(', ') || 'none'})`;
      return { is: 'blocked', why };
    }
    if (rival) return { is: 'blocked', why: `${rival} has the MAC ${args.mac} already: plan again` };
    if (!disk && !planning)
      return { is: 'blocked', why: `there is no volume ${args.vg}/${args.volume} on ${args.storage}` };
    return { is: 'todo', effect: { commands: [['gnt-instance', 'add', ...options(args)].join(' ')] } };
  },
  async apply(args, { disk }, applying) {
    if (disk && disk.name !== args.volume) await renameBack(args, disk, applying.hosts);
    await runGanetiJob(applying, args.host, 'add', options(args));
  },
  receipt: (_args, before, after) => (!before.instance && after.instance ? { uuid: after.instance.uuid } : null),
  undo: ({ host, instance }, receipt) => ({
    by: [{ action: 'ganeti.remove', args: { host, instance, uuid: (receipt as { uuid: string }).uuid } }],
  }),
});

/** As in the seed, and `--no-start`: Ganeti would start it at once, before it has its own host name and its place in the firewall. */
function options({ node, memory, os, volume, vg, mac, instance }: Args): readonly string[] {
  const disk = `0:adopt=${volume},vg=${vg}`;
  const fixed = ['-t', 'plain', '--disk', disk, '--no-install', '--no-start', '--net', `0:mac=${mac}`];
  return ['-n', node, '-B', `memory=${ganetiSize(memory)}`, '-o', os, ...fixed, instance];
}

/** An add that died between renaming the volume and registering the instance left it under a name nobody knows. */
async function renameBack({ storage, vg, volume }: Args, disk: LogicalVolume, hosts: Parameters<typeof run>[0]) {
  if (!disk.tags.includes(tags.madeAs(volume)))
    throw new Error(`${storage}: ${vg}/${disk.name} is not ${vg}/${volume}`);
  const script = 'as_root lvrename -- "$1" "$2" "$3"';
  await run(hosts, storage, `naming ${vg}/${disk.name} ${volume} again`, { script, args: [vg, disk.name, volume] });
}

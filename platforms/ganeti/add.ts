import * as z from 'zod';
import { action } from '../../src/engine/action.ts';
import * as s from '../../src/farm/config/scalars.ts';
import { run } from '../../src/farm/run.ts';
import { showSize } from '../../src/farm/units.ts';
import { type LogicalVolume, volumesFact } from '../lvm/facts.ts';
import { lvmName } from '../lvm/names.ts';
import { isMadeAs, tags } from '../lvm/tags.ts';
import { Identified, instanceArgs, osName } from './args.ts';
import { instanceOf, instanceThing, isInstance } from './identity.ts';
import { configuredFact } from './instances.ts';
import { runGanetiJob } from './job.ts';
import type { Opcode } from './luxi.ts';
import { noNics } from './own.ts';
import type { ConfiguredInstance } from './rows.ts';
import { ganetiSize, inMebibytes } from './units.ts';

const Args = z.strictObject({
  ...instanceArgs,
  node: s.domain,
  os: osName,
  memory: z.int().positive(),
  /** Of its network card; absent: it has none, and its name is its own alone. */
  mac: s.mac.optional(),
  /** The node's host: the volume is there. */
  storage: s.label,
  /** The volume group of the first disk. */
  vg: lvmName,
  /** The volume that becomes its first disk, by the name it was made under: Ganeti renames it. */
  volume: lvmName,
  /** Those that become its other disks, in their order. */
  others: z.array(lvmName).optional(),
  /** The volume group of each of those, where they are not all in that of the first. */
  groups: z.array(lvmName).optional(),
  /** They are placeholders, which a later step replaces: it is not started before, and the memory is that step's to claim. Absent in plans of before. */
  placeholders: z.literal(true).optional(),
  /** Ganeti does not ask whether its name resolves and its address answers; it does by plans of before. */
  unchecked: z.literal(true).optional(),
});
type Args = z.infer<typeof Args>;

/** A volume that becomes a disk. */
type Adopted = {
  /** The name it was made under. */
  readonly name: string;
  /** Its volume group, where that is not the first disk's. */
  readonly vg?: string;
  /** It is there under that name, by the run that made it. */
  readonly ready: boolean;
  /** Another volume has its name, or it is a snapshot. */
  readonly foreign: boolean;
  /** Volumes with another name that were made under this one: adopted, or on the way to it. */
  readonly renamed: readonly string[];
};

type Seen = {
  readonly instance: ConfiguredInstance | null;
  /** Another instance that has the MAC. */
  readonly rival: string | null;
  /** In the order of the disks. */
  readonly volumes: readonly Adopted[];
};

/**
 * Adds an instance that adopts volumes as its disks, gnt-instance(8), and leaves it down. Ganeti gives each volume a name of its
 * own, so what proves the step is the instance with the MAC that was minted for it; the volumes then lose the tags with their first names.
 */
export const add = action({
  name: 'ganeti.add',
  risk: 'safe',
  args: Args,
  claims: ({ node, memory, mac, placeholders }) => [
    ...(placeholders ? [] : [{ kind: 'memory', node, bytes: memory } as const]),
    ...(mac === undefined ? [] : [{ kind: 'mac', mac } as const]),
  ],
  title: ({ instance, memory, node, mac }) =>
    `add the instance ${instance} (${showSize(memory)}) on ${node}${mac === undefined ? ', without network' : ''}`,
  facts: (args) => ({
    instances: configuredFact(args.host),
    volumes: volumesFact(args.storage, args.vg),
    elsewhere: groupsOf(args).map((vg) => volumesFact(args.storage, vg)),
  }),
  see: (args, { instances, volumes, elsewhere = [] }): Seen => ({
    instance: instances.find(({ name }) => name === args.instance) ?? null,
    rival:
      instances.find((one) => one.name !== args.instance && one.macs.some((mac) => mac === args.mac))?.name ?? null,
    volumes: volumesOf(args).map(({ name, vg }) => {
      const found = vg === args.vg ? volumes : (elsewhere[groupsOf(args).indexOf(vg)] ?? []);
      return { ...adopted(name, found), ...(vg !== args.vg && { vg }) };
    }),
  }),
  judge: (args, { instance, rival, volumes }, planning) => {
    if (instance && isOwn(args, instance)) {
      // Both is a look that was torn: the volumes were read before Ganeti renamed one, the instances after.
      const tagged = volumes.filter((volume) => !isGone(volume));
      if (tagged.length === 0) return { is: 'done', why: `${args.instance} is in the cluster` };
      return { is: 'todo', effect: { commands: tagged.map(({ name }) => untag(name)) } };
    }
    if (instance) {
      const why = `Ganeti has another ${args.instance} already (MAC ${instance.macs.join(', ') || 'none'})`;
      return { is: 'blocked', why };
    }
    if (rival) return { is: 'blocked', why: `${rival} has the MAC ${args.mac} already: plan again` };
    const missing = volumes.find(isGone);
    if (missing && !planning)
      return {
        is: 'blocked',
        why: missing.foreign
          ? `${missing.vg ?? args.vg}/${missing.name} on ${args.storage} is not the volume this run made: Ganeti is not given it`
          : `there is no volume ${missing.vg ?? args.vg}/${missing.name} on ${args.storage}`,
      };
    const adding = ['gnt-instance', 'add', ...options(args)].join(' ');
    return { is: 'todo', effect: { commands: [adding, ...volumesOf(args).map(({ name }) => untag(name))] } };
  },
  async apply(args, { instance, volumes }, applying) {
    const { storage } = args;
    if (!instance) {
      for (const { name, vg = args.vg, ready, renamed } of volumes) {
        const [orphan] = renamed;
        if (ready || orphan === undefined) continue;
        // An add that died between renaming the volumes and registering the instance left them under names nobody knows.
        const script = 'as_root lvrename -- "$1" "$2" "$3"';
        await run(applying.hosts, storage, `renaming ${vg}/${orphan}`, { script, args: [vg, orphan, name] });
      }
      await runGanetiJob(applying, args.host, 'add', options(args), { opcode: opcode(args) });
    }
    for (const { name, vg } of volumesOf(args)) {
      await run(applying.hosts, storage, `taking ${name}'s tag off`, {
        script: untagScript,
        args: [tags.madeAs(name), vg],
      });
    }
  },
  receipt: {
    schema: Identified,
    of: (args, before, after) =>
      !before.instance && after.instance && isOwn(args, after.instance) ? { uuid: after.instance.uuid } : null,
  },
  thing: instanceThing,
  condition: isInstance,
  lasting: {
    name: instanceOf,
    now: (_args, { instance }) =>
      instance ? `it has MAC ${instance.macs.join(', ') || 'none'}` : 'there is none any more',
  },
  undo: ({ host, instance, mac }, { uuid }) => ({
    by: [{ action: mac === undefined ? 'ganeti.dismiss' : 'ganeti.remove', args: { host, instance, uuid } }],
    identified: true,
  }),
});

/** Whether it is the one this step adds, whatever else may have its name. */
function isOwn({ mac }: Args, { macs }: ConfiguredInstance): boolean {
  return mac === undefined ? macs.length === 0 : macs.includes(mac);
}

/** Of all disks, in their order. */
function volumesOf({
  vg,
  volume,
  others = [],
  groups = [],
}: Args): readonly { readonly name: string; readonly vg: string }[] {
  return [{ name: volume, vg }, ...others.map((name, index) => ({ name, vg: groups[index] ?? vg }))];
}

/** The volume groups of its disks beside that of the first. */
function groupsOf(args: Args): readonly string[] {
  return [...new Set(volumesOf(args).map(({ vg }) => vg))].filter((vg) => vg !== args.vg);
}

function adopted(name: string, volumes: readonly LogicalVolume[]): Adopted {
  const made = volumes.filter((disk) => disk.origin === null && isMadeAs(disk, name));
  const ready = made.some((one) => one.name === name);
  return {
    name,
    ready,
    foreign: !ready && volumes.some((one) => one.name === name),
    renamed: made.map((one) => one.name).filter((one) => one !== name),
  };
}

/** Whether no volume has the tag with that name any more, whatever it is called. */
function isGone({ ready, renamed }: Adopted): boolean {
  return !ready && renamed.length === 0;
}

/**
 * As in the seed, and `--no-start`: Ganeti would start it at once, before it has its own host name and its place in the firewall. Whether the name resolves
 * and whether something answers at its address are other steps' to see, so that it need not wait for DNS; Ganeti 3.1 does neither by default.
 */
function options(args: Args): readonly string[] {
  const { node, memory, os, mac, instance } = args;
  const disks = volumesOf(args).flatMap(({ name, vg }, index) => ['--disk', `${index}:adopt=${name},vg=${vg}`]);
  const checks = args.unchecked ? ['--no-name-check', '--no-ip-check'] : [];
  const net = mac === undefined ? noNics : ['--net', `0:mac=${mac}`];
  const fixed = ['-t', 'plain', ...disks, '--no-install', '--no-start', ...checks, ...net];
  return ['-n', node, '-B', `memory=${ganetiSize(memory)}`, '-o', os, ...fixed, instance];
}

/** The same as luxid takes it. */
function opcode(args: Args): Opcode {
  const { instance, node, os, memory, mac, unchecked = false } = args;
  return {
    OP_ID: 'OP_INSTANCE_CREATE',
    mode: 'create',
    instance_name: instance,
    pnode: node,
    os_type: os,
    no_install: true,
    start: false,
    name_check: !unchecked,
    ip_check: !unchecked,
    beparams: { maxmem: inMebibytes(memory), minmem: inMebibytes(memory) },
    disk_template: 'plain',
    // Of what is adopted the size is not asked, and must be there.
    disks: volumesOf(args).map(({ name, vg }) => ({ size: 0, adopt: name, vg })),
    nics: mac === undefined ? [] : [{ mac }],
    ...(mac === undefined && { ignore_ipolicy: true }),
  };
}

function untag(volume: string): string {
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

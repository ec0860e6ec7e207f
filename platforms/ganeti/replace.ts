import * as z from 'zod';
import { action, noReceipt } from '../../src/engine/action.ts';
import * as s from '../../src/farm/config/scalars.ts';
import { run } from '../../src/farm/run.ts';
import { type LogicalVolume, volumesFact } from '../lvm/facts.ts';
import { lvmName } from '../lvm/names.ts';
import { isMadeAs, isOurs, isPlaceholder, tags } from '../lvm/tags.ts';
import { instanceArgs } from './args.ts';
import { configuredFact } from './instances.ts';
import type { ConfiguredInstance } from './rows.ts';
import { instanceVolumesFact } from './volumes.ts';

const Args = z.strictObject({
  ...instanceArgs,
  /** By which it is told from another instance of that name. */
  mac: s.mac,
  /** Ganeti's own configuration, on the master. */
  config: s.remotePath,
  node: s.domain,
  memory: z.int().positive(),
  /** The node's host: the volumes are there. */
  storage: s.label,
  /** The volume group of the disks that say none. */
  vg: lvmName,
  /** In the order of the instance's disks. */
  disks: z
    .array(
      z.strictObject({
        /** What was copied, by the name it was made under. */
        volume: lvmName,
        /** The snapshot it is a copy of. */
        of: lvmName,
        /** The volume group of both, where it is another. */
        vg: lvmName.optional(),
      }),
    )
    .min(1),
});
type Args = z.infer<typeof Args>;

type Disk = {
  /** What Ganeti calls its volume; null: it knows of none. */
  readonly name: string | null;
  /** The volume of that name. */
  readonly there: LogicalVolume | null;
  /** The whole copy, whatever it is called. */
  readonly copy: LogicalVolume | null;
};

type Seen = {
  readonly instance: ConfiguredInstance | null;
  /** How many disks Ganeti says it has. */
  readonly count: number;
  /** One for each of the arguments'. */
  readonly disks: readonly Disk[];
};

/** What is to be done to a volume. */
type Move =
  | { readonly what: 'remove'; readonly vg: string; readonly uuid: string; readonly disk: string }
  | { readonly what: 'rename'; readonly vg: string; readonly volume: string; readonly disk: string }
  | { readonly what: 'untag'; readonly vg: string; readonly tag: string; readonly disk: string };

/**
 * Puts the volumes that were copied in the place of the placeholders that an instance was added with, lvremove(8) and lvrename(8): Ganeti knows a
 * volume by its name. No placeholder is left when the first copy gets its name, so that the instance cannot start until it has all of its disks.
 */
export const replace = action({
  name: 'ganeti.replace',
  risk: 'safe',
  args: Args,
  claims: ({ node, memory }) => [{ kind: 'memory', node, bytes: memory }],
  title: ({ instance, disks }) =>
    `give ${instance} its copied ${disks.length === 1 ? 'disk' : 'disks'} in place of the placeholder${disks.length === 1 ? '' : 's'}`,
  facts: (args) => ({
    instances: configuredFact(args.host),
    disks: instanceVolumesFact(args.host, args.config),
    volumes: volumesFact(args.storage, args.vg),
    elsewhere: furtherOf(args).map((vg) => volumesFact(args.storage, vg)),
  }),
  see: (args, { instances, disks, volumes: own, elsewhere }): Seen => {
    const known = disks.get(args.instance) ?? [];
    const names = known.map(({ name }) => name);
    return {
      instance: instances.find(({ name }) => name === args.instance) ?? null,
      count: names.length,
      disks: args.disks.map(({ of, vg = args.vg }, index) => {
        const volumes = vg === args.vg ? own : (elsewhere[furtherOf(args).indexOf(vg)] ?? []);
        return {
          name: known[index]?.group === vg ? known[index].name : null,
          there: volumes.find(({ name }) => name === names[index]) ?? null,
          copy: volumes.find((one) => one.origin === null && isOurs(one) && one.tags.includes(tags.copyOf(of))) ?? null,
        };
      }),
    };
  },
  judge: (args, seen, planning) => {
    const { host, instance, mac } = args;
    if (!seen.instance && planning)
      return {
        is: 'todo',
        effect: { commands: args.disks.flatMap(({ volume }, index) => commands(args, volume, index)) },
      };
    if (!seen.instance) return { is: 'blocked', why: `Ganeti has no instance ${instance}` };
    if (!seen.instance.macs.includes(mac))
      return { is: 'blocked', why: `${instance} is another instance now, made since: it is left alone` };
    if (seen.count !== args.disks.length)
      return {
        is: 'blocked',
        why: `Ganeti on ${host} says that ${instance} has ${seen.count} volumes as disks, the plan says ${args.disks.length}`,
      };
    const problem = args.disks.map((_, index) => problemOf(args, seen, index)).find((why) => why !== undefined);
    if (problem !== undefined) return { is: 'blocked', why: problem };
    const moves = movesOf(args, seen);
    const all = args.disks.flatMap(({ volume }, index) =>
      commands(
        args,
        volume,
        index,
        moves.filter(({ disk }) => disk === seen.disks[index]?.name),
      ),
    );
    return all.length === 0
      ? { is: 'done', why: `${instance} has its copied disks` }
      : { is: 'todo', effect: { commands: all } };
  },
  async apply(args, seen, { hosts }) {
    const { storage, instance } = args;
    const stdin = movesOf(args, seen)
      .map((move) => `${Object.values(move).join(' ')}\n`)
      .join('');
    await run(hosts, storage, `giving ${instance} its copied disks`, { script, stdin });
  },
  receipt: noReceipt,
  lasting: { name: ({ instance }) => `disks of ${instance}` },
  // The volumes go with the instance, when the step that added it is undone.
  undo: () => ({ by: [] }),
});

/** Standard input: `remove VG UUID DISK`, `rename VG VOLUME DISK` or `untag VG TAG DISK`, a line each; LVM removes none that is open. */
const script = `
while read -r what vg one disk; do
  case $what in
    remove) as_root lvremove --yes --select "lv_uuid=$one" -- "$vg/$disk" ;;
    rename) as_root lvrename -- "$vg" "$one" "$disk" ;;
    untag) as_root lvchange --deltag "$one" -- "$vg/$disk" ;;
  esac </dev/null || exit
done
`;

/** The further volume groups of its disks. */
function furtherOf({ vg, disks }: Args): readonly string[] {
  return [...new Set(disks.flatMap((disk) => (disk.vg === undefined || disk.vg === vg ? [] : [disk.vg])))];
}

/** What is left to do: first the placeholders of all disks go, then come the copies. */
function movesOf({ vg: first, disks }: Args, seen: Seen): readonly Move[] {
  const [removes, renames, untags]: [Move[], Move[], Move[]] = [[], [], []];
  for (const [index, { volume, vg = first }] of disks.entries()) {
    const { name: disk, there, copy } = seen.disks[index] ?? {};
    if (!disk || !copy) continue;
    if (there && isPlaceholder(there)) removes.push({ what: 'remove', vg, uuid: there.uuid, disk });
    if (copy.name !== disk) renames.push({ what: 'rename', vg, volume, disk });
    if (isMadeAs(copy, volume)) untags.push({ what: 'untag', vg, tag: tags.madeAs(volume), disk });
  }
  return [...removes, ...renames, ...untags];
}

/** Why a disk cannot get its copy; undefined: it can, or has it. */
function problemOf({ host, instance, storage, disks, ...args }: Args, seen: Seen, index: number): string | undefined {
  const { volume = '', vg = args.vg } = disks[index] ?? {};
  const { name, there, copy } = seen.disks[index] ?? {};
  if (!name) return `Ganeti on ${host} knows no volume of disk ${index} of ${instance}`;
  if (!copy) return `there is no whole copy for disk ${index} of ${instance} in ${vg} on ${storage}`;
  if (copy.name === name) return undefined;
  if (copy.name !== volume)
    return `the copy for disk ${index} of ${instance} is called ${vg}/${copy.name} on ${storage}, not ${volume}: rename it, then retry`;
  if (there && !isPlaceholder(there))
    return `${vg}/${name} on ${storage} is not the placeholder this run made: it is left alone`;
  if (there?.open)
    return `${instance} has its placeholder ${vg}/${name} on ${storage} open, as when it was started meanwhile: gnt-instance stop ${instance} on ${host}, then retry`;
  return undefined;
}

/** As an operator would type it; `left`: only that. `UUID` is what Ganeti chose when it added the instance. */
function commands(args: Args, volume: string, index: number, left?: readonly Move[]): readonly string[] {
  const { vg = args.vg } = args.disks[index] ?? {};
  const disk = `UUID.disk${index}`;
  const all: readonly (readonly [string, string])[] = [
    ['remove', `lvremove ${vg}/${disk}`],
    ['rename', `lvrename ${vg} ${volume} ${disk}`],
    ['untag', `lvchange --deltag ${tags.madeAs(volume)} ${vg}/${disk}`],
  ];
  return all
    .filter(([what]) => left === undefined || left.some((move) => move.what === what))
    .map(([, command]) => command);
}

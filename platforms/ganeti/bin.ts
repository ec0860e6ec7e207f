import * as z from 'zod';
import { action } from '../../src/engine/action.ts';
import { run } from '../../src/farm/run.ts';
import type { Json } from '../../src/journal/json.ts';
import { binName, binnedOf, binTag, binTagOf } from '../lvm/bin.ts';
import type { LogicalVolume } from '../lvm/facts.ts';
import { lvmName } from '../lvm/names.ts';
import { memoryOf } from './balloon.ts';
import { besides, binArgs, movesScript, volumesFacts } from './binned-disks.ts';
import { identityOf, instanceOf, isMinted, powerOf } from './identity.ts';
import { instancesFact, runs } from './instances.ts';
import { runGanetiJob } from './job.ts';
import { Own, ownFact } from './own.ts';
import type { GanetiInstance } from './rows.ts';
import { instanceVolumesFact } from './volumes.ts';

const Args = z.strictObject({
  ...binArgs,
  /** In the order of the instance's disks. */
  disks: z.array(z.strictObject({ volume: lvmName, vg: lvmName.optional() })).min(1),
});
type Args = z.infer<typeof Args>;

type Disk = {
  /** What Ganeti says its volume is, in that group; null: another, or none. */
  readonly name: string | null;
  /** The volume of its name. */
  readonly there: LogicalVolume | null;
  /** The volume of its name in the bin. */
  readonly binned: LogicalVolume | null;
};

type Seen = {
  readonly instance: GanetiInstance | null;
  readonly own: Own | null;
  /** How many volumes Ganeti says it has as disks. */
  readonly count: number;
  /** One for each of the arguments'. */
  readonly disks: readonly Disk[];
};

const Changed = z.object({
  /** What it had of its own. */
  own: Own,
  /** It is in the cluster no more. */
  removed: z.boolean(),
  /** Volumes that are in the bin: by their name there, what they were called, and LVM's identity of them. */
  disks: z.array(z.object({ volume: z.string(), was: z.string(), vg: z.string().optional(), lv: z.string() })),
  /** ISO time until which they are kept. */
  until: z.string(),
});

/**
 * Takes an instance out of the cluster and keeps its disks: their volumes get names that Ganeti does not know, so that its removal, gnt-instance(8), finds none to
 * remove. Between the first new name and the removal the instance cannot be started.
 */
export const bin = action({
  name: 'ganeti.bin',
  risk: 'destructive',
  args: Args,
  title: ({ instance }) => `put ${instance} into the bin, with its disks`,
  facts: (args) => ({
    instances: instancesFact(args.host),
    own: ownFact(args.host, args.config, args.instance),
    known: instanceVolumesFact(args.host, args.config),
    volumes: volumesFacts(args),
  }),
  see: (args, { instances, own, known, volumes }): Seen => {
    const its = known.get(args.instance) ?? [];
    return {
      instance: instances.find(({ name }) => name === args.instance) ?? null,
      own,
      count: its.length,
      disks: args.disks.map(({ volume, vg = args.vg }, index) => {
        const named = (name: string) => besides(args, { vg }, volumes).find((one) => one.name === name) ?? null;
        return {
          name: its[index]?.group === vg ? its[index].name : null,
          there: named(volume),
          binned: named(nameOf(args, index)),
        };
      }),
    };
  },
  judge: (args, seen, planning) => {
    const { instance: name, uuid } = args;
    const { instance } = seen;
    if (!instance) {
      const all = seen.disks.every(({ binned }) => binned !== null);
      return { is: 'done', why: all ? `${name} is in the bin` : `Ganeti has no instance ${name}` };
    }
    if (instance.uuid !== uuid) return { is: 'done', why: `${name} is another instance now, which is left alone` };
    if (runs(instance) && !planning) return { is: 'blocked', why: `${name} runs: stop it first` };
    if (instance.template !== 'plain')
      return {
        is: 'blocked',
        why: `the disks of ${name} are ${instance.template} by now, which no bin takes: ask again`,
      };
    if (!seen.own) return { is: 'blocked', why: `Ganeti's configuration on ${args.host} has no ${name}: ask again` };
    const problem = problemOf(args, seen, planning);
    if (problem !== undefined) return { is: 'blocked', why: problem };
    const moving = args.disks.flatMap(({ volume, vg = args.vg }, index) => {
      const [kept, { binned = null } = {}] = [nameOf(args, index), seen.disks[index]];
      return [
        ...(binned ? [] : [`lvrename ${vg} ${volume} ${kept}`]),
        ...(binned && binTagOf(binned)
          ? []
          : [`lvchange --addtag farmhand.bin.RUN.UNTIL.${args.vm}.${args.by} ${vg}/${kept}`]),
      ];
    });
    return { is: 'todo', effect: { commands: [...moving, `gnt-instance remove ${name}`] } };
  },
  async apply(args, seen, applying) {
    const { storage, instance, vm, by, keep } = args;
    const until = new Date(Date.now() + keep * 1000).toISOString();
    const tag = binTag({ run: applying.run, until, vm, by });
    const moves = args.disks.flatMap(({ volume, vg = args.vg }, index) => {
      const [kept, { binned = null } = {}] = [nameOf(args, index), seen.disks[index]];
      return [
        ...(binned ? [] : [`rename ${vg} ${volume} ${kept}\n`]),
        ...(binned && binTagOf(binned) ? [] : [`addtag ${vg} ${kept} ${tag}\n`]),
      ];
    });
    if (moves.length > 0)
      await run(applying.hosts, storage, `putting the disks of ${instance} into the bin`, {
        script: movesScript,
        stdin: moves.join(''),
      });
    applying.fault('ganeti.binned');
    await runGanetiJob(applying, args.host, 'remove', ['--force', instance]);
  },
  receipt: {
    schema: Changed,
    of: (args, before, after) => {
      const { own } = before;
      const removed = before.instance?.uuid === args.uuid && after.instance?.uuid !== args.uuid;
      const disks = args.disks.flatMap(({ volume: was, vg }, index) => {
        const [moved, had] = [after.disks[index]?.binned, before.disks[index]?.binned];
        if (!moved || had) return [];
        return [{ volume: moved.name, was, ...(vg !== undefined && { vg }), lv: moved.uuid }];
      });
      if (!own || (!removed && disks.length === 0)) return null;
      const kept = after.disks.flatMap(({ binned }) => (binned && binnedOf(binned)?.until) ?? []);
      return { own, removed, disks, until: kept.toSorted()[0] ?? '' };
    },
  },
  summary: ({ vm }, { until, own }) => {
    const without = own.withheld ? ', but for its private OS parameters' : '';
    return `${vm} is in the bin until ${until.slice(0, 16).replace('T', ' ')} UTC${without}`;
  },
  removed: ({ uuid }) => identityOf(uuid),
  lasting: { name: instanceOf, gone: () => true, ends: (args) => [powerOf(args), memoryOf(args)] },
  returns: ({ host, instance }, { own, removed }) => {
    const [card] = own.nics;
    return removed && card ? isMinted({ host, instance }, card.mac) : undefined;
  },
  undo: ({ disks: _, ...args }, { own, disks }) => ({
    by: [{ action: 'ganeti.restore', args: { ...args, own, disks } }],
  }),
});

function nameOf({ uuid, vm }: Args, index: number): string {
  return binName(uuid, vm, index);
}

/** What the volumes of a step with these arguments are called in the bin; none: another version wrote them. */
export function binNames(args: Json): readonly string[] {
  const read = Args.safeParse(args);
  return read.success ? read.data.disks.map((_, index) => nameOf(read.data, index)) : [];
}

/** Why its disks cannot go into the bin; undefined: they can. */
function problemOf(args: Args, seen: Seen, planning: boolean): string | undefined {
  const { instance, storage } = args;
  if (seen.count !== args.disks.length)
    return `Ganeti says that ${instance} has ${seen.count} volumes as disks, the plan says ${args.disks.length}: ask again`;
  for (const [index, { volume, vg = args.vg }] of args.disks.entries()) {
    const { name, there, binned } = seen.disks[index] ?? {};
    if (name !== volume) return `disk ${index} of ${instance} is not ${vg}/${volume} any more: ask again`;
    if (there && binned) return `${vg}/${binned.name} is there already on ${storage}: rename it, then ask again`;
    if (!there && !binned) return `there is no volume ${vg}/${volume} on ${storage}`;
    if (there?.open && !planning) return `${vg}/${volume} on ${storage} is in use: see what has it open, then retry`;
  }
  return undefined;
}

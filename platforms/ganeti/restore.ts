import * as z from 'zod';
import { action, type Invocation } from '../../src/engine/action.ts';
import type { Hypervisor } from '../../src/farm/roles/hypervisor.ts';
import { run } from '../../src/farm/run.ts';
import { binTagOf } from '../lvm/bin.ts';
import type { LogicalVolume } from '../lvm/facts.ts';
import { lvmName } from '../lvm/names.ts';
import { uuid } from './args.ts';
import { besides, binArgs, movesScript, untagCommand, volumesFacts } from './binned-disks.ts';
import { instanceOf, instanceThing } from './identity.ts';
import { configuredFact } from './instances.ts';
import { runGanetiJob } from './job.ts';
import { Own, ownOptions } from './own.ts';
import type { ConfiguredInstance } from './rows.ts';
import { mebibytes } from './units.ts';
import { instanceVolumesFact } from './volumes.ts';

const Args = z.strictObject({
  ...binArgs,
  /** What the instance had of its own. */
  own: Own,
  disks: z
    .array(
      z.strictObject({
        /** Its name in the bin, and the one it had. */
        volume: lvmName,
        was: lvmName,
        vg: lvmName.optional(),
        /** LVM's identity of it. */
        lv: z.string().regex(/^[A-Za-z0-9-]{38}$/),
      }),
    )
    .min(1),
});
type Args = z.infer<typeof Args>;

type Seen = {
  readonly instance: ConfiguredInstance | null;
  /** Another instance that has one of its MACs. */
  readonly rival: string | null;
  /** What Ganeti says its disks' volumes are. */
  readonly known: readonly string[];
  /** One for each of the arguments', whatever it is called by now; null: it is gone. */
  readonly volumes: readonly (LogicalVolume | null)[];
};

/**
 * Brings an instance back from the bin: one that is in the cluster no more is added anew as it was, and adopts its disks; one that still is gets their names back,
 * lvrename(8).
 */
export const restore = action({
  name: 'ganeti.restore',
  risk: 'safe',
  args: Args,
  claims: ({ node, own }) => [
    { kind: 'memory', node, bytes: memoryOf({ own }) },
    ...own.nics.map(({ mac }) => ({ kind: 'mac', mac }) as const),
  ],
  title: ({ instance }) => `give ${instance} back from the bin, with its disks`,
  facts: (args) => ({
    instances: configuredFact(args.host),
    known: instanceVolumesFact(args.host, args.config),
    volumes: volumesFacts(args),
  }),
  see: (args, { instances, known, volumes }): Seen => ({
    instance: instances.find(({ name }) => name === args.instance) ?? null,
    rival:
      instances.find(({ name, macs }) => name !== args.instance && macs.some((mac) => hasMac(args, mac)))?.name ?? null,
    known: (known.get(args.instance) ?? []).map(({ name }) => name),
    volumes: args.disks.map((disk) => besides(args, disk, volumes).find(({ uuid }) => uuid === disk.lv) ?? null),
  }),
  judge: (args, { instance, rival, volumes }) => {
    const { instance: name, storage, vm } = args;
    const isOld = instance?.uuid === args.uuid;
    if (instance && !isOld && !instance.macs.some((mac) => hasMac(args, mac)))
      return {
        is: 'blocked',
        why: `Ganeti has another ${name} by now: its name has to be free for ${vm} to come back`,
      };
    const gone = args.disks.filter((_, index) => !volumes[index]);
    if (gone.length > 0) {
      const places = gone.map(({ volume, vg = args.vg }) => `${vg}/${volume}`).join(', ');
      return { is: 'blocked', why: `it is not in the bin any more: there is no ${places} on ${storage}` };
    }
    if (!instance && rival) return { is: 'blocked', why: `${rival} has the MAC of ${name} by now` };
    const untagging = args.disks.flatMap(({ vg = args.vg }, index) => {
      const volume = volumes[index];
      return volume ? untagCommand(volume, `${vg}/${isOld ? args.disks[index]?.was : `UUID.disk${index}`}`) : [];
    });
    const renaming = isOld
      ? args.disks.flatMap(({ volume, was, vg = args.vg }, index) =>
          volumes[index]?.name === was ? [] : [`lvrename ${vg} ${volume} ${was}`],
        )
      : [];
    const adding = instance ? [] : [['gnt-instance', 'add', ...options(args)].join(' ')];
    const commands = [...adding, ...renaming, ...untagging];
    return commands.length === 0
      ? { is: 'done', why: `${name} is back from the bin` }
      : { is: 'todo', effect: { commands } };
  },
  async apply(args, { instance, volumes }, applying) {
    const { storage, host } = args;
    const isOld = instance?.uuid === args.uuid;
    const moves = args.disks.flatMap(({ volume, was, vg = args.vg }, index) => {
      const now = volumes[index]?.name;
      // An add that died between renaming the volumes and registering the instance left them under names nobody knows.
      const wanted = instance ? (isOld ? was : now) : volume;
      return now === undefined || now === wanted ? [] : [`rename ${vg} ${now} ${wanted}\n`];
    });
    const doing = (what: string, lines: readonly string[]) =>
      lines.length === 0
        ? undefined
        : run(applying.hosts, storage, what, { script: movesScript, stdin: lines.join('') });
    await doing(`giving ${args.instance} its disks back`, moves);
    if (!instance) {
      await runGanetiJob(applying, host, 'add', options(args));
      applying.fault('ganeti.unbinned');
    }
    await run(applying.hosts, storage, `taking the bin's tags off the disks of ${args.instance}`, {
      script: untagScript,
      stdin: args.disks
        .flatMap(({ vg = args.vg, lv }, index) => {
          const tag = volumes[index] && binTagOf(volumes[index]);
          return tag ? [`${vg} ${lv} ${tag}\n`] : [];
        })
        .join(''),
    });
  },
  receipt: {
    schema: z.object({
      /** Of the instance that was added; null: the one of before was there still. */
      uuid: uuid.nullable(),
      /** Names of its disks' volumes. */
      volumes: z.array(z.string()),
    }),
    of: (args, before, after) => {
      if (before.instance || !after.instance || after.instance.uuid === args.uuid) return null;
      return after.instance.macs.some((mac) => hasMac(args, mac))
        ? { uuid: after.instance.uuid, volumes: [...after.known] }
        : null;
    },
  },
  lasting: { name: instanceOf },
  thing: (args, receipt) => instanceThing(args, receipt?.uuid ? { uuid: receipt.uuid } : null),
  undo: ({ own: _, disks, ...args }, { uuid: made, volumes }) => {
    if (made === null) return { by: [] };
    const again = disks.map(({ vg }, index) => ({ volume: volumes[index] ?? '', ...(vg !== undefined && { vg }) }));
    return { by: [{ action: 'ganeti.bin', args: { ...args, uuid: made, disks: again } }], identified: true };
  },
});

/** Of a step that brings an instance back: its first MAC, the node it comes back on, and bytes of memory it may have. */
export function returns({ action: name, args }: Invocation): ReturnType<Hypervisor['returns']> {
  const given = name === restore.name ? Args.safeParse(args).data : undefined;
  const mac = given?.own.nics[0]?.mac;
  return given && mac !== undefined ? { mac, node: given.node, memory: memoryOf(given) } : undefined;
}

/** Bytes that it may have; 0: the cluster's default, which the configuration of the instance does not say. */
function memoryOf({ own }: Pick<Args, 'own'>): number {
  return mebibytes(Number(own.backend.maxmem ?? 0));
}

function hasMac({ own }: Pick<Args, 'own'>, mac: string): boolean {
  return own.nics.some((card) => card.mac === mac);
}

/** As it was, and down; its name need not resolve yet, nor be asked on the network, for its records come after it. */
function options(args: Args): readonly string[] {
  const disks = args.disks.flatMap(({ volume, vg = args.vg }, index) => [
    '--disk',
    `${index}:adopt=${volume},vg=${vg}`,
  ]);
  const fixed = ['-t', 'plain', ...disks, '--no-install', '--no-start', '--no-name-check', '--no-ip-check'];
  return ['-n', args.node, ...ownOptions(args.own), ...fixed, args.instance];
}

/** Standard input: `VG UUID TAG`, a line each: the volume is found by LVM's identity of it, for Ganeti gave it a name. */
const untagScript = `
while read -r vg lv tag; do
  name=$(as_root lvs --noheadings -o lv_name,lv_uuid -- "$vg" </dev/null | while read -r name uuid; do
    [ "$uuid" != "$lv" ] || printf '%s' "$name"
  done) || exit
  [ -n "$name" ] || { echo "there is no volume $lv in $vg" >&2; exit 1; }
  as_root lvchange --deltag "$tag" -- "$vg/$name" </dev/null || exit
done
`;

import * as z from 'zod';
import { action } from '../../src/engine/action.ts';
import * as s from '../../src/farm/config/scalars.ts';
import type { Group } from '../lvm/facts.ts';
import { lvmName } from '../lvm/names.ts';
import { wholeMebibytes } from './args.ts';
import { furtherFacts, inOwnGroup, whyNoFurtherRoom } from './further-groups.ts';
import { runs } from './instances.ts';
import { runGanetiJob } from './job.ts';
import { backArgs, notThere, type Placed, placing, placingArgs, whyNoRoom, whyUnfit } from './placing.ts';

const Args = z.strictObject({
  ...placingArgs,
  /** Bytes of its disks. */
  bytes: z.int().nonnegative(),
  /** The farm's own volume group, and that of each disk, where they are not all in it. */
  vg: lvmName.optional(),
  groups: z.array(lvmName).optional(),
  /** The host of the node it goes to, where farm.yaml has one and that is to be asked for room in them. */
  storage: s.label.optional(),
  /** What its balloon leaves it where it comes from: an undo brings it back running, with all its memory. */
  balloon: z
    .strictObject({ host: s.label, monitors: s.remotePath, bytes: wholeMebibytes, timeout: z.int().positive() })
    .optional(),
});
type Args = z.infer<typeof Args>;

type Seen = Placed & {
  /** What the node it goes to has of the further volume groups. */
  readonly further?: readonly (Group | null)[];
};

/**
 * Brings an instance whose disks are on one node alone to another, gnt-instance(8): they are copied over the network, and removed where they
 * were once they are whole there. It is down meanwhile. One that runs, as after its plan was done, Ganeti stops for it, and starts again.
 */
export const move = action({
  name: 'ganeti.move',
  risk: 'disruptive',
  args: Args,
  work: ({ bytes }) => Math.max(1, bytes),
  claims: ({ to, memory }) => (memory > 0 ? [{ kind: 'memory', node: to, bytes: memory }] : []),
  title: ({ instance, from, to }) => `move ${instance} with its disks from ${from} to ${to}`,
  facts: (args) => ({
    ...placing.facts(args),
    further: args.storage === undefined ? [] : furtherFacts(args.storage, args),
  }),
  see: (args, { further = [], ...read }): Seen => ({
    ...placing.see(args, read),
    ...(further.length > 0 && { further }),
  }),
  judge: (args, seen, planning) => {
    const settled = notThere(args, seen);
    const { instance, target, further } = seen;
    if (settled || !instance) return settled ?? { is: 'blocked', why: `Ganeti has no instance ${args.instance}` };
    // Where it is to be started again after, that takes memory too.
    const memory = runs(instance) || args.memory > 0 ? instance.memory : 0;
    const disk = inOwnGroup(args, instance.disks).reduce((sum, bytes) => sum + bytes, 0);
    const why =
      whyUnfit(instance) ??
      whyNoRoom(args.to, target, { memory, disk }) ??
      (further ? whyNoFurtherRoom(args.to, args, instance.disks, further) : null);
    if (why !== null) return { is: 'blocked', why };
    if (runs(instance) && !planning && !args.back)
      return { is: 'blocked', why: `${args.instance} runs: stop it first` };
    return { is: 'todo', effect: { commands: [['gnt-instance', 'move', ...options(args)].join(' ')] } };
  },
  apply: (args, _seen, applying) => runGanetiJob(applying, args.host, 'move', options(args)),
  receipt: {
    schema: placing.receipt.schema,
    of: (args, before: Seen, after: Seen) => placing.receipt.of(args, before, after),
  },
  sets: placing.sets,
  lasting: placing.lasting,
  undo: ({ balloon, storage: _, ...args }, receipt) => {
    const back = { action: 'ganeti.move', args: backArgs(args, receipt) };
    if (!balloon) return { by: [back] };
    const placed = { host: args.host, node: receipt.from };
    const again = { instance: args.instance, placed, from: args.memory, starting: true, arriving: true };
    return { by: [back, { action: 'balloon.set', args: { ...balloon, ...again } }] };
  },
});

function options({ instance, to }: Args): readonly string[] {
  return ['-f', '-n', to, instance];
}

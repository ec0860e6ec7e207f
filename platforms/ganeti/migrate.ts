import * as z from 'zod';
import { action } from '../../src/engine/action.ts';
import { runGanetiJob } from './job.ts';
import { backArgs, mirroredArgs, notThere, placing, whyNoMirror, whyNoRoom, whyUnfit } from './placing.ts';

const Args = z.strictObject({
  ...mirroredArgs,
  /** An earlier step of the same plan drains the node it comes from; of an undoing, has the node it goes back to given instances again. */
  drains: z.boolean().default(false),
});
type Args = z.infer<typeof Args>;

/**
 * Brings an instance to the node that has its disks too, gnt-instance(8): one that runs is migrated and goes on running; of one that is down,
 * Ganeti only writes down the other node (`failover`). It is never started or stopped by it.
 */
export const migrate = action({
  name: 'ganeti.migrate',
  risk: 'disruptive',
  args: Args,
  claims: ({ to, memory }) => (memory > 0 ? [{ kind: 'memory', node: to, bytes: memory }] : []),
  title: ({ instance, from, to }) => `migrate ${instance} from ${from} to ${to}`,
  ...placing,
  judge: (args, seen, planning) => {
    const settled = notThere(args, seen);
    const { instance, target } = seen;
    if (settled || !instance) return settled ?? { is: 'blocked', why: `Ganeti has no instance ${args.instance}` };
    const memory = instance.status === 'running' ? instance.memory : 0;
    const role = planning && args.back && args.drains && target?.role === 'D' ? 'R' : target?.role;
    const why =
      whyUnfit(instance) ??
      whyNoMirror(instance, args.to, args.shared) ??
      whyNoRoom(args.to, target && role ? { ...target, role } : null, { memory });
    if (why !== null) return { is: 'blocked', why };
    return { is: 'todo', effect: { commands: [['gnt-instance', ...words(args, instance.status)].join(' ')] } };
  },
  async apply(args, { instance }, applying) {
    const [verb = '', ...options] = words(args, instance?.status);
    await runGanetiJob(applying, args.host, verb, options);
  },
  undo: (args, receipt) => {
    const { host, drains } = args;
    const back = { action: 'ganeti.migrate', args: backArgs(args, receipt) };
    if (!drains) return { by: [back] };
    // Of several instances each is recognized by its own identity, whatever became of the others.
    return {
      by: [{ action: 'ganeti.drain', args: { host, node: receipt.from, drained: false } }, back],
      identified: true,
    };
  },
});

function words({ instance, to, shared }: Args, status: string | undefined): readonly string[] {
  return [status === 'running' ? 'migrate' : 'failover', '-f', ...(shared ? ['-n', to] : []), instance];
}

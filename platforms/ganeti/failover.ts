import * as z from 'zod';
import { action } from '../../src/engine/action.ts';
import { runGanetiJob } from './job.ts';
import { backArgs, mirroredArgs, notThere, placing, whyNoMirror, whyNoRoom, whyUnfit } from './placing.ts';

const Args = z.strictObject({
  ...mirroredArgs,
  /** Its node was offline when the plan was made: Ganeti goes by the other copy of its disks, whatever that lacks. */
  lost: z.boolean(),
});
type Args = z.infer<typeof Args>;

/**
 * Has an instance go on at the other copy of its disks, gnt-instance(8): it is stopped where it was and started there. Where its node is
 * marked offline, nothing is stopped, and a copy that is behind is taken as it is; of a node that only does not answer, Ganeti refuses that,
 * since the instance may run there still.
 */
export const failover = action({
  name: 'ganeti.failover',
  risk: 'disruptive',
  args: Args,
  claims: ({ to, memory }) => [{ kind: 'memory', node: to, bytes: memory }],
  title: ({ instance, from, to }) => `fail ${instance} over from ${from} to ${to}`,
  ...placing,
  judge: (args, seen) => {
    const { from, to, shared, lost } = args;
    const settled = notThere(args, seen);
    const { instance, source, target } = seen;
    if (settled?.is === 'done' && instance && whyUnfit(instance) !== null)
      return {
        is: 'blocked',
        why: `${instance.name} is on ${to} by now, and does not run (${instance.status}): start it`,
      };
    if (settled || !instance) return settled ?? { is: 'blocked', why: `Ganeti has no instance ${args.instance}` };
    const why =
      whyAtSource(source?.role, { from, lost }) ??
      whyNoMirror(instance, to, shared) ??
      whyNoRoom(to, target, { memory: instance.memory });
    if (why !== null) return { is: 'blocked', why };
    return { is: 'todo', effect: { commands: [['gnt-instance', 'failover', ...options(args)].join(' ')] } };
  },
  apply: (args, _seen, applying) => runGanetiJob(applying, args.host, 'failover', options(args)),
  undo: ({ lost: _, ...args }, receipt) => ({ by: [{ action: 'ganeti.migrate', args: backArgs(args, receipt) }] }),
});

/** Whether the node it comes from is as it was when the plan was made: what may be lost was approved for that alone. */
function whyAtSource(role: string | undefined, { from, lost }: Pick<Args, 'from' | 'lost'>): string | null {
  if (lost && role !== 'O')
    return `${from} is not marked offline any more: plan again, since a migration may do it without interruption`;
  if (!lost && role === 'O') return `${from} is marked offline by now: plan again, since something may be lost then`;
  return null;
}

function options({ instance, to, shared }: Args): readonly string[] {
  return ['-f', ...(shared ? ['-n', to] : []), instance];
}

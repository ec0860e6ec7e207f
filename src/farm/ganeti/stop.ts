import * as z from 'zod';
import { action } from '../../engine/action.ts';
import { instanceArgs } from './args.ts';
import { type GanetiInstance, instancesFact, runs } from './instances.ts';
import { runGanetiJob } from './job.ts';

const Args = z.strictObject({
  ...instanceArgs,
  /** Seconds the guest has to shut down by itself before it is cut off; Ganeti's own default. */
  timeout: z.int().positive().default(120),
});
type Args = z.infer<typeof Args>;

type Seen = { readonly instance: GanetiInstance | null };

/** Shuts an instance down, gnt-instance(8). */
export const stop = action<Args, Seen>({
  name: 'ganeti.stop',
  risk: 'disruptive',
  args: Args,
  title: ({ instance }) => `stop ${instance}`,
  facts: ({ host }) => [instancesFact(host)],
  see: (args, [instances]) => ({
    instance: (instances as readonly GanetiInstance[]).find(({ name }) => name === args.instance) ?? null,
  }),
  judge: (args, { instance }) => {
    if (!instance) return { is: 'done', why: `Ganeti has no instance ${args.instance}` };
    if (['ADMIN_down', 'ADMIN_offline'].includes(instance.status))
      return { is: 'done', why: `${args.instance} is down` };
    const command = `gnt-instance stop --timeout=${args.timeout} ${args.instance}`;
    return { is: 'todo', effect: { commands: [command] } };
  },
  apply: ({ host, instance, timeout }, _seen, applying) =>
    runGanetiJob(applying, host, 'stop', [`--timeout=${timeout}`, instance]),
  receipt: (_args, before, after) =>
    before.instance && runs(before.instance) && after.instance && !runs(after.instance) ? { stopped: true } : null,
  undo: ({ host, instance }) => ({ by: [{ action: 'ganeti.start', args: { host, instance } }] }),
});

import * as z from 'zod';
import { action } from '../../src/engine/action.ts';
import { instanceArgs, monitor } from './args.ts';
import { memoryOf } from './balloon.ts';
import { powerOf } from './identity.ts';
import { instancesFact, runs } from './instances.ts';
import { runGanetiJob } from './job.ts';
import type { GanetiInstance } from './rows.ts';

const Args = z.strictObject({
  ...instanceArgs,
  /** An earlier step of the same plan stops it. */
  again: z.boolean().default(false),
  /** For the stop that takes it back. */
  monitor: monitor.optional(),
});

type Seen = { readonly instance: GanetiInstance | null };

/** Starts an instance, gnt-instance(8). Its balloon is empty afterwards: it has all of its memory. */
export const start = action({
  name: 'ganeti.start',
  risk: 'safe',
  args: Args,
  title: ({ instance }) => `start ${instance}`,
  facts: ({ host }) => ({ instances: instancesFact(host) }),
  see: (args, { instances }): Seen => ({
    instance: instances.find(({ name }) => name === args.instance) ?? null,
  }),
  judge: (args, { instance }, planning) => {
    const todo = { is: 'todo', effect: { commands: [`gnt-instance start ${args.instance}`] } } as const;
    if (!instance) return planning ? todo : { is: 'blocked', why: `Ganeti has no instance ${args.instance}` };
    if (planning && args.again) return todo;
    if (instance.status === 'running') return { is: 'done', why: `${args.instance} runs` };
    const down = ['ADMIN_down', 'ERROR_down', 'USER_down', 'ERROR_up'];
    if (down.includes(instance.status)) return todo;
    return { is: 'blocked', why: `Ganeti says ${instance.status} of ${args.instance}: look at its node first` };
  },
  apply: ({ host, instance }, _seen, applying) =>
    runGanetiJob(applying, host, 'start', [instance], {
      opcode: { OP_ID: 'OP_INSTANCE_STARTUP', instance_name: instance, force: false },
    }),
  opens: true,
  receipt: {
    schema: z.object({ started: z.literal(true) }),
    // What the same plan stopped first is as it was: the stop's own undoing starts it where this never came to be.
    of: ({ again }, before, after) =>
      !again && !(before.instance && runs(before.instance)) && after.instance && runs(after.instance)
        ? { started: true }
        : null,
  },
  sets: powerOf,
  lasting: {
    name: powerOf,
    // A guest that is started has all its memory.
    ends: (args) => [memoryOf(args)],
    again: (args) => ({ ...args, again: false }),
    now: (_args, { instance }) =>
      instance && !runs(instance) && !instance.status.startsWith('ERROR_node')
        ? `it is down (${instance.status})`
        : undefined,
  },
  undo: ({ again: _, ...args }) => ({ by: [{ action: 'ganeti.stop', args }] }),
});

import * as z from 'zod';
import { action } from '../../src/engine/action.ts';
import { Identified, instanceArgs, uuid } from './args.ts';
import { memoryOf } from './balloon.ts';
import { identityOf, instanceOf, powerOf } from './identity.ts';
import { instancesFact, runs } from './instances.ts';
import { runGanetiJob } from './job.ts';
import type { GanetiInstance } from './rows.ts';

const Args = z.strictObject({
  ...instanceArgs,
  /** The instance meant; without it, whichever has the name. */
  uuid: uuid.optional(),
});

type Seen = { readonly instance: GanetiInstance | null };

/** Removes an instance and its disks, gnt-instance(8): nothing after it can bring them back. */
export const remove = action({
  name: 'ganeti.remove',
  risk: 'destructive',
  args: Args,
  title: ({ instance }) => `remove ${instance} and its disks`,
  facts: ({ host }) => ({ instances: instancesFact(host) }),
  see: (args, { instances }): Seen => ({
    instance: instances.find(({ name }) => name === args.instance) ?? null,
  }),
  judge: (args, { instance }, planning) => {
    if (!instance) return { is: 'done', why: `Ganeti has no instance ${args.instance}` };
    if (args.uuid !== undefined && instance.uuid !== args.uuid)
      return { is: 'done', why: `${args.instance} is another instance now, which is left alone` };
    if (runs(instance) && !planning) return { is: 'blocked', why: `${args.instance} runs: stop it first` };
    return { is: 'todo', effect: { commands: [`gnt-instance remove ${args.instance}`] } };
  },
  apply: ({ host, instance }, _seen, applying) => runGanetiJob(applying, host, 'remove', ['--force', instance]),
  receipt: {
    schema: Identified,
    of: (_args, before, after) => (before.instance && !after.instance ? { uuid: before.instance.uuid } : null),
  },
  removed: (_args, { uuid }) => identityOf(uuid),
  lasting: { name: instanceOf, gone: () => true, ends: (args) => [powerOf(args), memoryOf(args)] },
  undo: ({ instance }) => ({ cannot: `what was on the disks of ${instance} is lost` }),
});

import * as z from 'zod';
import { action } from '../../src/engine/action.ts';
import { Identified, instanceArgs, uuid } from './args.ts';
import { drillInstance } from './drill-name.ts';
import { identityOf, instanceOf } from './identity.ts';
import { configuredFact } from './instances.ts';
import { runGanetiJob } from './job.ts';
import type { ConfiguredInstance } from './rows.ts';

const Args = z.strictObject({
  ...instanceArgs,
  /** A name that only a drill gives, and each drill another. */
  instance: drillInstance,
  /** The instance meant, in an undoing. */
  uuid: uuid.optional(),
});

type Seen = { readonly instance: ConfiguredInstance | null };

/** Seconds the guest has to shut down by itself: what it has on its disks goes with it. */
const patience = 1;

/**
 * Removes an instance that a drill made, with its disks, whether it runs or not, gnt-instance(8). Nobody can have worked with it: it has no network. One that has got a
 * network card by now is left alone.
 */
export const dismiss = action({
  name: 'ganeti.dismiss',
  risk: 'safe',
  args: Args,
  title: ({ instance }) => `remove ${instance} and its disks, which were there for the drill alone`,
  facts: ({ host }) => ({ instances: configuredFact(host) }),
  see: (args, { instances }): Seen => ({ instance: instances.find(({ name }) => name === args.instance) ?? null }),
  judge: (args, { instance }, planning) => {
    const todo = {
      is: 'todo',
      effect: { commands: [`gnt-instance remove --shutdown-timeout=${patience} ${args.instance}`] },
    } as const;
    if (!instance)
      return planning && args.uuid === undefined
        ? todo
        : { is: 'done', why: `Ganeti has no instance ${args.instance}` };
    if (args.uuid !== undefined && instance.uuid !== args.uuid)
      return { is: 'done', why: `${args.instance} is another instance now, which is left alone` };
    if (instance.macs.length > 0)
      return {
        is: 'blocked',
        why: `${args.instance} has a network card by now (MAC ${instance.macs.join(', ')}): see who uses it, and remove it by hand`,
      };
    return todo;
  },
  apply: ({ host, instance }, _seen, applying) =>
    runGanetiJob(applying, host, 'remove', ['--force', `--shutdown-timeout=${patience}`, instance]),
  receipt: {
    schema: Identified,
    of: (_args, before, after) => (before.instance && !after.instance ? { uuid: before.instance.uuid } : null),
  },
  removed: (_args, { uuid }) => identityOf(uuid),
  lasting: { name: instanceOf, gone: () => true },
  undo: () => ({ by: [] }),
});

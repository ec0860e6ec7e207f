import * as z from 'zod';
import { action } from '../../src/engine/action.ts';
import { instanceArgs } from './args.ts';
import { judgeGiven } from './given.ts';
import { sizesFact } from './instances.ts';
import { runGanetiJob } from './job.ts';
import type { Sizes } from './rows.ts';

const count = z.int().min(1);

const Args = z.strictObject({
  ...instanceArgs,
  count,
  /** Only while there are still as many as were left: what an undo expects to find. */
  from: count.optional(),
});
type Args = z.infer<typeof Args>;

type Seen = { readonly sizes: Sizes | null };

/** Sets how many virtual CPUs an instance has, gnt-instance(8): in the cluster's configuration, for its next start. */
export const vcpus = action({
  name: 'ganeti.vcpus',
  risk: 'disruptive',
  args: Args,
  title: ({ instance, count }) => `give ${instance} ${shown(count)} from its next start on`,
  facts: ({ host }) => ({ sizes: sizesFact(host) }),
  see: (args, { sizes }): Seen => ({ sizes: sizes.find(({ name }) => name === args.instance) ?? null }),
  judge: (args, { sizes }) =>
    judgeGiven({
      instance: args.instance,
      sizes,
      has: ({ vcpus }) => vcpus,
      wanted: args.count,
      from: args.from,
      shown,
      options: () => options(args),
    }),
  apply: (args, _seen, applying) => runGanetiJob(applying, args.host, 'modify', options(args)),
  receipt: {
    schema: z.object({ was: count }),
    of: ({ count }, before, after) =>
      before.sizes && before.sizes.vcpus !== count && after.sizes?.vcpus === count ? { was: before.sizes.vcpus } : null,
  },
  sets: ({ instance }) => `virtual CPUs of ${instance}`,
  lasting: {
    name: ({ instance }) => `virtual CPUs of ${instance}`,
    again: ({ from: _, ...args }) => args,
    now: (_args, { sizes }) => (sizes ? `it has ${shown(sizes.vcpus)}` : undefined),
  },
  undo: ({ host, instance, count }, { was }) => ({
    by: [{ action: 'ganeti.vcpus', args: { host, instance, count: was, from: count } }],
  }),
});

function options({ count, instance }: Args): readonly string[] {
  return ['-B', `vcpus=${count}`, instance];
}

function shown(count: number): string {
  return `${count} virtual CPU${count === 1 ? '' : 's'}`;
}

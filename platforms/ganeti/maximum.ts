import * as z from 'zod';
import { action } from '../../src/engine/action.ts';
import { showSize } from '../../src/farm/units.ts';
import { instanceArgs, wholeMebibytes } from './args.ts';
import { judgeGiven } from './given.ts';
import { sizesFact } from './instances.ts';
import { runGanetiJob } from './job.ts';
import type { Sizes } from './rows.ts';
import { ganetiSize } from './units.ts';

const Args = z.strictObject({
  ...instanceArgs,
  /** Memory it may have from its next start on. */
  bytes: wholeMebibytes,
  /** Memory it is given at least; without it, as much where it was given as much before, and never more. */
  minimum: wholeMebibytes.optional(),
  /** Only while its maximum is still as it was left: what an undo expects to find. */
  from: wholeMebibytes.optional(),
});
type Args = z.infer<typeof Args>;

type Seen = { readonly sizes: Sizes | null };

/** Sets the memory an instance may have, gnt-instance(8): in the cluster's configuration, for its next start. */
export const maximum = action({
  name: 'ganeti.maximum',
  risk: 'disruptive',
  args: Args,
  title: ({ instance, bytes }) => `give ${instance} at most ${showSize(bytes)} of memory from its next start on`,
  facts: ({ host }) => ({ sizes: sizesFact(host) }),
  see: (args, { sizes }): Seen => ({ sizes: sizes.find(({ name }) => name === args.instance) ?? null }),
  judge: (args, { sizes }) =>
    judgeGiven({
      instance: args.instance,
      sizes,
      has: ({ maximum }) => maximum,
      wanted: args.bytes,
      from: args.from,
      shown: (bytes) => `at most ${showSize(bytes)}`,
      options: (now) => options(args, now),
    }),
  async apply(args, { sizes }, applying) {
    if (!sizes) throw new Error(`${args.host}: Ganeti has no instance ${args.instance}`);
    await runGanetiJob(applying, args.host, 'modify', options(args, sizes));
  },
  receipt: {
    schema: z.object({ was: wholeMebibytes, minimum: wholeMebibytes }),
    of: ({ bytes }, before, after) =>
      before.sizes && before.sizes.maximum !== bytes && after.sizes?.maximum === bytes
        ? { was: before.sizes.maximum, minimum: before.sizes.minimum }
        : null,
  },
  sets: ({ instance }) => `maximum memory of ${instance}`,
  lasting: {
    name: ({ instance }) => `maximum memory of ${instance}`,
    again: ({ from: _, ...args }) => args,
    now: (_args, { sizes }) => (sizes ? `it has at most ${showSize(sizes.maximum)}` : undefined),
  },
  undo: ({ host, instance, bytes }, { was, minimum }) => ({
    by: [{ action: 'ganeti.maximum', args: { host, instance, bytes: was, minimum, from: bytes } }],
  }),
});

/** Both are said, for Ganeti lets a maximum be below the minimum. */
function options({ instance, bytes, minimum }: Args, sizes: Sizes): readonly string[] {
  const least = sizes.minimum === sizes.maximum ? bytes : Math.min(sizes.minimum, bytes);
  return ['-B', `maxmem=${ganetiSize(bytes)},minmem=${ganetiSize(minimum ?? least)}`, instance];
}

import * as z from 'zod';
import { action } from '../../src/engine/action.ts';
import * as s from '../../src/farm/config/scalars.ts';
import { type Patches, patchesSchema, whereArgs, whereOf } from './args.ts';
import { edit, effectOf, type Firewall, firewallFacts, firewallOf, guarded, readFirewall } from './change.ts';
import { forwards } from './port-forwards.ts';
import { takeOver } from './switch.ts';
import { patchesOf, whyStays, withoutForward } from './texts.ts';

const Args = z.strictObject({
  ...whereArgs,
  /** Only while the param has it. */
  address: s.address.optional(),
  /** Only the rule of this port; without it every rule to the VM, because the VM goes. */
  port: s.port.optional(),
  /** The change that is taken back. */
  restore: patchesSchema.optional(),
});
type Args = z.infer<typeof Args>;

type Seen = {
  /** Why the param stays, where it does. */
  readonly stays?: string;
  /** What is too much in the files. */
  readonly surplus: Patches;
  /** The running rules still forward what the files will no longer. */
  readonly active: boolean;
  readonly started: boolean;
  readonly pending: boolean;
};

function seen(args: Args, { texts, running, started, pending, wall }: Firewall): Seen {
  const after = withoutForward(args, texts, wall);
  const address = args.address ?? wall.values.get(args.param);
  const stays = new Set(forwards(after.rules, after.params).map((one) => `${one.port} ${one.address}:${one.toPort}`));
  const start = args.port === undefined ? '' : `${args.port} `;
  const surplus = patchesOf(texts, after);
  const why = surplus.params === null && surplus.rules !== null ? whyStays(args.param, after, wall) : undefined;
  return {
    surplus,
    active: running.some((entry) => entry.startsWith(start) && entry.includes(` ${address}:`) && !stays.has(entry)),
    started,
    pending,
    ...(why !== undefined && { stays: why }),
  };
}

/** Ends the forwarding of ports to a VM, loaded under the dead man's switch as every change of the firewall. */
export const removeForward = action({
  name: 'shorewall.unforward',
  risk: 'disruptive',
  removes: true,
  args: Args,
  joins: true,
  title: ({ port, param }) =>
    port === undefined ? `end all port forwards to ${param}` : `end the forward of port ${port} to ${param}`,
  facts: firewallFacts,
  see: (args, values) => seen(args, firewallOf(args, values)),
  judge: (args, { surplus, active, started, pending, stays }) => {
    if (!surplus.rules && !surplus.params && !active && !pending)
      return { is: 'done', why: `the firewall has nothing of ${args.param} to be removed` };
    const effect = effectOf(args, surplus, started);
    return {
      is: 'todo',
      effect: stays === undefined ? effect : { ...effect, commands: [`# ${stays}`, ...effect.commands] },
    };
  },
  async apply(args, before, applying) {
    const left = await takeOver(args, applying);
    const now = await readFirewall(args, applying);
    const { surplus, active, started } = left ? seen(args, now) : before;
    if (!surplus.rules && !surplus.params && !active) return;
    const change = started ? guarded : edit;
    await change(args, applying, (texts) => withoutForward(args, texts, now.wall));
  },
  receipt: {
    schema: patchesSchema,
    of: (_args, before, after) => {
      const made = (file: keyof Patches) => (after.surplus[file] ? null : before.surplus[file]);
      const patches = { rules: made('rules'), params: made('params') };
      return patches.rules || patches.params ? patches : null;
    },
  },
  undo: (args, removed) => ({ by: [{ action: 'shorewall.restore', args: { ...whereOf(args), removed } }] }),
});

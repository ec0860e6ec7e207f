import * as z from 'zod';
import { action } from '../../engine/action.ts';
import { readFacts } from '../../engine/look.ts';
import { forwardArgs, restore } from './args.ts';
import { changesOf, edit, firewallFacts, firewallSeen, guarded, reloadCommands } from './change.ts';
import { forwards } from './rules.ts';
import { takeOver } from './switch.ts';
import { type Patches, patchesOf, unforwarded } from './texts.ts';

const Args = z.strictObject({
  ...forwardArgs,
  /** Every rule to the VM goes, not only that of the port: the VM itself goes. */
  all: z.boolean().default(false),
});
type Args = z.infer<typeof Args>;

type Seen = {
  /** What is too much in the files. */
  readonly surplus: Patches;
  /** The running rules still forward what the files will no longer. */
  readonly active: boolean;
  readonly started: boolean;
  /** A change of it is still under the dead man's switch, or broke off there. */
  readonly pending: boolean;
};

function see(args: Args, facts: readonly unknown[]): Seen {
  const { texts, running, started, pending } = firewallSeen(args, facts);
  const after = unforwarded(args, texts);
  const stays = new Set(forwards(after.rules, after.params).map((one) => `${one.port} ${one.address}:${one.toPort}`));
  const ours = (entry: string) =>
    args.all ? entry.includes(` ${args.address}:`) : entry === `${args.port} ${args.address}:${args.toPort}`;
  return {
    surplus: patchesOf(texts, after),
    active: running.some((entry) => ours(entry) && !stays.has(entry)),
    started,
    pending,
  };
}

/** Ends the forwarding of a port, or of all ports, to a VM; loaded under the dead man's switch as every change of the firewall. */
export const unforward = action<Args, Seen>({
  name: 'shorewall.unforward',
  risk: 'disruptive',
  args: Args,
  title: ({ all, port, address }) =>
    all ? `end every port forward to ${address}` : `end the forward of port ${port} to ${address}`,
  facts: firewallFacts,
  see,
  judge: (args, { surplus, active, started, pending }) => {
    if (!surplus.rules && !surplus.params && !active && !pending) {
      return { is: 'done', why: `port ${args.port} is not forwarded to ${args.address}` };
    }
    const commands = started ? reloadCommands(args) : [];
    return { is: 'todo', effect: { commands, changes: changesOf(args, surplus) } };
  },
  async apply(args, seen, applying) {
    const left = await takeOver(args, applying);
    const { surplus, active, started } = left ? see(args, await readFacts(applying.hosts, firewallFacts(args))) : seen;
    if (!surplus.rules && !surplus.params && !active) return;
    if (started) await guarded(args, applying, (texts) => unforwarded(args, texts));
    else await edit(args, applying, (texts) => unforwarded(args, texts));
  },
  receipt: (_args, before, after) => {
    const made = (file: keyof Patches) => (after.surplus[file] ? null : before.surplus[file]);
    const receipt = { rules: made('rules'), params: made('params') };
    return receipt.rules || receipt.params ? receipt : null;
  },
  undo: ({ all: _, ...args }, receipt) => ({
    by: [{ action: 'shorewall.forward', args: { ...args, restore: restore.parse(receipt) } }],
  }),
});

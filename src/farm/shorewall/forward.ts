import * as z from 'zod';
import { action } from '../../engine/action.ts';
import { readFacts } from '../../engine/look.ts';
import { type ForwardArgs, forwardArgs, restore } from './args.ts';
import { changesOf, edit, firewallFacts, firewallSeen, guarded, reloadCommands } from './change.ts';
import { isRule, withoutRules } from './rules.ts';
import { takeOver } from './switch.ts';
import { forwarded, inTheWay, type Patches, patchesOf } from './texts.ts';

const Args = z.strictObject(forwardArgs);

type Seen = {
  readonly problem: string | null;
  /** What the files lack. */
  readonly missing: Patches;
  /** The running rules forward the port. */
  readonly active: boolean;
  readonly started: boolean;
  /** A change of it is still under the dead man's switch, or broke off there. */
  readonly pending: boolean;
};

function see(args: ForwardArgs, facts: readonly unknown[]): Seen {
  const { texts, running, started, pending } = firewallSeen(args, facts);
  const problem = inTheWay(args, texts) ?? null;
  return {
    problem,
    missing: problem === null ? patchesOf(texts, forwarded(args, texts)) : { rules: null, params: null },
    active: running.includes(`${args.port} ${args.address}:${args.toPort}`),
    started,
    pending,
  };
}

/** Forwards a port to a VM: a Shorewall param and a DNAT rule, loaded under a dead man's switch. */
export const forward = action<ForwardArgs, Seen>({
  name: 'shorewall.forward',
  risk: 'disruptive',
  args: Args,
  title: ({ port, address, toPort }) => `forward port ${port} to ${address} port ${toPort}`,
  facts: firewallFacts,
  see,
  judge: (args, { problem, missing, active, started, pending }) => {
    if (problem !== null) return { is: 'blocked', why: problem };
    if (!started && !pending) {
      const why = `the firewall of ${args.host} is not started: start it (shorewall start), then try again`;
      return { is: 'blocked', why };
    }
    const complete = !missing.rules && !missing.params;
    if (complete && active && !pending)
      return { is: 'done', why: `port ${args.port} leads to ${args.address} port ${args.toPort}` };
    return { is: 'todo', effect: { commands: reloadCommands(args), changes: changesOf(args, missing) } };
  },
  async apply(args, seen, applying) {
    const { missing, active, started } = (await takeOver(args, applying)) ? await again(args, applying) : seen;
    if (!missing.rules && !missing.params && active) return;
    if (!started) throw new Error(`the firewall of ${args.host} is not started`);
    // A rule that is in the file and not loaded is taken out first: the switch needs files without it to go back to.
    if (!missing.rules) {
      await edit(args, applying, ({ rules, params }) => ({
        rules: withoutRules(rules, (rule) => isRule(rule, args)),
        params,
      }));
    }
    await guarded(args, applying, (texts) => {
      const problem = inTheWay(args, texts);
      if (problem !== undefined) throw new Error(problem);
      return forwarded(args, texts);
    });
  },
  receipt: (_args, before, after) => {
    const made = (file: keyof Patches) =>
      after.problem === null && !after.missing[file] ? before.missing[file] : null;
    const receipt = { rules: made('rules'), params: made('params') };
    return receipt.rules || receipt.params ? receipt : null;
  },
  undo: (args, receipt) => ({
    by: [{ action: 'shorewall.unforward', args: { ...args, restore: restore.parse(receipt) } }],
  }),
});

async function again(args: ForwardArgs, { hosts }: Parameters<typeof takeOver>[1]): Promise<Seen> {
  return see(args, await readFacts(hosts, firewallFacts(args)));
}

import * as z from 'zod';
import { action } from '../../engine/action.ts';
import * as s from '../config/scalars.ts';
import { type Patches, patchesSchema, whereArgs, whereOf } from './args.ts';
import { edit, effectOf, type Firewall, firewallFacts, firewallOf, guarded, readFirewall } from './change.ts';
import { isRule, withoutRules } from './rules.ts';
import { takeOver } from './switch.ts';
import { forwarded, inTheWay, patchesOf } from './texts.ts';

const Args = z.strictObject({
  ...whereArgs,
  address: s.address,
  /** Seen from outside. */
  port: s.port,
  toPort: s.port.default(22),
  /** An address, or `$NAME` from params. */
  publicAddress: s.publicAddress,
  netZone: s.zoneName,
  vmZone: s.zoneName,
});
type Args = z.infer<typeof Args>;

type Seen = {
  readonly problem: string | null;
  /** What the files lack. */
  readonly missing: Patches;
  /** The running rules forward the port. */
  readonly active: boolean;
  readonly started: boolean;
  readonly pending: boolean;
};

function seen(args: Args, { texts, running, started, pending }: Firewall): Seen {
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
export const forward = action<Args, Seen>({
  name: 'shorewall.forward',
  risk: 'disruptive',
  args: Args,
  joins: true,
  title: ({ port, address, toPort }) => `forward port ${port} to ${address} port ${toPort}`,
  facts: firewallFacts,
  see: (args, facts) => seen(args, firewallOf(args, facts)),
  judge: (args, { problem, missing, active, started, pending }) => {
    const { host, port, address, toPort } = args;
    if (problem !== null) return { is: 'blocked', why: `${problem}, on ${host}` };
    if (!started && !pending)
      return {
        is: 'blocked',
        why: `the firewall of ${host} is not started: start it (shorewall start), then try again`,
      };
    if (!missing.rules && !missing.params && active && !pending)
      return { is: 'done', why: `port ${port} leads to ${address} port ${toPort}` };
    return { is: 'todo', effect: effectOf(args, missing, true) };
  },
  async apply(args, before, applying) {
    const left = await takeOver(args, applying);
    const { missing, active, started } = left ? seen(args, await readFirewall(args, applying)) : before;
    if (!missing.rules && !missing.params && active) return;
    if (!started) throw new Error(`the firewall of ${args.host} is not started`);
    // A rule that is in the file and not loaded is taken out first: the switch needs files without it to go back to.
    if (!missing.rules) {
      const isOurs = (rule: Parameters<typeof isRule>[0]) => isRule(rule, args);
      await edit(args, applying, ({ rules, params }) => ({ rules: withoutRules(rules, isOurs), params }));
    }
    await guarded(args, applying, (texts) => {
      const problem = inTheWay(args, texts);
      if (problem !== undefined) throw new Error(`${problem}, on ${args.host}`);
      return forwarded(args, texts);
    });
  },
  receipt: (_args, before, after) => {
    const made = (file: keyof Patches) =>
      after.problem === null && !after.missing[file] ? before.missing[file] : null;
    const receipt = { rules: made('rules'), params: made('params') };
    return receipt.rules || receipt.params ? receipt : null;
  },
  undo: (args, receipt) => {
    const { address, port } = args;
    const restore = patchesSchema.parse(receipt);
    return { by: [{ action: 'shorewall.unforward', args: { ...whereOf(args), address, port, restore } }] };
  },
});

import * as z from 'zod';
import { action } from '../../src/engine/action.ts';
import * as s from '../../src/farm/config/scalars.ts';
import { type Patches, patchesSchema, whereArgs, whereOf } from './args.ts';
import { edit, effectOf, type Firewall, firewallFacts, firewallOf, guarded, readFirewall } from './change.ts';
import { withoutRules } from './edit-rules.ts';
import { publicAddress, zoneName } from './names.ts';
import { firstRule } from './running.ts';
import { takeOver } from './switch.ts';
import { forwarded, inTheWay, patchesOf } from './texts.ts';
import { resolved } from './variables.ts';
import type { Wall } from './wall.ts';
import { isRule } from './wanted-rule.ts';

const Args = z.strictObject({
  ...whereArgs,
  address: s.address,
  /** Seen from outside. */
  port: s.port,
  toPort: s.port.default(22),
  /** An address, or `$NAME` from params. */
  publicAddress: publicAddress,
  netZone: zoneName,
  vmZone: zoneName,
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

function seen(args: Args, { texts, running, started, pending, wall, nat }: Firewall): Seen {
  const first = firstFor(args, nat, wall);
  const { port, address, toPort } = args;
  const ours = first?.to === `${address}:${toPort}` || (first?.to === address && port === toPort);
  const taken =
    first && !ours && !pending
      ? `port ${port} leads to ${first.to ?? 'this host'} in the running firewall (iptables -t nat -S: ${first.text})`
      : undefined;
  const problem = inTheWay(args, texts, wall) ?? taken ?? null;
  return {
    problem,
    missing: problem === null ? patchesOf(texts, forwarded(args, texts, wall)) : { rules: null, params: null },
    active: running.includes(`${port} ${address}:${toPort}`) && (ours || nat.length === 0),
    started,
    pending,
  };
}

/** The running rule that decides where the port leads, whoever wrote it, in whatever file or script. */
function firstFor({ port, publicAddress, netZone }: Args, nat: Firewall['nat'], { values }: Wall) {
  const known = resolved(publicAddress, values);
  return firstRule(nat, { port, address: isAddress.test(known) ? known : undefined, zone: netZone });
}

const isAddress = /^\d{1,3}(\.\d{1,3}){3}$/;

/** Forwards a port to a VM: a Shorewall param and a DNAT rule, loaded under a dead man's switch. */
export const forward = action({
  name: 'shorewall.forward',
  risk: 'disruptive',
  args: Args,
  joins: true,
  claims: ({ port, address }) => [
    { kind: 'port', port },
    { kind: 'address', address },
  ],
  title: ({ port, address, toPort }) => `forward port ${port} to ${address} port ${toPort}`,
  facts: firewallFacts,
  see: (args, values) => seen(args, firewallOf(args, values)),
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
    const now = await readFirewall(args, applying);
    const { wall } = now;
    const { missing, active, started } = left ? seen(args, now) : before;
    if (!missing.rules && !missing.params && active) return;
    if (!started) throw new Error(`the firewall of ${args.host} is not started`);
    // A rule that is in the file and not loaded is taken out first: the switch needs files without it to go back to.
    if (!missing.rules) {
      const isOurs = (rule: Parameters<typeof isRule>[0]) => isRule(rule, args, wall.values);
      await edit(args, applying, ({ rules, params }) => ({ rules: withoutRules(rules, isOurs, wall.around), params }));
    }
    await guarded(args, applying, (texts) => {
      const problem = inTheWay(args, texts, wall);
      if (problem !== undefined) throw new Error(`${problem}, on ${args.host}`);
      return forwarded(args, texts, wall);
    });
  },
  receipt: {
    schema: patchesSchema,
    of: (_args, before, after) => {
      const made = (file: keyof Patches) =>
        after.problem === null && !after.missing[file] ? before.missing[file] : null;
      const patches = { rules: made('rules'), params: made('params') };
      return patches.rules || patches.params ? patches : null;
    },
  },
  undo: (args, restore) => {
    const { address, port } = args;
    return { by: [{ action: 'shorewall.unforward', args: { ...whereOf(args), address, port, restore } }] };
  },
});

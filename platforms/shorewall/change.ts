import type { Applying } from '../../src/engine/action.ts';
import type { ValuesOf } from '../../src/engine/facts.ts';
import { readFacts } from '../../src/engine/look.ts';
import { fileFact } from '../../src/farm/text/file.ts';
import type { Where } from './args.ts';
import { textsOf } from './edit-texts.ts';
import { folderFact } from './folder.ts';
import { type NatRule, natRulesFact, type Running, runningFact, startedFact } from './running.ts';
import { type Guarded, pendingFact } from './switch.ts';
import type { Texts } from './texts.ts';
import { type Wall, wallWith } from './wall.ts';

/** What the host shows of its firewall. */
export interface Firewall {
  readonly texts: Texts;
  readonly running: Running;
  readonly started: boolean;
  /** A change for the same VM is still under the dead man's switch, or broke off there: what is seen may be taken back yet. */
  readonly pending: boolean;
  /** All of Shorewall's files. */
  readonly wall: Wall;
  /** What the kernel does, in its order. */
  readonly nat: readonly NatRule[];
}

/** What the switch guards of a change. */
export function guardedOf({ host, state, folder, rules, params, deadMan, param }: Where): Guarded {
  const files: Guarded['files'] = [rules, params];
  return { host, state, program: 'shorewall', folder, files, deadMan, purpose: `${rules} ${param}` };
}

/** What every step on the firewall reads. */
export function firewallFacts(where: Where) {
  const { host, folder, rules, params } = where;
  return {
    rules: fileFact(host, rules),
    params: fileFact(host, params),
    running: runningFact(host),
    started: startedFact(host),
    pending: pendingFact(guardedOf(where)),
    found: folderFact(host, folder, rules, params),
    nat: natRulesFact(host),
  };
}

/** The same, put together. */
export function firewallOf(
  where: Where,
  { rules, params, found, ...shown }: ValuesOf<ReturnType<typeof firewallFacts>>,
): Firewall {
  const texts = textsOf(guardedOf(where).files, [rules, params]);
  return { ...shown, texts, wall: wallWith(found, where, texts) };
}

export async function readFirewall(where: Where, { hosts }: Applying): Promise<Firewall> {
  return firewallOf(where, await readFacts(hosts, firewallFacts(where)));
}

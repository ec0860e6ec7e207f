import type { Applying, Effect, FileChange } from '../../src/engine/action.ts';
import type { ValuesOf } from '../../src/engine/facts.ts';
import { readFacts } from '../../src/engine/look.ts';
import { editFiles, fileFact, textOf } from '../../src/farm/text/file.ts';
import { type Patch, shown } from '../../src/farm/text/patch.ts';
import type { FileState } from '../../src/ssh/host.ts';
import type { Patches, Where } from './args.ts';
import { folderFact, type WallFiles } from './folder.ts';
import { type NatRule, natRulesFact, type Running, runningFact, startedFact } from './running.ts';
import { type Guarded, guards, pendingFact, proving, service } from './switch.ts';
import type { Texts } from './texts.ts';
import { type Wall, wallOf } from './wall.ts';

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
  const files = [rules, params];
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
  const texts = textsOf(where, [rules, params]);
  return { ...shown, texts, wall: wallWith(where, texts, found) };
}

/** The files as one, rules and params just as they were read to be edited. */
function wallWith({ rules, params }: Where, texts: Texts, found: WallFiles): Wall {
  const others = found.files.filter(({ path }) => path !== rules && path !== params);
  const files = [{ path: rules, text: texts.rules }, { path: params, text: texts.params }, ...others];
  return wallOf({ ...found, files }, rules, params);
}

export async function readFirewall(where: Where, { hosts }: Applying): Promise<Firewall> {
  return firewallOf(where, await readFacts(hosts, firewallFacts(where)));
}

/** What an operator would type, and what changes in each file. */
export function effectOf({ host, rules, params, deadMan }: Where, patches: Patches, loads: boolean): Effect {
  const change = (path: string, patch: Patch | null): readonly FileChange[] =>
    patch ? [{ host, path, removed: shown(patch.removed), added: shown(patch.added) }] : [];
  const reload = `shorewall reload # taken back after ${deadMan} s unless a new SSH connection gets in`;
  return {
    commands: loads ? ['shorewall check', reload] : [],
    changes: [...change(params, patches.params), ...change(rules, patches.rules)],
  };
}

/** Edits the files and loads nothing: for a firewall that is not started, and to get back to what is loaded. */
export async function edit(where: Where, applying: Applying, change: (texts: Texts) => Texts): Promise<void> {
  await editFiles(applying.hosts(where.host), [where.rules, where.params], (states) => ({
    edits: edits(where, states, change),
    fence: applying.fence,
    service,
  }));
}

/** Edits the files and loads them under the dead man's switch. */
export async function guarded(where: Where, applying: Applying, change: (texts: Texts) => Texts): Promise<void> {
  const under = guardedOf(where);
  await proving(under, applying, () =>
    editFiles(applying.hosts(where.host), [where.rules, where.params], (states) => ({
      edits: edits(where, states, change),
      ...guards(under, applying),
    })),
  );
}

function edits(where: Where, states: readonly FileState[], change: (texts: Texts) => Texts) {
  const now = textsOf(where, states);
  const wanted = change(now);
  return [
    { path: where.rules, before: { text: now.rules }, after: { text: wanted.rules } },
    { path: where.params, before: { text: now.params }, after: { text: wanted.params } },
  ];
}

function textsOf({ rules, params }: Where, [ruleFile = null, paramFile = null]: readonly FileState[]): Texts {
  return { rules: textOf(rules, ruleFile), params: textOf(params, paramFile) };
}

import type { Applying, Fact, FileChange } from '../../engine/action.ts';
import type { FileEdit, FileState } from '../../ssh/host.ts';
import { editFiles, fileFact, textOf } from '../text/file.ts';
import { type Patch, shown } from '../text/patch.ts';
import type { ForwardArgs } from './args.ts';
import { type Running, runningFact, startedFact } from './running.ts';
import { guards, pendingFact, proving } from './switch.ts';
import type { Patches, Texts } from './texts.ts';

/** What every step on the firewall reads. */
export function firewallFacts(args: ForwardArgs): readonly Fact[] {
  const { host, rules, params } = args;
  return [fileFact(host, rules), fileFact(host, params), runningFact(host), startedFact(host), pendingFact(args)];
}

/** The same, put in order. */
export function firewallSeen(args: ForwardArgs, [rules, params, running, started, pending]: readonly unknown[]) {
  return {
    texts: textsOf(args, [rules, params] as readonly FileState[]),
    running: running as Running,
    started: started as boolean,
    pending: pending as boolean,
  };
}

/** For people: what goes and what comes in each file. */
export function changesOf({ host, rules, params }: ForwardArgs, patches: Patches): readonly FileChange[] {
  const change = (path: string, patch: Patch | null): readonly FileChange[] =>
    patch ? [{ host, path, removed: shown(patch.removed), added: shown(patch.added) }] : [];
  return [...change(params, patches.params), ...change(rules, patches.rules)];
}

/** What an operator would type after the edit. */
export function reloadCommands({ deadMan }: ForwardArgs): readonly string[] {
  return ['shorewall check', `shorewall reload # taken back after ${deadMan} s unless a new SSH connection gets in`];
}

/** Edits the files and loads nothing: for a firewall that is not started, and to get back to what is loaded. */
export async function edit(args: ForwardArgs, applying: Applying, change: (texts: Texts) => Texts): Promise<void> {
  await editFiles(applying.hosts(args.host), [args.rules, args.params], (states) => ({
    edits: edits(args, states, change),
    fence: applying.fence,
  }));
}

/** Edits the files and loads them under the dead man's switch. */
export async function guarded(args: ForwardArgs, applying: Applying, change: (texts: Texts) => Texts): Promise<void> {
  await proving(args, applying, () =>
    editFiles(applying.hosts(args.host), [args.rules, args.params], (states) => ({
      edits: edits(args, states, change),
      ...guards(args, applying),
    })),
  );
}

function edits(args: ForwardArgs, states: readonly FileState[], change: (texts: Texts) => Texts): readonly FileEdit[] {
  const now = textsOf(args, states);
  const wanted = change(now);
  return [
    { path: args.rules, before: { text: now.rules }, after: { text: wanted.rules } },
    { path: args.params, before: { text: now.params }, after: { text: wanted.params } },
  ];
}

function textsOf(args: ForwardArgs, [rules = null, params = null]: readonly FileState[]): Texts {
  return { rules: textOf(args.rules, rules), params: textOf(args.params, params) };
}

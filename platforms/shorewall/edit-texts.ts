import type { Applying, Effect, FileChange } from '../../src/engine/action.ts';
import { editFiles, textOf } from '../../src/farm/text/file.ts';
import { type Patch, shown } from '../../src/farm/text/patch.ts';
import type { FileState } from '../../src/ssh/host.ts';
import type { Patches } from './args.ts';
import { type Guarded, guards, proving, service } from './switch.ts';
import type { Texts } from './texts.ts';

type Files = Guarded['files'];

/** The texts of rules and, where they are edited too, params. Throws where one of them is no file. */
export function textsOf([rules, params]: Files, [ruleFile = null, paramFile = null]: readonly FileState[]): Texts {
  return { rules: textOf(rules, ruleFile), params: params === undefined ? '' : textOf(params, paramFile) };
}

/** What an operator would type, and what changes in each file. */
export function effectOf({ host, program, files, deadMan }: Guarded, patches: Patches, loads: boolean): Effect {
  const [rules, params] = files;
  const change = (path: string | undefined, patch: Patch | null): readonly FileChange[] =>
    path !== undefined && patch ? [{ host, path, removed: shown(patch.removed), added: shown(patch.added) }] : [];
  const reload = `${program} reload # taken back after ${deadMan} s unless a new SSH connection gets in`;
  return {
    commands: loads ? [`${program} check`, reload] : [],
    changes: [...change(params, patches.params), ...change(rules, patches.rules)],
  };
}

/** Edits the files and loads nothing: for a firewall that is not started, and to get back to what is loaded. */
export async function edit(under: Guarded, applying: Applying, change: (texts: Texts) => Texts): Promise<void> {
  await editFiles(applying.hosts(under.host), under.files, (states) => ({
    edits: edits(under.files, states, change),
    fence: applying.fence,
    service,
  }));
}

/** Edits the files and loads them under the dead man's switch. */
export async function guarded(under: Guarded, applying: Applying, change: (texts: Texts) => Texts): Promise<void> {
  await proving(under, applying, () =>
    editFiles(applying.hosts(under.host), under.files, (states) => ({
      edits: edits(under.files, states, change),
      ...guards(under, applying),
    })),
  );
}

function edits(files: Files, states: readonly FileState[], change: (texts: Texts) => Texts) {
  const now = textsOf(files, states);
  const wanted = change(now);
  const [rules, params] = files;
  const rest =
    params === undefined ? [] : [{ path: params, before: { text: now.params }, after: { text: wanted.params } }];
  return [{ path: rules, before: { text: now.rules }, after: { text: wanted.rules } }, ...rest];
}

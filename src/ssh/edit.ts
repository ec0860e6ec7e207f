import { createHash, randomBytes } from 'node:crypto';
import { editLockSeconds, editScript, settleScript } from './edit-script.ts';
import type { Exec } from './exec.ts';
import { exits, fenceArgs } from './fence.ts';
import {
  EditRefused,
  FileChanged,
  type FileEdit,
  type FileState,
  type Host,
  OutcomeUnknown,
  type Script,
} from './host.ts';
import { refusal } from './refusals.ts';
import { said } from './said.ts';
import { compound, prelude } from './script.ts';
import { describeHost, type HostSettings } from './settings.ts';
import type { RawResult } from './shell.ts';
import { encodeAll } from './utf8.ts';

/** Milliseconds after which the outcome is unknown. The script itself bounds its waits, for the edit before it and for its own stages; a lost connection shows much earlier. */
const editWithin = (2 * editLockSeconds + 60) * 1000;

/** The port's file transactions for one host. */
export function editing(settings: HostSettings, exec: Exec): Pick<Host, 'edit' | 'settled'> {
  const newId = () => randomBytes(8).toString('hex');
  const ask = async (
    script: Script,
    edits: readonly FileEdit[],
    refused: (result: RawResult) => Error,
  ): Promise<void> => {
    const [result] = await exec([script], { deadline: editWithin });
    if (result?.code !== 0) throw refused(result as RawResult);
    const error = interpret(settings, edits, result.stdout.toString());
    if (error !== undefined) throw error;
  };
  return {
    edit: async ({ edits, check, checkTree, reload, health, fence, service }) => {
      checkEdits(edits);
      if (service !== undefined && !/^[a-z]+$/.test(service)) throw new TypeError(`not a service: ${service}`);
      const hooks = [check, checkTree, reload, health].map((hook) =>
        hook === undefined ? '' : hookFile(settings, hook),
      );
      const id = `${service === undefined ? '' : `@${service}-`}${newId()}`;
      const args = [settings.state, id, ...fenceArgs(fence), ...hooks, ...edits.flatMap(editArgs)];
      await ask({ script: editScript, args }, edits, (result) =>
        refusal(settings, `edit ${pathsOf(edits)}`, result, fence),
      );
    },
    settled: () =>
      ask({ script: settleScript, args: [settings.state, newId()] }, [], (result) =>
        result.code === exits.busy
          ? new OutcomeUnknown(
              `an edit of files on ${describeHost(settings)} has not ended within ${editLockSeconds} s`,
            )
          : refusal(settings, 'wait for an edit of files', result),
      ),
  };
}

const pathsOf = (edits: readonly FileEdit[]) => edits.map(({ path }) => path).join(', ');

/** What the script's answer means; undefined: done. */
function interpret(settings: HostSettings, edits: readonly FileEdit[], answer: string): Error | undefined {
  const end = answer.indexOf('\n');
  const [word = '', what = ''] = answer.slice(0, end).split(' ');
  const output = answer.slice(end + 1).trim();
  const words = said(output);
  const host = describeHost(settings);
  const path = edits[Number(what) - 101]?.path;
  const paths = pathsOf(edits);
  switch (word) {
    case 'done':
      return undefined;
    case 'changed':
      return new FileChanged(
        `${path} on ${host} is not what it was when it was read: somebody else edits it too; nothing was changed`,
      );
    case 'odd':
      return new Error(`${path} on ${host} is neither a file nor a link; nothing was changed`);
    case 'refused': {
      const stage = what as EditRefused['stage'];
      return new EditRefused(
        stage,
        output,
        `${host} refused the new ${paths} (${stage}); the old ones are in place. It said: ${words}`,
      );
    }
    case 'stuck':
      return new Error(
        `${host} could not put old files back, of this edit or an earlier one that broke off: ${words}. ` +
          `What they were is kept there in ${settings.state}/kept; the next edit tries again`,
      );
    case 'failed':
      if (/^sudo: .*password is required$/m.test(output))
        return new Error(
          `could not edit ${paths} on ${host}: sudo there does not allow ${settings.user} what it takes. ` +
            'The old ones are in place. Put what "farmhand doctor --sudoers" prints into a file of /etc/sudoers.d',
        );
      return new Error(`could not edit ${paths} on ${host}; the old ones are in place. It said: ${words}`);
    default:
      return new OutcomeUnknown(`the edit of ${paths} on ${host} ended without an answer`);
  }
}

/** A hook as a file of its own, run by `sh` with the temporary paths as its first arguments. */
function hookFile(settings: HostSettings, hook: Script): string {
  return `${prelude(settings)}${compound(hook, '"$@"')}\n`;
}

function editArgs({ path, before, after }: FileEdit): string[] {
  const [kindBefore, contentBefore] = kindAndContent(before);
  return [
    path,
    kindBefore,
    createHash('sha256').update(encodeAll(contentBefore)).digest('hex'),
    ...kindAndContent(after),
  ];
}

function kindAndContent(state: FileState): readonly [kind: string, content: string] {
  if (state === null) return ['absent', ''];
  return 'link' in state ? ['link', state.link] : ['file', state.text];
}

function checkEdits(edits: readonly FileEdit[]): void {
  if (edits.length === 0 || edits.length > 800)
    throw new TypeError(`a transaction has 1 to 800 edits, not ${edits.length}`);
  for (const { path, after } of edits) {
    if (!/^(\/[^/\0\n]+)+$/.test(path) || /\/\.\.?(\/|$)/.test(path))
      throw new TypeError(`not a path that can be edited: ${JSON.stringify(path)}`);
    if (after !== null && 'link' in after && !/^[^\0\n]+$/.test(after.link))
      throw new TypeError(`not a link: ${JSON.stringify(after.link)}`);
  }
  if (new Set(edits.map(({ path }) => path)).size !== edits.length)
    throw new TypeError('a transaction edits a path once');
}

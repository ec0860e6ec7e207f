import { execFile } from 'node:child_process';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { sceneOn } from '../../main/scene.ts';
import { loadFarm } from '../../platforms/load-farm.ts';
import { createSandbox, type Sandbox } from '../../platforms/sandboxes.ts';
import { block, root } from './pages.ts';

/** What docs/json.md shows, in the order it is done on one sandbox: what is typed after `farmhand`. */
const asked: readonly (readonly string[])[] = [
  ['say', '--json', '!status'],
  ['say', '--json', '!status skaro'],
  ['say', '--json', '!list down'],
  ['say', '--json', '!plan start skaro'],
  ['say', '--json', '!start skaro'],
  ['say', '--json', '!waiting'],
  ['say', '--json', '--follow', '!approve 4'],
  ['say', '--json', '!run 4'],
  ['say', '--json', '!runs skaro'],
  ['say', '--json', '!log 4'],
  ['say', '--json', '!bin'],
  ['say', '--json', '!blame port 22006'],
  ['say', '--json', '!diff gallifrey gallifrey-dev'],
  ['say', '--json', '!status host01'],
  ['say', '--json', '!status 10.10.60.99'],
  ['say', '--json', '!whoami'],
  ['say', '--json', '!help'],
  ['say', '--json', '!help status'],
  ['say', '--json', '!approve 99'],
  ['say', '--json', '--farm', 'none.yaml', '!status'],
  ['audit', 'verify', '--json'],
];

const eventStart = '{"version":1,"event":';

/** Columns that a value may take to stand on one line. */
const wide = 200;

/** Each of them with the lines it printed, as the page has it. */
export async function recorded(): Promise<string> {
  const sandbox = await createSandbox({ diskSize: 4 * 2 ** 20, login: userInfo().username });
  try {
    const scene = await sceneOn(sandbox, await loadFarm(sandbox.farmFile));
    for (const said of ['clone gallifrey lab', 'destroy gallifrey-lab', 'clone gallifrey dev'])
      await scene.done(`!${said}`);
    await scene.farmhand.stop();
    const shown: string[] = [];
    for (const words of asked) shown.push(example(words, await printed(sandbox, words)));
    return shown.join('\n');
  } finally {
    await sandbox.close();
  }
}

function example(words: readonly string[], lines: readonly string[]): string {
  const typed = words.map((word) => (word.startsWith('!') ? `'${word}'` : word)).join(' ');
  // Events are lines; a document is one too, but too long to be read.
  const values = lines.map((line) => (line.startsWith(eventStart) ? line : laidOut(JSON.parse(line))));
  return `\`farmhand ${typed}\`\n\n${block(values.join('\n'), 'json')}`;
}

/** The lines that it prints, without what is of this machine. */
async function printed({ farmFile }: Sandbox, words: readonly string[]): Promise<readonly string[]> {
  const program = [join(root, 'bin/farmhand'), '--farm', farmFile, ...words];
  const ended = promisify(execFile)(process.execPath, program);
  // One that is refused, or waits, ends otherwise than with 0.
  const { stdout } = await ended.catch((error: { stdout: string }) => error);
  const account = JSON.stringify({ account: userInfo().username }).slice(1, -1);
  const text = stdout.replaceAll(dirname(farmFile), '/srv/farm').replaceAll(account, '"account":"you"');
  return text.trim().split('\n');
}

/** A value over several lines, where it is a long one. */
function laidOut(value: unknown, indent = ''): string {
  const line = JSON.stringify(value);
  if (indent.length + line.length <= wide || typeof value !== 'object' || value === null) return line;
  const inner = `${indent}  `;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const parts = Object.entries(value).map(([key, one]) =>
    Array.isArray(value) ? laidOut(one, inner) : `${JSON.stringify(key)}: ${laidOut(one, inner)}`,
  );
  return `${open}\n${parts.map((part) => inner + part).join(',\n')}\n${indent}${close}`;
}

/** The values in the examples of the page. */
export function valuesIn(page: string): readonly unknown[] {
  const blocks = [...page.matchAll(/^```json\n([\s\S]*?)^```$/gm)];
  return blocks.flatMap(([, text = '']) => text.split(/\n(?=[[{])/).map((one) => JSON.parse(one)));
}

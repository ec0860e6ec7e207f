import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { instancesCommand } from '../../../platforms/ganeti/instances.ts';

const running = 'gallifrey|uuid|running|host01.farm|256|52:54:00:00:00:05|256';
const out = running.replace('running', 'ERROR_nodedown');

/** What the command prints where gnt-instance gives these answers in turn, the last again and again, and how often it was asked. */
async function answered(...answers: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'farmhand-ganeti-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'asked'), '');
  await Promise.all(answers.map((answer, at) => writeFile(join(folder, String(at + 1)), answer)));
  const double = `as_root() { echo >>asked; n=$(wc -l <asked); [ -e "$n" ] || n=${answers.length}; sh "./$n"; }`;
  const shell = promisify(execFile)('sh', ['-c', `${double}\n${instancesCommand}`], { cwd: folder });
  const { stdout, code } = await shell.then(
    ({ stdout }) => ({ stdout, code: 0 }),
    (error: { stdout: string; code: number }) => error,
  );
  return { stdout, code, asked: (await readFile(join(folder, 'asked'), 'utf8')).length };
}
const prints = (text: string, code = 0) => `echo '${text}'; exit ${code}`;

test('a node that was too busy to answer is asked about again', async () => {
  expect(await answered(prints(out), prints(running))).toEqual({ stdout: `${running}\n`, code: 0, asked: 2 });
});

test('a node that stays away is told as Ganeti tells it', async () => {
  expect(await answered(prints(out))).toEqual({ stdout: `${out}\n`, code: 0, asked: 3 });
});

test('what is well, empty or failed is asked once', async () => {
  expect(await answered(prints(running))).toEqual({ stdout: `${running}\n`, code: 0, asked: 1 });
  expect(await answered('true')).toEqual({ stdout: '', code: 0, asked: 1 });
  expect(await answered(prints('no master', 1))).toEqual({ stdout: 'no master\n', code: 1, asked: 1 });
});

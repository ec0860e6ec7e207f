import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { instancesFact } from '../../../platforms/ganeti/instances.ts';
import { memoryFact } from '../../../platforms/ganeti/nodes.ts';
import type { Fact } from '../../../src/engine/facts.ts';

const line = 'gallifrey|uuid|52:54:00:00:00:05|running|host01.farm|256|256';
const answer =
  '{"success":true,"result":[["gallifrey","uuid",["52:54:00:00:00:05"],"running","host01.farm",256,[256]]]}';
const out = (text: string) => text.replace('running', 'ERROR_nodedown');

/** What the read prints where the program gives these answers in turn, the last again and again, and how often that was asked. */
async function answered(
  program: string,
  answers: readonly string[],
  { read }: Pick<Fact, 'read'> = instancesFact('host01'),
) {
  const folder = await mkdtemp(join(tmpdir(), 'farmhand-ganeti-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'asked'), '');
  await Promise.all(answers.map((answer, at) => writeFile(join(folder, String(at + 1)), answer)));
  const doubles = [
    'socat() { return 1; }',
    // Ganeti's own command is all that is run as root.
    `${program === 'socat' ? program : 'as_root'}() { echo >>asked; n=$(wc -l <asked); [ -e "$n" ] || n=${answers.length}; sh "./$n"; }`,
  ];
  const { script, args = [] } = read;
  const shell = promisify(execFile)('sh', ['-c', `${doubles.join('\n')}\n${script}`, 'sh', ...args], { cwd: folder });
  const { stdout, code } = await shell.then(
    ({ stdout }) => ({ stdout, code: 0 }),
    (error: { stdout: string; code: number }) => error,
  );
  return { stdout, code, asked: (await readFile(join(folder, 'asked'), 'utf8')).length };
}
const prints = (text: string, code = 0) => `echo '${text}'; exit ${code}`;

describe.each([
  ['gnt-instance', line],
  ['socat', answer],
])('by %s', (program, running) => {
  test('a node that was too busy to answer is asked about again', async () => {
    const shown = await answered(program, [prints(out(running)), prints(running)]);
    expect(shown).toEqual({ stdout: `${running}\n`, code: 0, asked: 2 });
  });

  test('a node that stays away is told as Ganeti tells it', async () => {
    expect(await answered(program, [prints(out(running))])).toEqual({ stdout: `${out(running)}\n`, code: 0, asked: 3 });
  });

  test('what is well is asked once', async () => {
    expect(await answered(program, [prints(running)])).toEqual({ stdout: `${running}\n`, code: 0, asked: 1 });
  });
});

test('what is empty or failed is asked once', async () => {
  expect(await answered('gnt-instance', ['true'])).toEqual({ stdout: '', code: 0, asked: 1 });
  expect(await answered('gnt-instance', [prints('no master', 1)])).toEqual({
    stdout: 'no master\n',
    code: 1,
    asked: 1,
  });
});

test('the memory of a node that was too busy to answer is asked for again, and that of one that is offline is not', async () => {
  const answer = (role: string, memory: string) =>
    `{"success":true,"result":[["host01.farm","M",3926,3400],["host02.farm","${role}",${memory}]]}`;
  const [busy, well, offline] = [answer('C', 'null,null'), answer('C', '3926,3000'), answer('O', 'null,null')];
  const read = (...answers: readonly string[]) =>
    answered(
      'socat',
      answers.map((one) => prints(one)),
      memoryFact('host01'),
    );
  expect(await read(busy, well)).toEqual({ stdout: `${well}\n`, code: 0, asked: 2 });
  expect(await read(busy)).toEqual({ stdout: `${busy}\n`, code: 0, asked: 3 });
  expect(await read(offline)).toEqual({ stdout: `${offline}\n`, code: 0, asked: 1 });
});

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { mayHaveEnvironment } from '../../src/sandbox/processes.ts';
import { eventually } from '../support/eventually.ts';

/** A line of /proc/PID/stat: state, flags, and where the environment begins and ends. */
const stat = (state: string, flags: number, begins: number, ends: number) =>
  `42 (a ) name) ${state} ${Array(5).fill('1').join(' ')} ${flags} ${Array(40).fill('7').join(' ')} ${begins} ${ends} 0`;

test.each<[string, string, boolean]>([
  ['that has no environment yet, since it is becoming another program', stat('R', 0x40_0000, 0, 0), true],
  [
    'that has become another program since its environment was opened',
    stat('R', 0x40_0000, 140_721_585, 140_721_600),
    true,
  ],
  ['with an empty environment', stat('S', 0x40_0000, 140_721_585, 140_721_585), false],
  ['of the kernel', stat('S', 0x20_8040, 0, 0), false],
  ['that has ended', stat('Z', 0x40_000c, 0, 0), false],
])('a process %s is told from the others', (_, line, amid) => {
  expect(mayHaveEnvironment(line)).toBe(amid);
});

test('a process that runs without an environment has none', async () => {
  const none = spawn('sleep', ['1000'], { env: {}, stdio: 'ignore' });
  onTestFinished(() => void none.kill('SIGKILL'));
  await eventually(() => expect(mayHaveEnvironment(readFileSync(`/proc/${none.pid}/stat`, 'latin1'))).toBe(false));
  expect(mayHaveEnvironment(readFileSync(`/proc/${process.pid}/stat`, 'latin1'))).toBe(true);
});

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { isAmidExec } from '../../src/sandbox/processes.ts';

/** A line of /proc/PID/stat: state, flags, and where the environment begins. */
const stat = (state: string, flags: number, environmentBegins: number) =>
  `42 (a ) name) ${state} ${Array(5).fill('1').join(' ')} ${flags} ${Array(40).fill('7').join(' ')} ${environmentBegins} 9 0`;

test.each<[string, string, boolean]>([
  ['that has no environment yet, since it is becoming another program', stat('R', 0x40_0000, 0), true],
  ['with an empty environment', stat('S', 0x40_0000, 140_721_585), false],
  ['of the kernel', stat('S', 0x20_8040, 0), false],
  ['that has ended', stat('Z', 0x40_000c, 0), false],
])('a process %s is told from the others', (_, line, amid) => {
  expect(isAmidExec(line)).toBe(amid);
});

test('a process that runs, with an environment or none, is amid no exec', () => {
  const none = spawn('sleep', ['1000'], { env: {}, stdio: 'ignore' });
  onTestFinished(() => void none.kill('SIGKILL'));
  for (const pid of [process.pid, none.pid])
    expect(isAmidExec(readFileSync(`/proc/${pid}/stat`, 'latin1'))).toBe(false);
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { isShortage } from '../../src/ssh/shortage.ts';
import { needs } from '../support/servers.ts';
import { host, useHost } from './one-host.ts';

needs('sshd')('when this process has no file to spare', () => {
  useHost();

  test('a script waits until it has one, and is then run', async () => {
    const before = Number(/^Max open files +(\d+)/m.exec(await readFile('/proc/self/limits', 'utf8'))?.[1]);
    // It has its own files already: with none to spare, nobody could start it.
    const limits = spawn('sh', [
      '-c',
      'read go; prlimit --pid "$1" --nofile=1:; echo none; read go; prlimit --pid "$1" --nofile="$2":; echo some',
      'sh',
      `${process.pid}`,
      `${before}`,
    ]);
    const said = () => once(limits.stdout, 'data').then(([data]) => `${data}`.trim());
    limits.stdin.write('\n');
    expect(await said()).toBe('none');
    const shortage = await readFile('/proc/self/limits', 'utf8').catch((error) => error);
    const asked = host.run({ script: 'echo hello' });
    limits.stdin.write('\n');
    expect(await said()).toBe('some');
    expect(isShortage(shortage)).toBe(true);
    expect(await asked).toMatchObject({ code: 0, stdout: 'hello\n' });
  });
});

test('a shortage is known through what it made fail', () => {
  const shortage = Object.assign(new Error('EMFILE: too many open files'), { code: 'EMFILE' });
  expect(isShortage(new Error('cannot read known_hosts', { cause: shortage }))).toBe(true);
  expect(isShortage(new Error('EMFILE', { cause: Object.assign(new Error('no'), { code: 'ENOENT' }) }))).toBe(false);
  expect(isShortage(undefined)).toBe(false);
});

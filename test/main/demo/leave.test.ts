import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { until } from '../../support/daemon.ts';
import { cache, launcher } from '../farmhand.ts';

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  'the demo leaves nothing when %s comes while it still makes its farm',
  async (signal) => {
    const folder = await mkdtemp(join(tmpdir(), 'farmhand-leave-'));
    const { PATH, HOME } = process.env;
    const child = spawn(process.execPath, [await launcher(), 'demo'], {
      env: { PATH, HOME, TMPDIR: folder, XDG_CACHE_HOME: cache() },
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    onTestFinished(async () => {
      child.kill('SIGKILL');
      await rm(folder, { recursive: true });
    });
    const made = async () => (await readdir(folder)).some((name) => name.startsWith('farmhand-sandbox-'));
    await until(() => 'the folder of a sandbox', made);
    const ended = once(child, 'close');
    child.kill(signal);
    expect(await ended).toEqual([1, null]);
    expect(await readdir(folder)).toEqual([]);
  },
);

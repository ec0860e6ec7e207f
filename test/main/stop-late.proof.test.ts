import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stopWithin } from '../../main/signals.ts';
import { createSandbox, type Sandbox } from '../../platforms/sandboxes.ts';
import { until } from '../support/daemon.ts';
import { type Running, running } from './running.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox({ diskSize: 4 * 2 ** 20 });
});
afterAll(() => sandbox.close());

/** Stops it, and resolves when it says that it stops. */
async function told(bot: Running): Promise<void> {
  bot.kill('SIGTERM');
  await until('it to stop', async () => {
    const response = await bot.get('/readyz');
    const { checks } = (await response.json()) as { checks: { process?: { says: string } } };
    return response.status === 503 && checks.process?.says === 'is stopping';
  });
}

test('where a host does not let go of it, it ends all the same: at a second signal at once, by itself in time', async () => {
  // What was asked of a host is waited for, up to a minute, and this does not end.
  await sandbox.faults.tool('lvcreate', { kind: 'hang' }, { times: 9 });
  const bot = await running(['start', '--farm', sandbox.farmFile]);
  bot.type('!clone gallifrey dev');
  await until('the plan', async () => bot.printed().includes('!approve 1'));
  bot.type('!approve 1');
  // The fault counts how often it is met.
  const faults = join(sandbox.hosts[0].folder, 'faults/lvcreate');
  await until('the snapshot to hang', async () => !(await readFile(faults, 'utf8')).startsWith('9'));
  await told(bot);
  expect((await bot.get('/healthz')).status).toBe(200);
  bot.kill('SIGINT');
  expect(await bot.ended).toEqual({ code: null, signal: 'SIGINT' });

  const next = await running(['start', '--farm', sandbox.farmFile]);
  await until('it to take the run up', async () => (await next.get('/readyz')).ok);
  const began = performance.now();
  await told(next);
  expect(await next.ended).toEqual({ code: 1, signal: null });
  expect(performance.now() - began).toBeGreaterThan(stopWithin - 1000);
  expect(performance.now() - began).toBeLessThan(stopWithin + 5000);
  expect(next.printed()).toContain('not stopped in good order within 20 s');
});

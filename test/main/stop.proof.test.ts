import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openJournal } from '../../main/open-journal.ts';
import { stopWithin } from '../../main/signals.ts';
import { loadFarm } from '../../platforms/load-farm.ts';
import { createSandbox, type Sandbox } from '../../platforms/sandboxes.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { difference, type Tally, tally } from '../crash/harness.ts';
import { until } from '../support/daemon.ts';
import { type RedisServer, startRedis } from '../support/redis.ts';
import { needs } from '../support/servers.ts';
import { type Running, running } from './running.ts';

let sandbox: Sandbox;
/** What a clone takes that nobody stops. */
let whole: Tally;
beforeAll(async () => {
  sandbox = await createSandbox({ diskSize: 8 * 2 ** 20 });
  const before = tally(sandbox);
  const bot = await farmhand(['start']);
  await cloning(bot, 1, 'whole');
  await done({}, 1);
  bot.kill('SIGTERM');
  await bot.ended;
  // The first edit of a zone makes a date of its serial.
  whole = { ...difference(before, tally(sandbox)), serials: 2 };
  // From now on a copy takes eight seconds: long enough to be stopped in the middle of.
  writeFileSync(join(sandbox.hosts[0].folder, 'state/rate'), '1\n');
});
afterAll(() => sandbox.close());

const farmhand = (words: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  running([...words, '--farm', sandbox.farmFile], env);

async function withJournal<T>(
  env: Readonly<Record<string, string>>,
  look: (journal: Journal) => Promise<T>,
): Promise<T> {
  const journal = await openJournal(env, await loadFarm(sandbox.farmFile));
  try {
    return await look(journal);
  } finally {
    await journal.close();
  }
}

const stateOf = (env: Readonly<Record<string, string>>, run: number) =>
  withJournal(env, async (journal) => (await journal.head(run))?.state);

const done = (env: Readonly<Record<string, string>>, run: number) =>
  until('the clone to be done', async () => (await stateOf(env, run)) === 'done');

/** Asks for a clone, approves it, and resolves when its copy runs on the host; with the folder of that job. */
async function cloning(bot: Running, run: number, vm: string): Promise<string> {
  const jobs = join(sandbox.hosts[0].folder, 'var/lib/farmhand/jobs');
  const copies = () => (existsSync(jobs) ? readdirSync(jobs).filter((name) => name.endsWith('.copy.1')) : []);
  const before = new Set(copies());
  const copy = () => copies().find((name) => !before.has(name));
  bot.type(`!clone gallifrey ${vm}`);
  await until('the plan', async () => bot.printed().includes(`!approve ${run}`));
  bot.type(`!approve ${run}`);
  await until('the copy to run', async () => copy() !== undefined);
  return join(jobs, copy() ?? '');
}

/** Once each, and by whom. */
async function takenUp(env: Readonly<Record<string, string>>, run: number) {
  return withJournal(env, async (journal) => {
    const events = await journal.events(run);
    const of = (type: string) => events.filter((event) => event.type === type).map(({ data }) => data);
    const begun = of('step.intent').map((data) => (data as { step: string }).step);
    const owners = of('running').map((data) => (data as { owner: string }).owner);
    expect(new Set(begun).size).toBe(begun.length);
    expect(await journal.verify()).toMatchObject({ ok: true });
    expect(await journal.locks()).toEqual([]);
    return { owners: new Set(owners).size, why: of('ended') };
  });
}

describe('SIGTERM in the middle of a copy', () => {
  test('leaves the copy running, and the next start goes on with the run', async () => {
    const bot = await farmhand(['start']);
    const before = tally(sandbox);
    const job = await cloning(bot, 2, 'dev');
    const told = performance.now();
    bot.kill('SIGTERM');
    // A console that is interrupted has not done what it was there for.
    expect(await bot.ended).toEqual({ code: 1, signal: null });
    expect(performance.now() - told).toBeLessThan(stopWithin);
    expect([existsSync(join(job, 'rc')), await stateOf({}, 2)]).toEqual([false, 'running']);

    await farmhand(['start']);
    await done({}, 2);
    expect(difference(before, tally(sandbox))).toEqual(whole);
    expect(await takenUp({}, 2)).toMatchObject({ owners: 2 });
  });

  needs('redis-server')('with several processes', () => {
    let redis: RedisServer;
    beforeAll(async () => {
      redis = await startRedis();
    });
    afterAll(() => redis.remove());

    test('hands the run over to another worker, and the one told ends well', async () => {
      const env = { REDIS_URL: redis.url };
      const bot = await farmhand(['start', '--no-work'], env);
      const ready = await bot.get('/readyz');
      expect(Object.keys(((await ready.json()) as { checks: object }).checks)).not.toContain('worker');
      const first = await farmhand(['worker'], env);
      const before = tally(sandbox);
      const job = await cloning(bot, 1, 'dev2');
      first.kill('SIGTERM');
      expect(await first.ended, first.printed()).toEqual({ code: 0, signal: null });
      expect([existsSync(join(job, 'rc')), await stateOf(env, 1)]).toEqual([false, 'running']);

      await farmhand(['worker'], env);
      await done(env, 1);
      expect(difference(before, tally(sandbox))).toEqual(whole);
      expect(await takenUp(env, 1)).toMatchObject({ owners: 2 });
    });
  });
});

test('what was heard before SIGTERM is answered before the end', async () => {
  const bot = await farmhand(['start']);
  await until('it to be ready', async () => (await bot.get('/readyz')).ok);
  await sandbox.faults.tool('socat', { kind: 'slow', seconds: 2 }, { when: 'ganeti-query' });
  bot.type('!status skaro');
  // The fault is taken away when it is met.
  await until('it to look', async () => !existsSync(join(sandbox.hosts[0].folder, 'faults/socat')));
  bot.kill('SIGTERM');
  await bot.ended;
  expect(bot.printed()).toMatch(/^skaro: /m);
});

import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, readFile, rename, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadFarm } from '../../../platforms/load-farm.ts';
import { createSandbox, type Sandbox } from '../../../platforms/sandboxes.ts';
import { openSqliteJournal } from '../../../src/journal/sqlite/journal.ts';
import { until } from '../../support/daemon.ts';
import { startRedis } from '../../support/redis.ts';
import { needs } from '../../support/servers.ts';
import { farmhand } from '../farmhand.ts';
import { type Running, running, samples } from '../running.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox({ diskSize: 4 * 2 ** 20 });
});
afterAll(() => sandbox.close());

const start = (env: Readonly<Record<string, string>> = {}) => running(['start', '--farm', sandbox.farmFile], env);

interface Readiness {
  readonly status: number;
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, { readonly ok: boolean; readonly says: string }>>;
}

async function readiness(bot: Running): Promise<Readiness> {
  const response = await bot.get('/readyz');
  return { status: response.status, ...((await response.json()) as Omit<Readiness, 'status'>) };
}

const untilReady = (bot: Running) => until('farmhand to be ready', async () => (await readiness(bot)).ready);

async function numbers(bot: Running): Promise<ReadonlyMap<string, number>> {
  const response = await bot.get('/metrics');
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  return samples(await response.text());
}

test('a process that is well says so, and answers nothing but what is asked for', async () => {
  const bot = await start();
  await untilReady(bot);
  const health = await bot.get('/healthz');
  expect([health.status, await health.text()]).toEqual([200, 'ok\n']);
  expect(await readiness(bot)).toEqual({
    status: 200,
    ready: true,
    checks: {
      farm: { ok: true, says: `${sandbox.farmFile} describes 3 hosts` },
      journal: { ok: true, says: expect.stringMatching(/^has \d+ events$/) },
      'chat console': { ok: true, says: 'connected' },
      worker: { ok: true, says: 'takes runs' },
    },
  });
  expect((await bot.get('/')).status).toBe(404);
  expect((await bot.get('/queues/')).status).toBe(404);
  const posted = await fetch(`${bot.url}/healthz`, { method: 'POST' });
  expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  const head = await fetch(`${bot.url}/metrics?x=1`, { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
});

test("the image's health check tells a process that answers from one that does not", async () => {
  const dockerfile = await readFile(join(import.meta.dirname, '../../../Dockerfile'), 'utf8');
  const [, command = ''] = /^HEALTHCHECK .*\\\n +CMD (\[.*\])$/m.exec(dockerfile) ?? [];
  const [, ...words] = JSON.parse(command) as string[];
  const check = (http: string) =>
    new Promise((resolve) => {
      execFile(process.execPath, words, { env: { FARMHAND_HTTP: http } }, (error) => resolve(error?.code ?? 0));
    });
  const bot = await start();
  const address = bot.url.replace('http://', '');
  expect(await check(address)).toBe(0);
  expect(await check(address.replace('127.0.0.1', ''))).toBe(0);
  bot.kill('SIGKILL');
  await bot.ended;
  expect(await check(address)).toBe(1);
});

test('after a clone the numbers are what the journal says', async () => {
  const bot = await start();
  bot.type('!clone gallifrey dev');
  await until('the plan to wait', async () => (await numbers(bot)).get('farmhand_approvals_waiting') === 1);
  expect((await numbers(bot)).get('farmhand_runs{state="waiting"}')).toBe(1);
  bot.type('!approve 1');
  await until('the clone to be done', async () => (await numbers(bot)).get('farmhand_runs{state="done"}') === 1);
  const found = await numbers(bot);
  const states = ['waiting', 'queued', 'running', 'failed', 'cancelled', 'denied', 'expired', 'undone'];
  expect(states.map((state) => found.get(`farmhand_runs{state="${state}"}`))).toEqual(states.map(() => 0));
  expect([found.get('farmhand_approvals_waiting'), found.get('farmhand_queue_depth')]).toEqual([0, 0]);

  const { data } = await loadFarm(sandbox.farmFile);
  const journal = await openSqliteJournal(data.journal);
  const verified = (await journal.events(1)).filter(({ type }) => type === 'step.verified');
  await journal.close();
  const steps = Map.groupBy(verified, ({ tag }) => tag);
  expect(steps.size).toBeGreaterThan(5);
  for (const [action, events] of steps) {
    const seconds = events.reduce((sum, { data }) => sum + (data as { seconds: number }).seconds, 0);
    expect(found.get(`farmhand_step_duration_seconds_count{action="${action}"}`)).toBe(events.length);
    expect(found.get(`farmhand_step_duration_seconds_sum{action="${action}"}`)).toBeCloseTo(seconds, 6);
  }
  const counts = [...found].filter(([name]) => name.startsWith('farmhand_step_duration_seconds_count'));
  expect(counts.reduce((sum, [, count]) => sum + count, 0)).toBe(verified.length);

  await until('both answers to be counted', async () => {
    return (await numbers(bot)).get('farmhand_chat_latency_seconds_count{platform="console"}') === 2;
  });
  expect(found.get('farmhand_ssh_failures_total{host="host01",kind="unreachable"}')).toBe(0);
  expect(found.get('process_resident_memory_bytes')).toBeGreaterThan(1e6);
  expect(found.get('nodejs_eventloop_lag_seconds')).toBeDefined();
  // What people and hosts name is no label: it would make ever new ones.
  expect([...found.keys()].filter((name) => /gallifrey|run=/.test(name))).toEqual([]);
});

test('a host that cannot be reached is counted, by its name', async () => {
  const bot = await start();
  await untilReady(bot);
  await sandbox.faults.cut();
  try {
    bot.type('!status');
    await until('a failure to be counted', async () => {
      const found = await numbers(bot);
      const failures = ['unreachable', 'unknown'].map(
        (kind) => `farmhand_ssh_failures_total{host="host01",kind="${kind}"}`,
      );
      return failures.some((name) => (found.get(name) ?? 0) > 0);
    });
  } finally {
    await sandbox.faults.mend();
  }
});

test('with its file gone the journal is what is not ready', async () => {
  const bot = await start();
  await untilReady(bot);
  const { data } = await loadFarm(sandbox.farmFile);
  await rename(data.journal, `${data.journal}.away`);
  try {
    const { status, ready, checks } = await readiness(bot);
    expect({ status, ready }).toEqual({ status: 503, ready: false });
    const wrong = Object.entries(checks).filter(([, { ok }]) => !ok);
    expect(wrong).toEqual([['journal', { ok: false, says: expect.stringContaining('ENOENT') }]]);
    expect((await bot.get('/healthz')).status).toBe(200);
    await copyFile(`${data.journal}.away`, data.journal);
    const replaced = await readiness(bot);
    expect(replaced).toMatchObject({ status: 503, ready: false });
    expect(replaced.checks.journal?.says).toMatch(/was replaced by another file, under a farmhand that has it open/);
    bot.type('!start skaro');
    await until('it to be said', async () => /was replaced by another file/.test(bot.printed()));
  } finally {
    await rename(`${data.journal}.away`, data.journal);
  }
  expect((await readiness(bot)).status).toBe(200);
});

/** A farm.yaml with IRC on a server that says nothing. */
async function onSilentIrc(work: (farm: string) => Promise<void>): Promise<void> {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const irc = { host: '127.0.0.1', port: (silent.address() as AddressInfo).port, tls: false, nick: 'farmhand' };
  const farm = join(sandbox.folder, 'irc.yaml');
  await writeFile(farm, `${await readFile(sandbox.farmFile, 'utf8')}chat: ${JSON.stringify({ irc })}\n`);
  try {
    await work(farm);
  } finally {
    silent.close();
  }
}

test('a chat that is not reached yet is what is not ready', () =>
  onSilentIrc(async (farm) => {
    const bot = await running(['start', '--farm', farm]);
    await until('everything else to be ready', async () => {
      const wrong = Object.entries((await readiness(bot)).checks).filter(([, { ok }]) => !ok);
      return JSON.stringify(wrong) === JSON.stringify([['chat irc', { ok: false, says: 'connecting' }]]);
    });
    expect((await bot.get('/readyz')).status).toBe(503);
  }));

describe('what cannot be served ends the start with what to do', () => {
  const start = (env: Readonly<Record<string, string>>) => farmhand(['start', '--farm', sandbox.farmFile], { env });

  test('a port that another process has', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { code, err } = await start({ FARMHAND_HTTP: `127.0.0.1:${(other.address() as AddressInfo).port}` });
    other.close();
    expect(code).toBe(1);
    expect(err).toContain('Another program has that port: name another, one for each process');
  });

  test('a board without a place to be shown', async () => {
    const { code, err } = await start({ FARMHAND_BOARD_USER: 'ops', FARMHAND_BOARD_PASSWORD: 'correct horse battery' });
    expect(code).toBe(1);
    expect(err).toContain('set that too');
  });
});

needs('redis-server')('with Redis', () => {
  test('a process that stands by for another is ready', () =>
    onSilentIrc(async (farm) => {
      const redis = await startRedis();
      try {
        const chat = async (bot: Running) => (await readiness(bot)).checks['chat irc'];
        const first = await running(['start', '--no-work', '--farm', farm], { REDIS_URL: redis.url });
        await until('the first to have its turn', async () =>
          first.printed().includes('irc: this process speaks here'),
        );
        const second = await running(['start', '--no-work', '--farm', farm], { REDIS_URL: redis.url });
        await until('the second to be ready', async () => (await readiness(second)).ready);
        expect(await chat(second)).toEqual({ ok: true, says: 'standing by' });
        expect(await chat(first)).toEqual({ ok: false, says: 'connecting' });
      } finally {
        await redis.remove();
      }
    }));

  test('a run that no worker takes up is counted as one that waits for that', async () => {
    const redis = await startRedis();
    try {
      const bot = await running(['start', '--no-work', '--farm', sandbox.farmFile], { REDIS_URL: redis.url });
      bot.type('!memory gallifrey 2G');
      await until('the plan', async () => bot.printed().includes('!approve 1'));
      bot.type('!approve 1');
      await until('it to be queued', async () => (await numbers(bot)).get('farmhand_queue_depth') === 1);
      const found = await numbers(bot);
      const states = ['queued', 'waiting', 'running'].map((state) => found.get(`farmhand_runs{state="${state}"}`));
      expect(states).toEqual([1, 0, 0]);
    } finally {
      await redis.remove();
    }
  });

  test('the journal is what is not ready while Redis is away, and ready again by itself', async () => {
    const redis = await startRedis();
    try {
      const bot = await start({ REDIS_URL: redis.url });
      await untilReady(bot);
      expect((await numbers(bot)).get('farmhand_runs{state="done"}')).toBe(0);
      await redis.stop();
      const gone = await readiness(bot);
      expect([gone.status, gone.checks.journal?.ok]).toEqual([503, false]);
      expect((await bot.get('/healthz')).status).toBe(200);
      const found = await numbers(bot);
      expect(found.has('process_resident_memory_bytes')).toBe(true);
      // Not a zero: nobody knows. What this process was asked since it began it does know.
      expect([...found.keys()].filter((name) => /^farmhand_(runs(?!_asked_total)|queue|approvals)/.test(name))).toEqual(
        [],
      );
      await redis.start();
      await untilReady(bot);
    } finally {
      await redis.remove();
    }
  });
});

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { rightsNeeded } from '../../../src/doctor/redis.ts';
import { type Change, type Journal, leaseOfRun } from '../../../src/journal/journal.ts';
import { processOwner } from '../../../src/journal/owner.ts';
import { openRedisJournal } from '../../../src/journal/redis/journal.ts';
import { redisAddress } from '../../../src/redis/address.ts';
import { follow, type RedisOptions, type RedisServer, startRedis } from '../../support/redis.ts';
import { needs } from '../../support/servers.ts';

const program = fileURLToPath(new URL('../writer.ts', import.meta.url));
const head: Change['head'] = { state: 'running', settled: false, title: 'clone', subjects: ['skaro'], by: 'loic' };
const newRun: Change = { run: 'new', version: 0, events: [{ type: 'planned', data: {} }], head };
const unusable = (message: RegExp) =>
  expect.objectContaining({ name: 'JournalUnusable', message: expect.stringMatching(message) });

needs('redis-server')('the Redis journal', () => {
  let servers: RedisServer[];
  let journals: Journal[];
  let children: ChildProcess[];
  beforeEach(() => {
    servers = [];
    journals = [];
    children = [];
  });
  afterEach(async () => {
    for (const child of children)
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL') && (await once(child, 'exit'));
    for (const journal of journals) await journal.close();
    for (const server of servers) await server.remove();
  });

  async function started(options?: RedisOptions): Promise<RedisServer> {
    const server = await startRedis(options);
    servers.push(server);
    return server;
  }
  async function opened(url: string): Promise<Journal> {
    const journal = await openRedisJournal(redisAddress(url));
    journals.push(journal);
    return journal;
  }
  /** Says something to the server as another client would. */
  async function told<T>(url: string, tell: (redis: Redis) => Promise<T>): Promise<T> {
    const redis = new Redis(url);
    try {
      return await tell(redis);
    } finally {
      redis.disconnect();
    }
  }
  function writer(...args: readonly string[]) {
    const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    return { child, began: once(child.stdout, 'readable'), printed: text(child.stdout), exited: once(child, 'exit') };
  }
  /** Each line `SEQ HASH` that a writer printed is in the log. */
  async function expectAll(journal: Journal, printed: readonly string[]): Promise<number> {
    expect(await journal.verify()).toMatchObject({ ok: true });
    const hashes = new Map((await journal.since(0, 1_000_000)).map(({ seq, hash }) => [`${seq}`, hash]));
    const lines = printed.join('').split('\n').filter(Boolean);
    for (const line of lines) expect(hashes.get(line.split(' ')[0] ?? '')).toBe(line.split(' ')[1]);
    return lines.length;
  }

  describe('written by several processes', () => {
    it('loses no write of any, and keeps the chain whole', async () => {
      const { url } = await started();
      const writers = Array.from({ length: 4 }, () => writer(url, '150'));
      for (const { exited } of writers) expect(await exited).toEqual([0, null]);
      const journal = await opened(url);
      const runs = await journal.runs();
      expect(runs.map(({ run }) => run)).toEqual([4, 3, 2, 1]);
      for (const { version } of runs) expect(version).toBeGreaterThanOrEqual(150);
      const printed = await Promise.all(writers.map((one) => one.printed));
      // What takes leases prints nothing of its first event.
      expect(await expectAll(journal, printed)).toBe((await journal.last()) - 4);
    });

    it('has all that was acknowledged, whenever they are killed', async () => {
      const { url } = await started();
      for (let round = 0; round < 3; round++) {
        const writers = [writer(url), writer(url)];
        await Promise.all(writers.map(({ began }) => began));
        for (const { child, exited } of writers) {
          await sleep(10 + 40 * round);
          child.kill('SIGKILL');
          await exited;
        }
        const journal = await opened(url);
        expect(await expectAll(journal, await Promise.all(writers.map((one) => one.printed)))).toBeGreaterThan(0);
        for (const { run } of await journal.runs({ limit: 2 }))
          expect(await journal.lease(leaseOfRun(run), processOwner(), 1_000)).toBeDefined();
        expect(await journal.locks()).toHaveLength(2 * (round + 1));
      }
    });

    it('goes on by itself when Redis is killed amid their writes and started again: nothing is lost, nothing twice', async () => {
      const server = await started();
      const writers = [writer(server.url), writer(server.url), writer(server.url)];
      await Promise.all(writers.map(({ began }) => began));
      for (let round = 0; round < 5; round++) {
        await sleep(100 + 37 * round);
        await server.stop('SIGKILL');
        await server.start();
      }
      await sleep(300);
      for (const { child, exited } of writers) {
        // Still writing: none of them met an error.
        expect(child.exitCode).toBeNull();
        child.kill('SIGKILL');
        await exited;
      }
      const journal = await opened(server.url);
      const lines = await expectAll(journal, await Promise.all(writers.map((one) => one.printed)));
      // Beyond what was acknowledged: the first event of each, and at most what each had in hand.
      const more = (await journal.last()) - lines - writers.length;
      expect(more).toBeLessThanOrEqual(2 * writers.length);
    });

    it('lets a writer of big events through between many small ones', async () => {
      const { url } = await started({ config: ['appendfsync everysec'] });
      const small = Array.from({ length: 2 }, () => writer(url));
      await Promise.all(small.map(({ began }) => began));
      const journal = await opened(url);
      const big = { ...newRun, events: [{ type: 'planned', data: 'x'.repeat(4_000_000) }] };
      const times: number[] = [];
      for (let n = 0; n < 5; n++) {
        const began = performance.now();
        await journal.append(big);
        times.push(performance.now() - began);
      }
      expect(Math.max(...times)).toBeLessThan(3_000);
    });
  });

  describe('when Redis is restarted', () => {
    it('has everything from its append-only file, on the handles that were open', async () => {
      const server = await started();
      const journal = await opened(server.url);
      const [planned] = await journal.append({ ...newRun, locks: [{ key: 'vm:skaro', mode: 'exclusive' }] });
      const lease = await journal.lease('run:1', 'elsewhere/1', 60_000);
      await journal.setCursor('irc', 1);
      const wake = vi.fn();
      journal.watch(wake);
      await server.stop();
      await server.start();
      expect(await journal.events(1)).toEqual([planned]);
      expect(await journal.locks()).toHaveLength(1);
      expect(await journal.cursor('irc')).toBe(1);
      await journal.append({ ...newRun, run: 1, version: 1, token: lease?.token ?? 0 });
      expect(await journal.verify()).toMatchObject({ ok: true, events: 2 });
      await vi.waitFor(() => expect(wake.mock.calls.length).toBeGreaterThanOrEqual(2), { timeout: 5_000 });
    });

    it('never gives a token again that it gave and forgot', async () => {
      const server = await started({ config: ['appendonly no'] });
      const journal = await opened(server.url);
      await told(server.url, (redis) => redis.bgsave());
      await vi.waitFor(async () =>
        expect(await told(server.url, (redis) => redis.info('persistence'))).toContain('rdb_bgsave_in_progress:0'),
      );
      await journal.lease('run:1', 'elsewhere/1', 60_000);
      await told(server.url, (redis) => redis.save());
      const forgotten = await journal.lease('run:2', 'elsewhere/1', 60_000);
      await server.stop();
      await server.start();
      const next = await journal.lease('run:2', 'elsewhere/2', 60_000);
      expect(next?.token).toBeGreaterThan(forgotten?.token ?? Number.POSITIVE_INFINITY);
      expect(await journal.lease('run:3', 'elsewhere/2', 60_000)).toMatchObject({ token: (next?.token ?? 0) + 1 });
    });

    it('wakes whoever watches, for what was told while the connection was broken', async () => {
      const server = await started();
      const [journal, other] = [await opened(server.url), await opened(server.url)];
      const wake = vi.fn();
      journal.watch(wake);
      await told(server.url, (redis) => redis.client('KILL', 'TYPE', 'pubsub'));
      await other.append(newRun);
      await vi.waitFor(() => expect(wake).toHaveBeenCalled(), { timeout: 2_000 });
    });
  });

  describe('when Redis cannot be used', () => {
    it('says so in a few seconds when it is gone, and works again when it is back', async () => {
      const server = await started();
      const journal = await opened(server.url);
      await journal.append(newRun);
      await server.stop();
      const began = Date.now();
      const gone = unusable(
        new RegExp(`Redis at 127.0.0.1:${server.port} is not to be had: nothing listens there.*whether it runs`),
      );
      const opening = openRedisJournal(redisAddress(server.url));
      const calls = [
        journal.head(1),
        journal.append(newRun),
        journal.append(newRun),
        journal.lease('x', 'y', 1_000),
        opening,
      ];
      for (const result of await Promise.allSettled(calls)) expect(result).toMatchObject({ reason: gone });
      expect(Date.now() - began).toBeLessThan(9_000);
      await server.start();
      await journal.append(newRun);
      expect(await journal.verify()).toMatchObject({ ok: true, events: 2 });
    });

    it('says so when it does not answer, waits out a short pause, and writes nothing twice', async () => {
      const server = await started();
      const journal = await opened(server.url);
      server.pause();
      const waited = journal.append(newRun);
      await sleep(2_500);
      server.resume();
      await waited;
      expect(await journal.last()).toBe(1);
      server.pause();
      const began = Date.now();
      await expect(journal.append(newRun)).rejects.toEqual(unusable(/127\.0\.0\.1:\d+ is not to be had/));
      expect(Date.now() - began).toBeLessThan(9_000);
      server.resume();
      await journal.append(newRun);
      expect(await journal.verify()).toMatchObject({ ok: true });
      expect(await journal.last()).toBeLessThanOrEqual(3);
    });

    it('writes nothing of a change for which Redis has no room, and goes on when there is some', async () => {
      const server = await started();
      const journal = await opened(server.url);
      await journal.append(newRun);
      await told(server.url, async (redis) => {
        const used = Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))?.[1]);
        await redis.config('SET', 'maxmemory', used + 2_000_000);
      });
      const big = { ...newRun, events: Array(20).fill({ type: 'planned', data: 'x'.repeat(50_000) }) };
      const before: number[] = [];
      const failure = await (async () => {
        for (;;) {
          before.push(await journal.last());
          await journal.append(big);
        }
      })().catch((error) => error);
      expect(failure).toEqual(unusable(/Redis at 127\.0\.0\.1:\d+ is full \(maxmemory .*\): raise maxmemory/));
      // Twenty events or none: Redis refuses a script that has no allow-oom before its first line.
      expect(await journal.last()).toBe(before.at(-1));
      expect(before.length).toBeGreaterThan(1);
      expect(await journal.verify()).toMatchObject({ ok: true });
      await told(server.url, (redis) => redis.config('SET', 'maxmemory', 0));
      await journal.append(big);
      expect(await journal.verify()).toMatchObject({ ok: true });
    });

    it('says what to do when Redis is a replica, from which it can be read', async () => {
      const [primary, replica] = [await started(), await started()];
      const journal = await opened(primary.url);
      await journal.append(newRun);
      await follow(replica, primary);
      const read = await opened(replica.url);
      expect(await read.verify()).toMatchObject({ ok: true, events: 1 });
      await expect(read.append(newRun)).rejects.toEqual(unusable(/is a replica, .*: name its primary in REDIS_URL/));
      expect(await read.last()).toBe(1);
    });

    it('goes on at once after a failed disk write is mended', async () => {
      const server = await started();
      const journal = await opened(server.url);
      await told(server.url, (redis) => redis.config('SET', 'min-replicas-to-write', 1));
      await expect(journal.append(newRun)).rejects.toEqual(unusable(/has fewer replicas than it must have/));
      await told(server.url, (redis) => redis.config('SET', 'min-replicas-to-write', 0));
      await journal.append(newRun);
    });

    it('does not tell the password when it is wrong, or anywhere', async () => {
      const { url, port } = await started({ password: 'co rrect@horse' });
      await (await opened(url)).append(newRun);
      const began = Date.now();
      for (const [wrong, message] of [
        [`redis://:rosebud99@127.0.0.1:${port}`, /does not accept the user and password of REDIS_URL/],
        [`redis://127.0.0.1:${port}`, /wants a password: put it into REDIS_URL/],
      ] as const) {
        const error = await openRedisJournal(redisAddress(wrong)).catch((failure: unknown) => failure);
        expect(error).toEqual(unusable(message));
        expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('rosebud99');
      }
      expect(Date.now() - began).toBeLessThan(3_000);
    });

    it('works with no other rights than the doctor names', async () => {
      const { port } = await started({
        config: [`user worker on >secret99 resetchannels ~{farmhand}:* &{farmhand}:* ${rightsNeeded}`],
      });
      const url = `redis://worker:secret99@127.0.0.1:${port}`;
      const [journal, other] = [await opened(url), await opened(url)];
      const wake = vi.fn();
      journal.watch(wake);
      await other.append({ ...newRun, locks: [{ key: 'vm:skaro', mode: 'exclusive' }] });
      await vi.waitFor(() => expect(wake).toHaveBeenCalled());
      const lease = await journal.lease('run:1', 'elsewhere/1', 1_000);
      await journal.append({ ...newRun, run: 1, version: 1, token: lease?.token ?? 0 });
      if (lease) await journal.release(await journal.renew(lease, 1_000));
      await journal.setCursor('irc', 1);
      expect(await journal.runs({ subject: 'skaro' })).toHaveLength(1);
      expect(await journal.verify()).toMatchObject({ ok: true, events: 2 });
    });

    it('names what a user may not', async () => {
      const { port } = await started({ config: ['user worker on >secret99 ~* &* +@all -evalsha -eval'] });
      await expect(openRedisJournal(redisAddress(`redis://worker:secret99@127.0.0.1:${port}`))).rejects.toEqual(
        unusable(/does not allow this user what farmhand needs: farmhand doctor says which/),
      );
    });

    it.each([
      ['was written by a later farmhand', 'format', '9', /written by a later farmhand \(format 9/],
      [
        'is half copied',
        'copying',
        'data/journal.sqlite',
        /data\/journal\.sqlite is being copied into it, or was and broke off/,
      ],
    ])('is left as it is when it %s', async (_what, field, value, message) => {
      const { url } = await started();
      const journal = await opened(url);
      await told(url, (redis) => redis.hset('{farmhand}:tip', field, value));
      await expect(openRedisJournal(redisAddress(url))).rejects.toEqual(unusable(message));
      await expect(journal.append(newRun)).rejects.toEqual(unusable(message));
    });

    it('says that it was emptied', async () => {
      const { url } = await started();
      const journal = await opened(url);
      await told(url, (redis) => redis.flushall());
      await expect(journal.append(newRun)).rejects.toEqual(unusable(/is gone: somebody emptied that Redis/));
    });
  });

  it('can be closed twice, and then refuses', async () => {
    const { url } = await started();
    const journal = await opened(url);
    await journal.close();
    await journal.close();
    await expect(journal.last()).rejects.toEqual(unusable(/is closed/));
  });
});

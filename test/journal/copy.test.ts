import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { copyJournal, type Original, type Target } from '../../src/journal/copy.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { processOwner } from '../../src/journal/owner.ts';
import { redisOriginal, redisTarget } from '../../src/journal/redis/copy.ts';
import { openRedisJournal } from '../../src/journal/redis/journal.ts';
import { sqliteOriginal, sqliteTarget } from '../../src/journal/sqlite/copy.ts';
import { openSqliteJournal } from '../../src/journal/sqlite/journal.ts';
import { redisAddress } from '../../src/redis/address.ts';
import { seedJournal } from '../support/journal.ts';
import { type RedisServer, startRedis } from '../support/redis.ts';
import { needs } from '../support/servers.ts';

const runs = 300;

needs('redis-server')('copying a journal', () => {
  let server: RedisServer;
  let folder: string;
  let file: string;
  let open: Original[];
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.remove());
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'farmhand-copy-'));
    file = join(folder, 'journal.sqlite');
    open = [];
  });
  afterEach(async () => {
    for (const { journal } of open) await journal.close();
    rmSync(folder, { recursive: true });
  });

  const place = () => redisAddress(`${server.url}?prefix=${randomUUID()}`);
  async function from(original: Promise<Original>): Promise<Original> {
    const opened = await original;
    open.push(opened);
    return opened;
  }
  /** A journal with a history, locks, cursors and tokens given. */
  async function seeded(): Promise<Original> {
    await seedJournal(file, runs);
    const original = await from(sqliteOriginal(file));
    const { journal } = original;
    const head = { state: 'running', settled: false, title: 'clone', subjects: ['skaro'], by: 'loïc' };
    const locks = [
      { key: 'vm:skaro', mode: 'exclusive' },
      { key: 'zone', mode: 'shared' },
    ] as const;
    const planned = { type: 'planned', data: { text: 'é \u0000 "' } };
    await journal.append({ run: 'new', version: 0, events: [planned], head, locks });
    await journal.append({ run: 'new', version: 0, events: [planned], head, locks, onBehalfOf: runs + 1 });
    await journal.setCursor('irc', 7);
    await journal.putNote('to say', 'one', { text: 'é \u0000' });
    await journal.putNote('heard', 'm1', null);
    for (let n = 0; n < 5; n++) {
      const lease = await journal.lease(`run:${n}`, 'elsewhere/1', 60_000);
      if (lease) await journal.release(lease);
    }
    return original;
  }
  async function everything(journal: Journal) {
    return {
      identity: journal.identity,
      events: await journal.since(0, 1_000_000),
      heads: await journal.runs({ limit: 1_000_000 }),
      unsettled: await journal.runs({ settled: false }),
      failed: await journal.runs({ state: 'failed' }),
      of: await journal.runs({ subject: 'vm3' }),
      run: await journal.events(7),
      recent: await journal.recent('verified', 'lvm.copy', 5),
      locks: await journal.locks(),
      cursor: await journal.cursor('irc'),
      notes: [await journal.notes('to say'), await journal.notes('heard')],
      verdict: await journal.verify(),
    };
  }

  it('into Redis and back again keeps everything to the letter, and gives higher tokens only', async () => {
    const original = await seeded();
    const before = await everything(original.journal);
    const redis = place();
    const tip = await copyJournal(original, redisTarget(redis));
    expect(tip).toMatchObject({ seq: before.events.length, hash: before.events.at(-1)?.hash });
    const middle = await from(redisOriginal(redis));
    expect(await everything(middle.journal)).toEqual(before);
    const back = join(folder, 'back.sqlite');
    await copyJournal(middle, sqliteTarget(back));
    const after = await from(sqliteOriginal(back));
    expect(await everything(after.journal)).toEqual(before);
    for (const { journal } of [middle, after])
      expect(await journal.lease('run:1', 'elsewhere/1', 60_000)).toMatchObject({ token: 6 });
    await expect(copyJournal(after, redisTarget(place()))).rejects.toThrow(
      /in use: elsewhere\/1 has run 1\. Stop farmhand everywhere/,
    );
  });

  it('is refused into a journal that has events', async () => {
    const original = await seeded();
    const redis = place();
    const there = await openRedisJournal(redis);
    await there.append({
      run: 'new',
      version: 0,
      events: [{ type: 'x', data: 1 }],
      head: { state: 'x', settled: true, title: '', subjects: [], by: '' },
    });
    await expect(copyJournal(original, redisTarget(redis))).rejects.toThrow(/has events already: name another Redis/);
    expect(await there.verify()).toMatchObject({ ok: true, events: 1 });
    await there.close();
    const other = join(folder, 'other.sqlite');
    await seedJournal(other, 1);
    await expect(copyJournal(original, sqliteTarget(other))).rejects.toThrow(/has a journal already: name a new file/);
  });

  it('is refused while a run is worked on, and of an empty or altered journal', async () => {
    const original = await seeded();
    await original.journal.lease('run:1', processOwner(), 60_000);
    const redis = place();
    await expect(copyJournal(original, redisTarget(redis))).rejects.toThrow(/is in use: .* has run 1\. Stop farmhand/);
    const there = await openRedisJournal(redis);
    expect(await there.last()).toBe(0);
    await there.close();
    const none = await from(sqliteOriginal(join(folder, 'none.sqlite')));
    await expect(copyJournal(none, redisTarget(redis))).rejects.toThrow(/is an empty journal/);
    const altered = place();
    await copyJournal(
      await from(Promise.resolve({ ...original, moment: async () => ({ ...(await original.moment()), leases: [] }) })),
      redisTarget(altered),
    );
    await told((client) => client.hdel(`${altered.prefix}:runs`, '5'));
    const source = await from(redisOriginal(altered));
    await expect(copyJournal(source, sqliteTarget(join(folder, 'x.sqlite')))).rejects.toThrow(
      /is not as it was written: run 5 has events.*not copied/,
    );
  });

  async function told(tell: (redis: Redis) => Promise<unknown>): Promise<void> {
    const redis = new Redis(server.url);
    await tell(redis);
    redis.disconnect();
  }

  /** A target that breaks off after some events, as a process does that is killed. */
  function breaking(target: Target): Target {
    return {
      ...target,
      fill: async (name) => {
        const filling = await target.fill(name);
        let pages = 0;
        const events: typeof filling.events = async (list) => {
          if (pages++ === 3) throw new Error('killed');
          await filling.events(list);
        };
        return { ...filling, events };
      },
    };
  }

  it('that broke off leaves no journal in Redis, until it is done again', async () => {
    const original = await seeded();
    const redis = place();
    const running = await openRedisJournal(redis);
    await expect(copyJournal(original, breaking(redisTarget(redis)))).rejects.toThrow('killed');
    const half = /journal\.sqlite is being copied into it, or was and broke off\. Do that copy again/;
    await expect(openRedisJournal(redis)).rejects.toThrow(half);
    const change = {
      run: 'new',
      version: 0,
      events: [{ type: 'x', data: 1 }],
      head: { state: 'x', settled: true, title: '', subjects: [], by: '' },
    } as const;
    await expect(running.append(change)).rejects.toThrow(half);
    await running.close();
    await copyJournal(original, redisTarget(redis));
    const copied = await from(redisOriginal(redis));
    expect(await everything(copied.journal)).toEqual(await everything(original.journal));
  });

  it('that broke off leaves an empty journal in a file', async () => {
    const original = await seeded();
    const target = join(folder, 'copy.sqlite');
    await expect(copyJournal(original, breaking(sqliteTarget(target)))).rejects.toThrow('killed');
    const empty = await openSqliteJournal(target);
    expect(await empty.verify()).toMatchObject({ ok: true, events: 0 });
    await empty.close();
    await copyJournal(original, sqliteTarget(target));
  });

  it('is given up when another copy into the same Redis begins, and when the source is written to', async () => {
    const original = await seeded();
    const redis = place();
    const first = await redisTarget(redis).fill('first');
    await copyJournal(original, redisTarget(redis));
    await expect(first.events(await original.journal.since(0, 1))).rejects.toThrow(/another copy into .* has begun/);
    await first.close();
    const written = place();
    const busy: Target = {
      ...redisTarget(written),
      fill: async (name) => {
        await original.journal.append({
          run: 1,
          version: 11,
          events: [{ type: 'x', data: 1 }],
          head: { state: 'x', settled: true, title: '', subjects: [], by: '' },
        });
        return redisTarget(written).fill(name);
      },
    };
    await expect(copyJournal(original, busy)).rejects.toThrow(/was written to while it was copied: stop farmhand/);
    await expect(openRedisJournal(written)).rejects.toThrow(/being copied into it/);
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, type TestContext } from 'vitest';
import type { Journal } from '../../../src/journal/journal.ts';
import { openRedisJournal } from '../../../src/journal/redis/journal.ts';
import { redisAddress } from '../../../src/redis/address.ts';
import { type RedisServer, startRedis } from '../../support/redis.ts';
import { needs } from '../../support/servers.ts';
import { unusable } from '../refused.ts';
import { newRun } from './house.ts';

needs('redis-server')('the Redis journal, when Redis is away,', () => {
  // They mostly wait, so they wait together.
  async function opened({ onTestFinished }: TestContext): Promise<{ server: RedisServer; journal: Journal }> {
    const server = await startRedis();
    onTestFinished(() => server.remove());
    const journal = await openRedisJournal(redisAddress(server.url));
    onTestFinished(() => journal.close());
    return { server, journal };
  }

  it.concurrent('says so in a few seconds when it is gone, and works again when it is back', async (test) => {
    const { server, journal } = await opened(test);
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
    expect(Date.now() - began).toBeLessThan(12_000);
    await server.start();
    await journal.append(newRun);
    expect(await journal.verify()).toMatchObject({ ok: true, events: 2 });
  });

  it.concurrent('says so when it does not answer, waits out a short pause, and writes nothing twice', async (test) => {
    const { server, journal } = await opened(test);
    server.pause();
    const waited = journal.append(newRun);
    const leased = journal.lease('run:1', 'elsewhere/1', 60_000);
    await sleep(2_500);
    server.resume();
    await waited;
    // Given by the try whose answer nobody waited for any more, or by the next: it is not held by nobody.
    expect(await leased).toBeDefined();
    expect(await journal.last()).toBe(1);
    server.pause();
    const began = Date.now();
    await expect(journal.append(newRun)).rejects.toEqual(unusable(/127\.0\.0\.1:\d+ is not to be had/));
    expect(Date.now() - began).toBeLessThan(12_000);
    server.resume();
    await journal.append(newRun);
    expect(await journal.verify()).toMatchObject({ ok: true });
    expect(await journal.last()).toBeLessThanOrEqual(3);
  });
});

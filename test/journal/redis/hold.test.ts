import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { openRedisJournal } from '../../../src/journal/redis/journal.ts';
import { redisAddress } from '../../../src/redis/address.ts';
import { needs } from '../../support/servers.ts';
import { refusesAll, unusable } from '../refused.ts';
import { house, newRun, told } from './house.ts';

/** All keys as they are, and what puts them back. */
async function saved(url: string): Promise<() => Promise<void>> {
  const redis = new Redis(url);
  const names = await redis.keys('*');
  const dumps = await Promise.all(names.map((name) => redis.dumpBuffer(name)));
  return async () => {
    await redis.flushall();
    for (const [index, name] of names.entries()) await redis.restore(name, 0, dumps[index] as Buffer);
    redis.disconnect();
  };
}

needs('redis-server')('a Redis journal that is not the one any more that was opened', () => {
  const { started, opened } = house();

  it('is noticed when it was emptied, and when another one was begun there', async () => {
    const { url } = await started();
    const journal = await opened(url);
    await journal.append(newRun);
    const restore = await saved(url);
    await told(url, (redis) => redis.flushall());
    await refusesAll(journal, newRun, /is gone: somebody emptied that Redis, or it lost its files/);
    const other = await opened(url);
    await other.append(newRun);
    await refusesAll(
      journal,
      newRun,
      /is another one now: [0-9a-f]{32}, not [0-9a-f]{32}\. Nothing is written or done/,
    );
    await restore();
    await journal.append(newRun);
    await refusesAll(other, newRun, /is another one now/);
    expect(await journal.verify()).toMatchObject({ ok: true, events: 2 });
  });

  it('is noticed when it was rewound, also when another process went on from there', async () => {
    const { url } = await started();
    const journal = await opened(url);
    await journal.append(newRun);
    const restore = await saved(url);
    await journal.append(newRun);
    await restore();
    await refusesAll(
      journal,
      newRun,
      /is an older state of itself, or a copy that went on: event 2 is not in it any more/,
    );
    const other = await opened(url);
    for (let n = 0; n < 3; n++) await other.append({ ...newRun, events: [{ type: 'other', data: n }] });
    await refusesAll(journal, newRun, /event 2 is not in it any more/);
    expect(await other.verify()).toMatchObject({ ok: true, events: 4 });
  });

  it('is begun only on request where one was known, and named when it is another one', async () => {
    const { url } = await started();
    const address = redisAddress(url);
    const { identity } = await opened(url);
    const again = await openRedisJournal(address, { expected: identity });
    await again.close();
    await told(url, (redis) => redis.flushall());
    await expect(openRedisJournal(address, { expected: identity })).rejects.toEqual(
      unusable(/Redis at .* is gone or empty, and farmhand used one before .*type: farmhand journal new$/),
    );
    expect(await told(url, (redis) => redis.dbsize())).toBe(0);
    await opened(url);
    await expect(openRedisJournal(address, { expected: identity })).rejects.toEqual(
      unusable(/Redis at .* is not the one farmhand used before: .*type: farmhand journal accept$/),
    );
  });
});

import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import type { Change } from '../../../src/journal/journal.ts';
import { openRedisJournal } from '../../../src/journal/redis/journal.ts';
import { redisAddress } from '../../../src/redis/address.ts';
import { until } from '../../support/daemon.ts';
import { follow, startRedis } from '../../support/redis.ts';
import { startSentinel } from '../../support/sentinel.ts';
import { needs } from '../../support/servers.ts';

const newRun: Change = {
  run: 'new',
  version: 0,
  events: [{ type: 'planned', data: {} }],
  head: { state: 'running', settled: false, title: 'clone', subjects: [], by: 'loic' },
};

needs('redis-server')('the Redis journal, found by Sentinels', () => {
  it('goes on in the replica that takes the place of a primary that was killed', async () => {
    const [primary, replica] = await Promise.all([startRedis(), startRedis()]);
    await follow(replica, primary);
    const sentinel = await startSentinel('farm', primary);
    const asked = new Redis(sentinel.port);
    try {
      await until('the Sentinel to know the replica', async () =>
        /num-slaves,1,/.test(String(await asked.call('SENTINEL', 'MASTER', 'farm'))),
      );
      const address = redisAddress(`redis+sentinel://127.0.0.1:${sentinel.port}/farm`);
      const journal = await openRedisJournal(address);
      await journal.append(newRun);
      const lease = await journal.lease('run:1', 'elsewhere/1', 60_000);
      await until('the replica to have it', async () => {
        const there = new Redis(replica.url);
        const fence = await there.hget('{farmhand}:fence', 'token');
        there.disconnect();
        return fence === '1';
      });
      await primary.stop();
      await until('somebody to take over', () =>
        journal.append(newRun).then(
          () => true,
          () => false,
        ),
      );
      expect(await journal.verify()).toMatchObject({ ok: true, events: 2 });
      // Another server: it may not have had every token.
      const next = await journal.lease('run:2', 'elsewhere/1', 60_000);
      expect(next?.token).toBeGreaterThan((lease?.token ?? 0) + 1_000_000);
      await journal.close();
    } finally {
      asked.disconnect();
      await Promise.all([primary.remove(), replica.remove(), sentinel.remove()]);
    }
  });
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import { openRedisJournal } from '../../../src/journal/redis/journal.ts';
import { redisAddress } from '../../../src/redis/address.ts';
import { type RedisServer, startRedis } from '../../support/redis.ts';
import { needs } from '../../support/servers.ts';
import { journalContract } from '../contract.ts';

needs('redis-server')('on a real server', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.remove());

  journalContract('the Redis journal', async () => {
    const address = redisAddress(`${server.url}?prefix=${randomUUID()}`);
    return {
      open: (options) => openRedisJournal(address, options),
      remove: async () => undefined,
    };
  });
});

import { describe, expect, it, test } from 'vitest';
import { examineRedis } from '../../src/doctor/examine-redis.ts';
import { type RedisFacts, redisFindings, rightsNeeded as rights } from '../../src/doctor/redis.ts';
import type { Finding } from '../../src/farm/finding.ts';
import { redisAddress } from '../../src/redis/address.ts';
import { type RedisOptions, type RedisServer, startRedis } from '../support/redis.ts';
import { needs } from '../support/servers.ts';

const good: RedisFacts = {
  shown: 'redis.farm:6379',
  version: '7.0.15',
  role: 'master',
  user: 'default',
  prefix: '{farmhand}',
  forbidden: [],
  settings: { 'maxmemory-policy': 'noeviction', appendonly: 'yes', appendfsync: 'always' },
  memory: { used: 1, most: 0 },
  ahead: 0,
  latency: 0.2,
};
const set = (settings: Readonly<Record<string, string>>) => ({ settings: { ...good.settings, ...settings } });

describe('what the doctor says of a Redis', () => {
  it('is nothing but good when all is well', () => {
    expect(redisFindings(good).map(({ is }) => is)).toEqual(['ok', 'ok']);
  });

  const cases: readonly (readonly [
    what: string,
    facts: Partial<RedisFacts>,
    is: string,
    says: RegExp,
    mend: RegExp,
  ])[] = [
    [
      'an old version',
      { version: '6.2.7' },
      'problem',
      /is version 6\.2\.7: before 7\.0 a script/,
      /Install Redis 7\.0/,
    ],
    ['a replica', { role: 'slave' }, 'problem', /is a replica/, /Name its primary in REDIS_URL/],
    [
      'eviction',
      set({ 'maxmemory-policy': 'allkeys-lru' }),
      'problem',
      /throws keys away .*allkeys-lru/,
      /CONFIG SET maxmemory-policy noeviction/,
    ],
    [
      'no append-only file',
      set({ appendonly: 'no' }),
      'problem',
      /forgets what was written/,
      /CONFIG SET appendonly yes/,
    ],
    [
      'a sync each second',
      set({ appendfsync: 'everysec' }),
      'warning',
      /a second of history can be lost/,
      /CONFIG SET appendfsync always/,
    ],
    [
      'no sync',
      set({ appendfsync: 'no' }),
      'problem',
      /half a minute of history can be lost/,
      /CONFIG SET appendfsync always/,
    ],
    [
      'settings it hides',
      { settings: {} },
      'warning',
      /does not let this user read its settings/,
      /Look there yourself/,
    ],
    [
      'little room',
      { memory: { used: 95, most: 100 } },
      'warning',
      /has used 95 % of its maxmemory/,
      /Raise maxmemory/,
    ],
    ['a clock behind', { ahead: 3_000 }, 'warning', /its clock is 3\.0 s behind this machine's/, /NTP/],
    ['a clock ahead', { ahead: -2_500 }, 'warning', /its clock is 2\.5 s ahead of/, /NTP/],
    ['a long way', { latency: 34 }, 'warning', /takes 34 ms to answer/, /nearer/],
    [
      'few rights',
      { user: 'worker', forbidden: ['XADD'] },
      'problem',
      /user worker may not use XADD on keys and channels \{farmhand\}:\*/,
      /ACL SETUSER worker '~\{farmhand\}:\*' '&\{farmhand\}:\*' \+@read/,
    ],
  ];
  test.each(cases)('names %s, and how to mend it', (_what, facts, is, says, mend) => {
    const found = redisFindings({ ...good, ...facts });
    const of = {
      is,
      about: 'Redis redis.farm:6379',
      says: expect.stringMatching(says),
      mend: expect.stringMatching(mend),
    };
    expect(found).toContainEqual(of);
    expect(found.filter((finding) => finding.is !== 'ok')).toHaveLength(1);
  });
});

needs('redis-server')('the doctor, at a real Redis', () => {
  async function at(options: RedisOptions, url: (server: RedisServer) => string = (server) => server.url) {
    const server = await startRedis(options);
    try {
      // How soon Redis answers is the machine's, and none of what is wrong with this Redis: the table above has that warning.
      const isSlow = ({ is, says }: Finding) => is === 'warning' && /^takes \d+ ms to answer,/.test(says);
      const found = (await examineRedis(redisAddress(url(server)))).filter((finding) => !isSlow(finding));
      const keys = { found, left: await keysLeft(server) };
      return keys;
    } finally {
      await server.remove();
    }
  }
  async function keysLeft(server: RedisServer): Promise<number> {
    const { Redis } = await import('ioredis');
    const redis = new Redis(server.url);
    const count = await redis.dbsize();
    redis.disconnect();
    return count;
  }

  it('finds nothing wrong with one that is as it should be, and leaves nothing there', async () => {
    const { found, left } = await at({});
    expect(found.map(({ is }) => is)).toEqual(['ok', 'ok']);
    expect(left).toBe(0);
  });

  it('finds what is wrong with one of Debian’s settings', async () => {
    const { found } = await at({ config: ['appendonly no', 'maxmemory 1gb', 'maxmemory-policy allkeys-lru'] });
    expect(found.map(({ is }) => is)).toEqual(['ok', 'problem', 'problem']);
  });

  const worker = (server: RedisServer) => `redis://worker:secret99@127.0.0.1:${server.port}`;

  it('is content with a user who has the rights it names', async () => {
    const user = `user worker on >secret99 resetchannels ~{farmhand}:* &{farmhand}:* ${rights}`;
    const { found } = await at({ config: [user] }, worker);
    expect(found.map(({ is }) => is)).toEqual(['ok', 'ok']);
  });

  it.each([
    [`~other:* &{farmhand}:* ${rights}`, /may not use DEL, HSET, .*, XADD/],
    [`~{farmhand}:* resetchannels ${rights}`, /may not use PUBLISH, SUBSCRIBE/],
    [`~{farmhand}:* &{farmhand}:* ${rights} -xadd -time`, /may not use XADD, TIME/],
  ])('names what a user with %s may not', async (has, says) => {
    const { found } = await at({ config: [`user worker on >secret99 ${has}`] }, worker);
    expect(found).toContainEqual(expect.objectContaining({ is: 'problem', says: expect.stringMatching(says) }));
  });

  it('says what is wrong when it is not there', async () => {
    const [found] = await examineRedis(redisAddress('redis://127.0.0.1:1'));
    expect(found).toMatchObject({ is: 'problem', says: expect.stringMatching(/127\.0\.0\.1:1 is not to be had/) });
  });
});

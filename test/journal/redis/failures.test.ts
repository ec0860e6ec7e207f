import { expect, it, vi } from 'vitest';
import { rightsNeeded } from '../../../src/doctor/redis.ts';
import { openRedisJournal } from '../../../src/journal/redis/journal.ts';
import { redisAddress } from '../../../src/redis/address.ts';
import { eventually } from '../../support/eventually.ts';
import { follow } from '../../support/redis.ts';
import { needs } from '../../support/servers.ts';
import { unusable } from '../refused.ts';
import { house, newRun, told } from './house.ts';

needs('redis-server')('the Redis journal, when Redis cannot be used,', () => {
  const { started, opened } = house();

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
    for (const [wrong, message] of [
      [`redis://:rosebud99@127.0.0.1:${port}`, /does not accept the user and password of REDIS_URL/],
      [`redis://127.0.0.1:${port}`, /wants a password: put it into REDIS_URL/],
    ] as const) {
      const began = Date.now();
      const error = await openRedisJournal(redisAddress(wrong)).catch((failure: unknown) => failure);
      expect(error).toEqual(unusable(message));
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('rosebud99');
      // Not tried again for 5 s, which would change nothing.
      expect(Date.now() - began).toBeLessThan(4_900);
    }
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
    await eventually(() => expect(wake).toHaveBeenCalled());
    const lease = await journal.lease('run:1', 'elsewhere/1', 1_000);
    await journal.append({ ...newRun, run: 1, version: 1, token: lease?.token ?? 0 });
    if (lease) await journal.release(await journal.renew(lease, 1_000));
    await journal.setCursor('irc', 1);
    expect(await journal.runs({ subject: 'skaro' })).toHaveLength(1);
    expect(await journal.verify()).toMatchObject({ ok: true, events: 2 });
  });

  it.each([
    [
      'a user lacks a right for part of it',
      'zadd',
      /does not allow this user what farmhand needs.*ZADD on \{farmhand\}:/,
    ],
    [
      'a key of it is of another kind',
      undefined,
      /refuses what farmhand asks \(WRONGTYPE \{farmhand\}:state:running is a string\)/,
    ],
  ])('writes nothing when %s', async (_what, missing, message) => {
    const right = missing === undefined ? '' : `-${missing}`;
    const { port, url } = await started({ config: [`user worker on >secret99 ~* &* ${rightsNeeded} ${right}`] });
    const journal = await opened(`redis://worker:secret99@127.0.0.1:${port}`);
    if (missing === undefined) await told(url, (redis) => redis.set('{farmhand}:state:running', 'x'));
    await expect(journal.append(newRun)).rejects.toEqual(unusable(message));
    expect(await told(url, (redis) => redis.exists('{farmhand}:log', '{farmhand}:run:1', '{farmhand}:runs'))).toBe(0);
  });

  it('writes nothing when the log goes on further than it should', async () => {
    const { url } = await started();
    const journal = await opened(url);
    await told(url, (redis) => redis.xadd('{farmhand}:log', '5-0', 'run', 1, 'version', 1));
    await expect(journal.append(newRun)).rejects.toEqual(unusable(/refuses what farmhand asks .*XADD/));
    expect(await told(url, (redis) => redis.exists('{farmhand}:run:1', '{farmhand}:runs'))).toBe(0);
  });

  it('names what a user may not', async () => {
    const { port } = await started({ config: ['user worker on >secret99 ~* &* +@all -evalsha -eval'] });
    await expect(openRedisJournal(redisAddress(`redis://worker:secret99@127.0.0.1:${port}`))).rejects.toEqual(
      unusable(/does not allow this user what farmhand needs: farmhand doctor says which/),
    );
  });

  it.each([
    ['was written by a later farmhand', 'format', '9', /written by a later farmhand \(format 9/],
    ['was written by an earlier farmhand', 'format', '1', /written by an earlier farmhand \(format 1/],
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

  it('can be closed twice, and then refuses', async () => {
    const { url } = await started();
    const journal = await opened(url);
    await journal.close();
    await journal.close();
    await expect(journal.last()).rejects.toEqual(unusable(/is closed/));
  });
});

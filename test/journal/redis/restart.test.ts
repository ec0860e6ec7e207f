import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { needs } from '../../support/servers.ts';
import { house, newRun, told } from './house.ts';

needs('redis-server')('the Redis journal, when Redis is restarted,', () => {
  const { started, opened } = house();

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
    await eventually(() => expect(wake.mock.calls.length).toBeGreaterThanOrEqual(2));
  });

  it('outlives Redis killed again and again just as it comes back', async () => {
    const server = await started();
    const journals = [await opened(server.url), await opened(server.url), await opened(server.url)];
    const wake = vi.fn();
    for (const journal of journals) journal.watch(wake);
    for (let round = 0; round < 10; round++) {
      await server.stop();
      await server.start();
      await sleep(7 * round);
    }
    for (const journal of journals) await journal.append(newRun);
    await eventually(() => expect(wake.mock.calls.length).toBeGreaterThanOrEqual(9));
    expect(await journals[0]?.verify()).toMatchObject({ ok: true, events: 3 });
  });

  it('never gives a token again that it gave and forgot', async () => {
    const server = await started({ config: ['appendonly no'] });
    const journal = await opened(server.url);
    await told(server.url, (redis) => redis.bgsave());
    await eventually(async () =>
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
    await eventually(() => expect(wake).toHaveBeenCalled());
  });
});

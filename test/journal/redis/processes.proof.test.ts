import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { type Journal, leaseOfRun } from '../../../src/journal/journal.ts';
import { processOwner } from '../../../src/journal/owner.ts';
import { needs } from '../../support/servers.ts';
import { house, newRun } from './house.ts';

needs('redis-server')('the Redis journal, written by several processes,', () => {
  const { started, opened, writer } = house();

  /** Each line `SEQ HASH` that a writer printed is in the log. */
  async function expectAll(journal: Journal, printed: readonly string[]): Promise<number> {
    expect(await journal.verify()).toMatchObject({ ok: true });
    const hashes = new Map((await journal.since(0, 1_000_000)).map(({ seq, hash }) => [`${seq}`, hash]));
    const lines = printed.join('').split('\n').filter(Boolean);
    for (const line of lines) expect(hashes.get(line.split(' ')[0] ?? '')).toBe(line.split(' ')[1]);
    return lines.length;
  }

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
    // One that is overtaken again and again is given up after half a minute.
    for (let n = 0; n < 5; n++) {
      const [written] = await journal.append(big);
      expect((await journal.events(written?.run ?? 0)).map(({ hash }) => hash)).toEqual([written?.hash]);
    }
  });
});

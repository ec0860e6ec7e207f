import { afterEach, beforeEach, expect, it } from 'vitest';
import { type CuttingProxy, startCuttingProxy } from '../../support/cutting-proxy.ts';
import { needs } from '../../support/servers.ts';
import { house, newRun } from './house.ts';

needs('redis-server')('the Redis journal, when an answer is lost of what was done,', () => {
  const { started, opened } = house();
  let proxy: CuttingProxy;
  let url: string;
  beforeEach(async () => {
    proxy = await startCuttingProxy((await started()).port);
    url = `redis://127.0.0.1:${proxy.port}`;
  });
  afterEach(() => proxy.close());

  it('finds the events it wrote, and does not write them again', async () => {
    const journal = await opened(url);
    const first = await journal.append(newRun);
    proxy.cutAt(/written\r\n$/);
    const locks = [{ key: 'vm:skaro', mode: 'exclusive' }] as const;
    const second = await journal.append({ ...newRun, run: 1, version: 1, locks });
    proxy.cutAt(/written\r\n$/);
    const third = await journal.append(newRun);
    expect(proxy.cuts).toBe(2);
    expect(await journal.since(0, 10)).toEqual([...first, ...second, ...third]);
    expect(await journal.verify()).toMatchObject({ ok: true, events: 3 });
  });

  it('has the lease it was given, under the token it was given', async () => {
    const journal = await opened(url);
    proxy.cutAt(/\d+ \d+ \S+ elsewhere\/1\r\n$/);
    expect(await journal.lease('run:1', 'elsewhere/1', 60_000)).toMatchObject({ token: 1 });
    expect(proxy.cuts).toBe(1);
    expect(await journal.lease('run:1', 'elsewhere/1', 60_000)).toBeUndefined();
  });
});

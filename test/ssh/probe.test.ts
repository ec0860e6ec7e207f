import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HostUnreachable } from '../../src/ssh/host.ts';
import { afterThisTest } from '../support/afterwards.ts';
import { eventually } from '../support/eventually.ts';
import { needs } from '../support/servers.ts';
import { type Sshd, startSshd } from '../support/sshd.ts';
import { connectTo, proxyTo } from './clients.ts';

needs('sshd')('a probe', () => {
  let sshd: Sshd;
  beforeAll(async () => {
    sshd = await startSshd();
  });
  afterAll(() => sshd.remove());

  test('is a new connection, while the old one lives on', async () => {
    const proxy = await proxyTo(sshd);
    const host = connectTo(sshd.settings({ port: proxy.port }))('host01');
    await host.run({ script: 'true' });
    await host.probe(10_000);
    expect(proxy.accepted).toBe(2);
  });

  test('fails in time where no new connection gets through', async () => {
    const proxy = await proxyTo(sshd);
    const host = connectTo(sshd.settings({ port: proxy.port }))('host01');
    await host.run({ script: 'true' });
    proxy.stall();
    const started = Date.now();
    await expect(host.probe(300)).rejects.toThrow(HostUnreachable);
    expect(Date.now() - started).toBeLessThan(10_000);
  });

  test('reset half-way fails, and is no uncaught error', async () => {
    const marked = await startSshd({ config: ['ForceCommand touch "$HOME/probed"; sleep 5'] });
    afterThisTest(marked.remove);
    writeFileSync(join(marked.folder, 'sshd_config'), `SetEnv HOME=${marked.folder}\n`, { flag: 'a' });
    await marked.stop();
    await marked.start();
    const proxy = await proxyTo(marked);
    const probing = connectTo(marked.settings({ port: proxy.port }))('host01').probe(10_000);
    const failed = expect(probing).rejects.toThrow(HostUnreachable);
    await eventually(() => expect(existsSync(join(marked.folder, 'probed'))).toBe(true));
    proxy.cut();
    await failed;
  });

  test('fails where nobody listens', async () => {
    const gone = await startSshd();
    await gone.stop();
    const host = connectTo(gone.settings())('host01');
    await expect(host.probe(5000)).rejects.toThrow(/ECONNREFUSED/);
    await gone.remove();
  });
});

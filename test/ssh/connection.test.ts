import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HostUnreachable, OutcomeUnknown } from '../../src/ssh/host.ts';
import { createHosts } from '../../src/ssh/hosts.ts';
import { afterThisTest } from '../support/afterwards.ts';
import { eventually } from '../support/eventually.ts';
import { needs } from '../support/servers.ts';
import { type Sshd, startSshd } from '../support/sshd.ts';
import { connectTo, proxyTo } from './clients.ts';

needs('sshd')('a connection', () => {
  let sshd: Sshd;
  beforeAll(async () => {
    sshd = await startSshd();
  });
  afterAll(() => sshd.remove());

  test('is opened when first needed, and used by all', async () => {
    const proxy = await proxyTo(sshd);
    const host = connectTo(sshd.settings({ port: proxy.port }))('host01');
    expect(proxy.accepted).toBe(0);
    await Promise.all([1, 2, 3].map(() => host.run({ script: 'true' })));
    await host.run({ script: 'true' });
    expect(proxy.accepted).toBe(1);
  });

  test('lost while a script runs leaves its outcome unknown, and the script goes on', async () => {
    const proxy = await proxyTo(sshd);
    const host = connectTo(sshd.settings({ port: proxy.port }))('host01');
    const file = join(sshd.folder, 'went-on');
    const script = 'echo begun >"$1"; sleep 0.3; echo ended >>"$1"';
    const lost = expect(host.run({ script, args: [file] })).rejects.toThrow(OutcomeUnknown);
    await eventually(() => expect(readFileSync(file, 'utf8')).toBe('begun\n'));
    proxy.cut();
    await lost;
    await eventually(() => expect(readFileSync(file, 'utf8')).toBe('begun\nended\n'));
    expect((await host.run({ script: 'echo again' })).stdout).toBe('again\n');
  });

  test('reset while nobody uses it harms nothing: the next script opens another', async () => {
    const proxy = await proxyTo(sshd);
    const host = connectTo(sshd.settings({ port: proxy.port }))('host01');
    await host.run({ script: 'true' });
    for (const round of [2, 3]) {
      proxy.cut();
      // Without waiting: the loss may be noticed before or after the script is given to it, and either must be survived.
      const outcome = await host.run({ script: 'echo fine' }).catch((error: Error) => error.name);
      expect([{ code: 0, stdout: 'fine\n', stderr: '', truncated: false }, 'OutcomeUnknown']).toContainEqual(outcome);
      expect((await host.run({ script: 'echo fine' })).stdout).toBe('fine\n');
      expect(proxy.accepted).toBe(round);
    }
  });

  test('that goes silent ends at the deadline, and the next script opens another', async () => {
    const proxy = await proxyTo(sshd);
    const host = connectTo(sshd.settings({ port: proxy.port }))('host01');
    await host.run({ script: 'true' });
    proxy.stall();
    await expect(host.run({ script: 'true' }, { deadline: 200 })).rejects.toThrow(OutcomeUnknown);
    // The new connection gets no answer either: nothing was sent, so nothing can have run.
    await expect(host.run({ script: 'true' }, { deadline: 200 })).rejects.toThrow(HostUnreachable);
    proxy.resume();
    expect((await host.run({ script: 'echo fine' })).stdout).toBe('fine\n');
  });

  test('to a server that allows fewer channels makes do with those', async () => {
    const narrow = await startSshd({ config: ['MaxSessions 2'] });
    afterThisTest(narrow.remove);
    const host = connectTo(narrow.settings())('host01');
    const results = await Promise.all(
      Array.from({ length: 12 }, (_, index) => host.run({ script: 'sleep 0.02; echo "$1"', args: [String(index)] })),
    );
    expect(results.map(({ stdout }) => Number(stdout))).toEqual(Array.from({ length: 12 }, (_, index) => index));
  });

  test('is closed with what it does: unknown to who waits, refused to who comes after', async () => {
    const hosts = createHosts([sshd.settings()]);
    const host = hosts.host('host01');
    await host.run({ script: 'true' });
    const running = expect(host.run({ script: 'sleep 5' })).rejects.toThrow(OutcomeUnknown);
    await new Promise(setImmediate);
    await hosts.close();
    await running;
    await expect(host.run({ script: 'true' })).rejects.toThrow(HostUnreachable);
  });

  test('costs one round trip a script once it is open, and one for a batch', async () => {
    const proxy = await proxyTo(sshd, 25);
    const host = connectTo(sshd.settings({ port: proxy.port }))('host01');
    await host.run({ script: 'true' });
    const cost = async (ask: () => Promise<unknown>) => {
      const before = proxy.turns;
      await ask();
      return proxy.turns - before;
    };
    const [one, twelve]: [number[], number[]] = [[], []];
    for (let n = 0; n < 5; n += 1) {
      one.push(await cost(() => host.run({ script: 'true' })));
      twelve.push(await cost(() => host.batch(Array(12).fill({ script: 'true' }))));
    }
    // The best of a few: what is sent at once may come in parts on a busy machine.
    expect([Math.min(...one), Math.min(...twelve)]).toEqual([1, 1]);
  });
});

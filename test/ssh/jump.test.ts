import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HostUnreachable, OutcomeUnknown } from '../../src/ssh/host.ts';
import { scanHostKeys } from '../../src/ssh/scan.ts';
import { afterThisTest } from '../support/afterwards.ts';
import { eventually } from '../support/eventually.ts';
import { needs } from '../support/servers.ts';
import { startSshd } from '../support/sshd.ts';
import { connectTo, proxyTo } from './clients.ts';

needs('sshd')('a host behind others', () => {
  test('is reached through two jumps, and lost when one of them is', async () => {
    const [first, second, last] = await Promise.all([startSshd(), startSshd(), startSshd()]);
    for (const sshd of [first, second, last]) afterThisTest(sshd.remove);
    const proxy = await proxyTo(first);
    const host = connectTo(
      last.settings({ name: 'last', jump: 'second' }),
      second.settings({ name: 'second', jump: 'first' }),
      first.settings({ name: 'first', port: proxy.port }),
    );
    const { stdout } = await host('last').run({ script: 'echo "$SSH_CONNECTION"; echo there' });
    expect(stdout).toBe('\nthere\n');
    await host('first').run({ script: 'true' });
    expect(proxy.accepted).toBe(1);
    await host('last').probe(10_000);
    expect(proxy.accepted).toBe(2);

    const began = join(last.folder, 'began');
    const lost = expect(host('last').run({ script: ': >"$1"; sleep 5', args: [began] })).rejects.toThrow(
      OutcomeUnknown,
    );
    await eventually(() => expect(existsSync(began)).toBe(true));
    proxy.cut();
    await lost;
    expect((await host('last').run({ script: 'echo again' })).stdout).toBe('again\n');
  });

  test('is unreachable when the jump cannot get there, and the message names both', async () => {
    const jump = await startSshd();
    afterThisTest(jump.remove);
    const host = connectTo(
      jump.settings({ name: 'jump' }),
      jump.settings({ name: 'last', jump: 'jump', address: '127.0.0.1', port: 1 }),
    );
    const failure = await host('last')
      .run({ script: 'true' })
      .catch((error: Error) => error);
    expect(failure).toBeInstanceOf(HostUnreachable);
    expect(String(failure)).toMatch(/last \(.*127\.0\.0\.1:1\) through jump: .*refused/i);
  });

  test('is never dialled directly: where the jump forwards nothing, it is unreachable', async () => {
    const [jump, last] = await Promise.all([startSshd({ config: ['AllowTcpForwarding no'] }), startSshd()]);
    for (const sshd of [jump, last]) afterThisTest(sshd.remove);
    const settings = [last.settings({ name: 'last', jump: 'jump' }), jump.settings({ name: 'jump' })] as const;
    const host = connectTo(...settings);
    const refused = /last .* through jump: .*open failed/;
    await expect(host('last').run({ script: 'true' })).rejects.toThrow(refused);
    await expect(host('last').probe(10_000)).rejects.toThrow(refused);
    await expect(scanHostKeys(settings[0], [settings[1]])).rejects.toThrow(refused);
  });
});

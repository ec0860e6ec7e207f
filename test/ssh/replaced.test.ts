import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHosts } from '../../src/ssh/hosts.ts';
import { afterThisTest } from '../support/afterwards.ts';
import { until } from '../support/daemon.ts';
import { needs } from '../support/servers.ts';
import { type Sshd, startSshd } from '../support/sshd.ts';

needs('sshd')('hosts that are replaced', () => {
  let sshd: Sshd;
  beforeAll(async () => {
    sshd = await startSshd();
  });
  afterAll(() => sshd.remove());

  const made = (...names: readonly string[]) => {
    const hosts = createHosts(names.map((name) => sshd.settings({ name })));
    afterThisTest(hosts.close);
    return hosts;
  };
  /** The shell's process, which is another on another connection. */
  const shell = { script: 'echo $$' };
  const alive = (pid: string) => {
    try {
      return process.kill(Number(pid), 0);
    } catch {
      return false;
    }
  };

  test('keep the connection of one that is reached as before', async () => {
    const hosts = made('host01');
    const before = (await hosts.host('host01').run(shell)).stdout;
    hosts.replace([sshd.settings({ name: 'host01' }), sshd.settings({ name: 'host02' })]);
    expect((await hosts.host('host01').run(shell)).stdout).toBe(before);
    expect((await hosts.host('host02').run({ script: 'echo new' })).stdout).toBe('new\n');
  });

  test('call one that changed by its new settings, and close the old connection', async () => {
    const hosts = made('host01');
    const before = (await hosts.host('host01').run(shell)).stdout;
    hosts.replace([sshd.settings({ name: 'host01', path: '/nowhere:/usr/bin:/bin' })]);
    expect((await hosts.host('host01').run({ script: 'echo "$PATH"' })).stdout).toBe('/nowhere:/usr/bin:/bin\n');
    await until('its shell to be gone', async () => !alive(before));
  });

  test('have no more what is gone, whose work under way comes to its end, and is closed then', async () => {
    const hosts = made('host01', 'host02');
    const gone = hosts.host('host02');
    const pid = (await gone.run(shell)).stdout;
    const underWay = gone.run({ script: 'read -r line; echo "$line"; sleep 0.2; echo done', stdin: 'said\n' });
    hosts.replace([sshd.settings({ name: 'host01' })]);
    expect(() => hosts.host('host02')).toThrow('there is no host host02; the farm has host01');
    expect((await underWay).stdout).toBe('said\ndone\n');
    await until('its shell to be gone', async () => !alive(pid));
    // A step that has the host still gets its answers.
    const later = (await gone.run(shell)).stdout;
    await until('the other shell to be gone', async () => !alive(later));
  });

  test('reach one behind a jump anew when the jump changed', async () => {
    const behind = sshd.settings({ name: 'host02', jump: 'host01' });
    const hosts = createHosts([sshd.settings({ name: 'host01' }), behind]);
    afterThisTest(hosts.close);
    const before = (await hosts.host('host02').run(shell)).stdout;
    hosts.replace([sshd.settings({ name: 'host01', path: '/usr/bin:/bin' }), behind]);
    expect((await hosts.host('host02').run(shell)).stdout).not.toBe(before);
    await until('its shell to be gone', async () => !alive(before));
  });

  test('stay as they are when the others make no sense', async () => {
    const hosts = made('host01');
    expect(() => hosts.replace([sshd.settings({ name: 'host02', jump: 'nowhere' })])).toThrow(TypeError);
    expect((await hosts.host('host01').run({ script: 'echo here' })).stdout).toBe('here\n');
  });
});

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { HostUnreachable, OutcomeUnknown } from '../../src/ssh/host.ts';
import { createHosts } from '../../src/ssh/hosts.ts';
import type { HostSettings } from '../../src/ssh/settings.ts';
import { type DelayProxy, startDelayProxy } from '../support/delay-proxy.ts';
import { needs } from '../support/servers.ts';
import { type Sshd, startSshd } from '../support/sshd.ts';

/** What must be closed after each test, last first. */
const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function connectTo(...settings: HostSettings[]) {
  const hosts = createHosts(settings);
  cleanups.push(hosts.close);
  return hosts.host;
}

/** Everything known of a host is also known of a proxy in front of it. */
async function proxyTo(sshd: Sshd, delay = 0): Promise<DelayProxy> {
  const proxy = await startDelayProxy(sshd.port, delay);
  cleanups.push(proxy.close);
  appendFileSync(sshd.knownHostsFile, sshd.hostKeys.map((key) => `[127.0.0.1]:${proxy.port} ${key}\n`).join(''));
  return proxy;
}

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
    await vi.waitFor(() => expect(readFileSync(file, 'utf8')).toBe('begun\n'), { timeout: 10_000 });
    proxy.cut();
    await lost;
    await vi.waitFor(() => expect(readFileSync(file, 'utf8')).toBe('begun\nended\n'), { timeout: 10_000 });
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
    cleanups.push(narrow.remove);
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
    const times: number[] = [];
    for (let turn = 0; turn < 5; turn += 1) {
      const started = performance.now();
      await (turn % 2 ? host.run({ script: 'true' }) : host.batch(Array(12).fill({ script: 'true' })));
      times.push(performance.now() - started);
    }
    // A round trip is 50 ms; the best of a few, for the machine may be busy.
    expect(Math.min(...times)).toBeGreaterThanOrEqual(50);
    expect(Math.min(...times)).toBeLessThan(90);
  });
});

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
    expect(Date.now() - started).toBeLessThan(2000);
  });

  test('reset half-way fails, and is no uncaught error', async () => {
    const marked = await startSshd({ config: ['ForceCommand touch "$HOME/probed"; sleep 5'] });
    cleanups.push(marked.remove);
    writeFileSync(join(marked.folder, 'sshd_config'), `SetEnv HOME=${marked.folder}\n`, { flag: 'a' });
    await marked.stop();
    await marked.start();
    const proxy = await proxyTo(marked);
    const probing = connectTo(marked.settings({ port: proxy.port }))('host01').probe(10_000);
    const failed = expect(probing).rejects.toThrow(HostUnreachable);
    await vi.waitFor(() => expect(existsSync(join(marked.folder, 'probed'))).toBe(true), { timeout: 10_000 });
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

needs('sshd')('a host behind others', () => {
  test('is reached through two jumps, and lost when one of them is', async () => {
    const [first, second, last] = await Promise.all([startSshd(), startSshd(), startSshd()]);
    for (const sshd of [first, second, last]) cleanups.push(sshd.remove);
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

    const lost = expect(host('last').run({ script: 'sleep 5' })).rejects.toThrow(OutcomeUnknown);
    await new Promise((resolve) => setTimeout(resolve, 50));
    proxy.cut();
    await lost;
    expect((await host('last').run({ script: 'echo again' })).stdout).toBe('again\n');
  });

  test('is unreachable when the jump cannot get there, and the message names both', async () => {
    const jump = await startSshd();
    cleanups.push(jump.remove);
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
});

needs('sshd', 'ssh')('logging in', () => {
  let sshd: Sshd;
  beforeAll(async () => {
    sshd = await startSshd();
  });
  afterAll(() => sshd.remove());

  test('works by a key that only an ssh-agent holds', async () => {
    const socket = join(sshd.folder, 'agent');
    const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'inherit'] });
    cleanups.push(async () => {
      agent.kill();
      await once(agent, 'exit');
    });
    await once(agent.stdout, 'data');
    const settings = sshd.settings({ keyFiles: [], agent: socket });
    const refused = await connectTo(settings)('host01')
      .run({ script: 'true' })
      .catch((error: Error) => error);
    expect(String(refused)).toContain(`accepts none of: the keys of the agent ${socket}`);
    execFileSync('ssh-add', ['-q', sshd.keyFile], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
    expect((await connectTo(settings)('host01').run({ script: 'echo in' })).stdout).toBe('in\n');
  });

  test('tries the keys in turn', async () => {
    const other = join(sshd.folder, 'other');
    execFileSync('ssh-keygen', ['-q', '-t', 'rsa', '-b', '2048', '-N', '', '-f', other]);
    const host = connectTo(sshd.settings({ keyFiles: [other, sshd.keyFile] }))('host01');
    expect((await host.run({ script: 'echo in' })).stdout).toBe('in\n');
    const refused = connectTo(sshd.settings({ keyFiles: [other] }))('host01').run({ script: 'true' });
    await expect(refused).rejects.toThrow(`accepts none of: key ${other}`);
  });

  test('says what to do about a key that cannot be used, and nothing of the key', async () => {
    const locked = join(sshd.folder, 'locked');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', 'secret words', '-f', locked]);
    const broken = join(sshd.folder, 'broken');
    writeFileSync(broken, 'private stuff');
    const host = connectTo(sshd.settings({ keyFiles: [locked, broken, `${locked}.pub`, '/nowhere/id'] }))('host01');
    const failure = await host.run({ script: 'true' }).catch((error: Error) => error);
    expect(failure).toBeInstanceOf(HostUnreachable);
    expect(String(failure)).toMatch(/locked is protected by a passphrase: give it to ssh-agent \(ssh-add .*locked\)/);
    expect(String(failure)).toMatch(
      /broken is not a key.*locked\.pub is not a private key.*\/nowhere\/id cannot be read/s,
    );
    expect(String(failure)).not.toContain('private stuff');
    expect(String(failure)).not.toContain(readFileSync(locked, 'utf8').split('\n')[1]);
  });

  test('says so where neither a key nor an agent is configured', async () => {
    const host = connectTo(sshd.settings({ keyFiles: [] }))('host01');
    await expect(host.run({ script: 'true' })).rejects.toThrow('neither a key file nor an ssh-agent');
  });
});

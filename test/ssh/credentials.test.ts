import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HostUnreachable } from '../../src/ssh/host.ts';
import { afterThisTest } from '../support/afterwards.ts';
import { needs } from '../support/servers.ts';
import { type Sshd, startSshd } from '../support/sshd.ts';
import { connectTo } from './clients.ts';

needs('sshd', 'ssh')('logging in', () => {
  let sshd: Sshd;
  beforeAll(async () => {
    sshd = await startSshd();
  });
  afterAll(() => sshd.remove());

  test('works by a key that only an ssh-agent holds', async () => {
    const socket = join(sshd.folder, 'agent');
    const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'inherit'] });
    afterThisTest(async () => {
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

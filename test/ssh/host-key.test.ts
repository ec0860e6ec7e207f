import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HostUnreachable } from '../../src/ssh/host.ts';
import { HostKeyChanged, HostKeyUnknown } from '../../src/ssh/host-key.ts';
import { createHosts } from '../../src/ssh/hosts.ts';
import { fingerprint } from '../../src/ssh/known-hosts.ts';
import { addHostKey, scanHostKeys } from '../../src/ssh/scan.ts';
import { needs } from '../support/servers.ts';
import { type Sshd, startSshd } from '../support/sshd.ts';

needs('sshd')("a host's key", () => {
  let sshd: Sshd;
  let other: Sshd;
  let name: string;
  beforeAll(async () => {
    sshd = await startSshd({ hostKeys: ['ed25519', 'rsa', 'ecdsa'] });
    other = await startSshd();
    name = `[127.0.0.1]:${sshd.port}`;
  });
  afterAll(() => Promise.all([sshd.remove(), other.remove()]));

  /** Connects with these lines as known_hosts; `undefined`: no such file. */
  async function connectKnowing(lines: readonly string[] | undefined): Promise<unknown> {
    const knownHostsFile = join(sshd.folder, lines === undefined ? 'missing' : 'known');
    if (lines !== undefined) writeFileSync(knownHostsFile, lines.map((line) => `${line}\n`).join(''));
    const hosts = createHosts([sshd.settings({ knownHostsFile })]);
    try {
      return (await hosts.host('host01').run({ script: 'echo in' })).stdout;
    } catch (error) {
      return error;
    } finally {
      await hosts.close();
    }
  }
  const keyOf = (line = '') => Buffer.from(line.split(' ')[1] ?? '', 'base64');

  test.each([
    ['there is no known_hosts', undefined],
    ['known_hosts is empty', []],
    ['another host is known', (key: string) => [`farm ${key}`]],
    ['its address is known on another port', (key: string) => [`127.0.0.1 ${key}`]],
    ['it is only a certificate authority', (key: string) => [`@cert-authority ${name} ${key}`]],
  ])('is refused unseen when %s, with its fingerprint and what to type', async (_, lines) => {
    const refusal = await connectKnowing(typeof lines === 'function' ? lines(sshd.hostKeys[0] ?? '') : lines);
    expect(refusal).toBeInstanceOf(HostKeyUnknown);
    expect(refusal).toBeInstanceOf(HostUnreachable);
    expect(String(refusal)).toContain(fingerprint(keyOf(sshd.hostKeys[0])));
    expect(String(refusal)).toContain('farmhand host-key host01');
  });

  test.each([0, 1, 2])('is accepted when only that one of its keys (%d) is known', async (which) => {
    expect(await connectKnowing([`${name} ${sshd.hostKeys[which]}`])).toBe('in\n');
  });

  test('that is not the known one is refused, louder, with both fingerprints and the line', async () => {
    const refusal = await connectKnowing(['# one', `${name} ${other.hostKeys[0]}`]);
    expect(refusal).toBeInstanceOf(HostKeyChanged);
    expect(String(refusal)).toMatch(/HOST KEY OF host01 .* HAS CHANGED/);
    expect(String(refusal)).toContain(fingerprint(keyOf(sshd.hostKeys[0])));
    expect(String(refusal)).toContain(`${fingerprint(keyOf(other.hostKeys[0]))} (${join(sshd.folder, 'known')}:2)`);
  });

  test('is refused as changed when the host has none of the known type any more', async () => {
    writeFileSync(join(other.folder, 'known'), `[127.0.0.1]:${other.port} ${sshd.hostKeys[1]}\n`);
    const hosts = createHosts([other.settings({ knownHostsFile: join(other.folder, 'known') })]);
    await expect(hosts.host('host01').run({ script: 'true' })).rejects.toThrow(HostKeyChanged);
    await hosts.close();
  });

  test('that is revoked is refused though another line knows it', async () => {
    const key = sshd.hostKeys[0];
    const refusal = await connectKnowing([`${name} ${key}`, `@revoked * ${key}`]);
    expect(refusal).toBeInstanceOf(HostKeyChanged);
    expect(String(refusal)).toMatch(/REVOKED HOST KEY.*known:2/);
  });

  test('is refused by a probe too', async () => {
    const hosts = createHosts([sshd.settings({ knownHostsFile: '/nowhere/known_hosts' })]);
    await expect(hosts.host('host01').probe(5000)).rejects.toThrow(HostKeyUnknown);
    await hosts.close();
  });

  test('is shown by a scan, each type once, and can be added so that it is known', async () => {
    const settings = sshd.settings({ knownHostsFile: join(sshd.folder, 'new', 'known_hosts') });
    const offered = await scanHostKeys(settings);
    expect(offered.map(({ type, key }) => `${type} ${key.toString('base64')}`).sort()).toEqual(
      [...sshd.hostKeys].sort(),
    );
    const [first] = offered;
    if (first === undefined) throw new Error('no key');
    for (const _ of [1, 2]) await addHostKey(settings.knownHostsFile, settings.address, settings.port, first.key);
    expect(readFileSync(settings.knownHostsFile, 'utf8')).toBe(
      `${name} ${first.type} ${first.key.toString('base64')}\n`,
    );
    expect(statSync(settings.knownHostsFile).mode & 0o777).toBe(0o600);
    const hosts = createHosts([settings]);
    expect((await hosts.host('host01').run({ script: 'echo in' })).stdout).toBe('in\n');
    await hosts.close();
  });

  test('added to a file without a last newline stands on a line of its own', async () => {
    const file = join(sshd.folder, 'no-newline');
    writeFileSync(file, `farm ${other.hostKeys[0]}`);
    await addHostKey(file, 'farm', 2222, keyOf(sshd.hostKeys[0]));
    expect(readFileSync(file, 'utf8')).toBe(`farm ${other.hostKeys[0]}\n[farm]:2222 ${sshd.hostKeys[0]}\n`);
  });

  test('that is revoked is not added', async () => {
    const file = join(sshd.folder, 'revoked');
    writeFileSync(file, `@revoked * ${sshd.hostKeys[0]}\n`);
    await expect(addHostKey(file, 'farm', 22, keyOf(sshd.hostKeys[0]))).rejects.toThrow(/revoked in .*revoked:1/);
  });

  test('is scanned through a jump', async () => {
    const jump = other.settings({ name: 'jump' });
    const offered = await scanHostKeys(sshd.settings({ jump: 'jump' }), [jump]);
    expect(offered).toHaveLength(3);
  });

  test('cannot be scanned where nobody answers', async () => {
    await expect(scanHostKeys(sshd.settings({ port: 1 }))).rejects.toThrow(HostUnreachable);
  });
});

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { needsRoot } from '../support/root.ts';
import { needs } from '../support/servers.ts';
import { type OwnApt, ownApt } from './apt.ts';
import { metaPackage, type ToyFarm, toyFarm } from './toy-farm.ts';
import { commit, source } from './toy-package.ts';

const there = needs('reprepro', 'dpkg-buildpackage', 'git', 'gpg');
const suite = there === describe ? needsRoot() : describe.skip;

suite('packages from a signed repository of two distributions', () => {
  let farm: ToyFarm;
  let keys: string;
  let apt: OwnApt;
  /** What the build said of its repositories: lines for sources.list. */
  let lines: readonly string[];

  const gpg = (words: readonly string[]) =>
    execFileSync('gpg', ['--homedir', keys, '--batch', '--quiet', ...words], { stdio: 'pipe' });
  const newKey = (name: string): string => {
    gpg(['--passphrase', '', '--quick-generate-key', name, 'default', 'default', 'never']);
    const file = join(keys, `${name.replace(/@.*/, '')}.gpg`);
    writeFileSync(file, gpg(['--export', name]));
    return file;
  };
  let [own, strange]: [string, string] = ['', ''];
  const signedBy = (line: string, key: string) => line.replace(/^deb /, `deb [signed-by=${key}] `);
  const build = async () => {
    const { code, lines, errors } = await farm.run(['gallifrey'], { GNUPGHOME: keys });
    expect([code, errors], lines.join('\n')).toEqual([0, '']);
    return lines.flatMap((line) => /^REPOSITORY (.*)$/.exec(line)?.[1] ?? []);
  };

  beforeAll(async () => {
    keys = mkdtempSync(join(tmpdir(), 'farmhand-keys-'));
    own = newKey('farm@example.org');
    strange = newKey('stranger@example.org');
    farm = toyFarm(['DISTRIBUTIONS = trixie bookworm', 'SIGN_WITH = farm@example.org']);
    for (const name of ['libskaro', 'dalek']) {
      const files = source({ name });
      if (name === 'dalek')
        files['debian/control'] = (files['debian/control'] ?? '').replace(
          'Description',
          'Depends: libskaro\nDescription',
        );
      commit(farm.repository(name), files, 1_300_000_000);
      farm.job(name);
    }
    metaPackage(farm, 'gallifrey', ['dalek', 'libskaro']);
    apt = ownApt(mkdtempSync(join(farm.folder, 'apt-')));
    lines = await build();
  });
  afterAll(async () => {
    execFileSync('gpgconf', ['--homedir', keys, '--kill', 'all']);
    rmSync(keys, { recursive: true });
    await farm.remove();
  });

  test('each distribution has a line of its own, with nothing in it that would trust it unsigned', () => {
    const place = `${farm.folder}/var/lib/packaging-farm/gallifrey`;
    expect(lines).toEqual([`deb file:${place}/trixie trixie main`, `deb file:${place}/bookworm bookworm main`]);
  });

  test('apt takes the repository by its signature, and no other', () => {
    for (const line of lines) {
      apt.sources([signedBy(line, own)]);
      expect(apt.tried(['update']).said).not.toMatch(/^[WE]:/m);
      apt.sources([signedBy(line, strange)]);
      expect(apt.tried(['update']).said).toMatch(/^[WE]:.*NO_PUBKEY/m);
    }
  });

  test('apt-get install installs a package and what it depends on, which run; the next build is an upgrade', async () => {
    const [line = ''] = lines;
    apt.sources([signedBy(line, own)]);
    apt.get(['-q', 'update']);
    apt.get(['-qy', 'install', 'dalek']);
    const version = expect.stringMatching(/^1\.0~20110313\.070640\.[0-9a-f]{7}-1$/);
    expect(apt.installed()).toEqual({ dalek: version, libskaro: version });
    expect(execFileSync(join(apt.root, 'usr/bin/dalek'), { encoding: 'utf8' })).toBe('dalek\n');

    commit(farm.repository('libskaro'), { program: '#!/bin/sh\necho anew\n' }, 1_300_000_100);
    await farm.run(['--cd', 'gallifrey', 'update']);
    await build();
    apt.get(['-q', 'update']);
    apt.get(['-qy', 'upgrade']);
    expect(apt.installed()).toEqual({
      dalek: version,
      libskaro: expect.stringMatching(/^1\.0~20110313\.070820\.[0-9a-f]{7}-1$/),
    });
    expect(execFileSync(join(apt.root, 'usr/bin/libskaro'), { encoding: 'utf8' })).toBe('anew\n');
    apt.get(['-qy', 'purge', 'dalek', 'libskaro']);
    expect([apt.installed(), existsSync(join(apt.root, 'usr/bin/dalek'))]).toEqual([{}, false]);
  });

  test('a package that was tampered with is not installed', () => {
    const pool = `${farm.folder}/var/lib/packaging-farm/gallifrey/bookworm/pool`;
    const [deb = ''] = execFileSync('find', [pool, '-name', 'libskaro_*.deb'], { encoding: 'utf8' }).split('\n');
    writeFileSync(deb, 'something else');
    apt.sources([signedBy(lines[1] ?? '', own)]);
    apt.get(['-q', 'update']);
    const { code, said } = apt.tried(['-qy', 'install', 'libskaro']);
    expect([code, said]).toEqual([100, expect.stringMatching(/Hash Sum mismatch|unexpected size/)]);
  });

  test('a build for a key nobody has fails, and the repository stays as it was', async () => {
    farm.configure('packaging-farm.conf', [
      'BUILD_ROOT = host',
      'DISTRIBUTIONS = trixie',
      'SIGN_WITH = nobody@example.org',
    ]);
    const { code, lines: said } = await farm.run(['--force', 'gallifrey'], { GNUPGHOME: keys });
    expect(code).toBe(1);
    expect(said.join('\n')).toMatch(/BUILD FAILED gallifrey /);
    apt.sources([signedBy(lines[0] ?? '', own)]);
    expect(apt.tried(['update']).said).not.toMatch(/^[WE]:/m);
  });
});

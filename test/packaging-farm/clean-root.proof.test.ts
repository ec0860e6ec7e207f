import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { machineMirror } from '../lab/debian.ts';
import { giveInput } from '../support/input.ts';
import { needsRoot } from '../support/root.ts';
import { needs } from '../support/servers.ts';
import { metaPackage, type ToyFarm, toyFarm } from './toy-farm.ts';
import { commit, source } from './toy-package.ts';

const there = needs('reprepro', 'dpkg-buildpackage', 'git', 'mmdebstrap');
const suite = there === describe ? needsRoot() : describe.skip;

/** Takes a Debian mirror, where this machine gets its own packages from, and some minutes. */
suite('builds in a clean root', () => {
  let farm: ToyFarm;
  let distribution: string;
  /** What is mounted, but for what other tests have mounted in folders of their own. */
  const mounts = () => {
    const others = join(tmpdir(), 'farmhand-');
    return readFileSync('/proc/self/mounts', 'utf8')
      .split('\n')
      .filter((line) => !line.includes(others) || line.includes(farm.folder))
      .toSorted();
  };
  let before: readonly string[];

  beforeAll(async () => {
    const mirror = await machineMirror();
    distribution = mirror.suite;
    farm = toyFarm([
      'BUILD_ROOT = clean',
      `DISTRIBUTIONS = ${mirror.suite}`,
      // The suite's own, without updates: a small index.
      `MIRROR = ${/^deb (\S+) /.exec(mirror.sources)?.[1] ?? ''}`,
    ]);
    for (const toy of [
      { name: 'libskaro' },
      // Of the farm, and of Debian: neither is installed here by the build. bc is in no root that only builds.
      {
        name: 'dalek',
        needs: ['libskaro', 'bc'],
        rules: ['test "$$(libskaro)" = libskaro', 'test "$$(echo 6*7 | bc)" = 42'],
      },
    ]) {
      commit(farm.repository(toy.name), source(toy), 1_300_000_000);
      farm.job(toy.name);
    }
    metaPackage(farm, 'gallifrey', ['dalek', 'libskaro']);
    before = mounts();
  });
  afterAll(() => farm?.remove());

  test('have nothing but what they build-depend on, of the farm and of Debian, and leave nothing behind', async () => {
    const { code, lines, errors } = await farm.run(['gallifrey']);
    expect(code, [...lines, errors].join('\n')).toBe(0);
    expect(lines).toContain('BUILD ROOT clean: a new root for each build, by mmdebstrap');
    expect(lines.at(-2)).toMatch(/^BUILD DONE built=3 unchanged=0 failed=0 left=0 /);
    const built = execFileSync('find', [join(farm.folder, 'var/lib/packaging-farm/gallifrey'), '-name', '*.deb']);
    expect(built.toString().trim().split('\n')).toHaveLength(2);
    expect(
      readdirSync(join(farm.folder, 'var/cache/packaging-farm/build/dalek/build')).filter(
        (name) => !name.endsWith('.out'),
      ),
    ).toEqual([]);
    expect(mounts()).toEqual(before);
  });

  test('fail where something is missing that was not asked for', async () => {
    commit(
      farm.repository('dalek'),
      source({ name: 'dalek', needs: ['libskaro'], rules: ['echo 6*7 | bc'] }),
      1_300_000_100,
    );
    expect((await farm.run(['--cd', 'gallifrey', 'update'])).code).toBe(0);
    const { code, lines } = await farm.run(['gallifrey']);
    expect(code).toBe(1);
    expect(lines.join('\n')).toContain('bc: not found');
    expect(mounts()).toEqual(before);
  });

  test('can be entered where one failed, and left without a trace', async () => {
    const { child, ended } = farm.start(['--cd', 'dalek', 'chroot-login']);
    giveInput(child, 'pwd; cat /etc/os-release; test -e /usr/bin/libskaro && echo it is installed\n');
    // mmdebstrap leaves what its hooks print to standard error.
    const said = (await ended).errors.split('\n');
    expect(said).toEqual(expect.arrayContaining(['/in/source', `VERSION_CODENAME=${distribution}`, 'it is installed']));
    expect(mounts()).toEqual(before);
    expect(existsSync(join(farm.folder, 'var/cache/packaging-farm/roots'))).toBe(true);
  });
});

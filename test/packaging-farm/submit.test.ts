import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { needs } from '../support/servers.ts';
import { metaPackage, type ToyFarm, toyFarm } from './toy-farm.ts';
import { commit, debian, git, source } from './toy-package.ts';

let farm: ToyFarm;

beforeAll(() => {
  farm = toyFarm();
});
afterAll(() => farm.remove());

/** What was submitted: version and files' names of a source. */
function submitted(name: string): { readonly version: string | undefined; readonly files: readonly string[] } {
  const folder = join(farm.folder, 'var/cache/packaging-farm/sources', name);
  return { version: readFileSync(join(folder, 'version'), 'utf8').split('\n')[0], files: readdirSync(folder) };
}

needs('dpkg-buildpackage', 'git')('submitting', { timeout: 300_000 }, () => {
  test('the version is of the release, the date and the hash of the later commit, and of upstream and flavour where there are', async () => {
    const at = 1_300_000_000;
    const plain = commit(farm.repository('plain'), source({ name: 'plain' }), at).slice(0, 7);
    farm.job('plain');
    commit(farm.repository('asterisk'), { program: 'true' }, at);
    const packaging = commit(join(farm.folder, 'git/pkg-asterisk'), debian({ name: 'asterisk' }), at + 60).slice(0, 7);
    const release = ['VERSION = 2.0.7', 'VERSION_UPSTREAM = 1.8.4', 'VERSION_FLAVOR = dev'];
    farm.job('asterisk', [...release, `DEBIAN_GIT = file://${farm.folder}/git/pkg-asterisk`]);
    commit(farm.repository('released'), source({ name: 'released' }), at);
    farm.job('released', ['VERSION = 2.0.7', 'VERSION_COMPUTE = false']);
    metaPackage(farm, 'all', ['plain', 'asterisk', 'released']);

    expect((await farm.run(['--cd', 'all', 'update'])).lines.toSorted()).toEqual([
      'SUBMIT DONE submitted=3 unchanged=0 failed=0',
      `SUBMIT asterisk 1.8.4+2.0.7~20110313.070740.${packaging}+dev-1`,
      `SUBMIT plain 1.0~20110313.070640.${plain}-1`,
      'SUBMIT released 2.0.7-1',
    ]);
    const { version, files } = submitted('released');
    expect(version).toBe('2.0.7-1');
    expect(files).toEqual(expect.arrayContaining(['released_2.0.7-1.dsc', 'released_2.0.7.orig.tar.gz', 'control']));
  });

  test('a source whose version stays the same is not made anew, and that is said', async () => {
    commit(farm.repository('released'), { program: 'false' });
    const { code, lines } = await farm.run(['--cd', 'released', 'update']);
    expect([code, lines]).toEqual([
      0,
      ['SUBMIT SAME released 2.0.7-1', 'SUBMIT DONE submitted=0 unchanged=1 failed=0'],
    ]);
  });

  test('a commit that comes later to a repository elsewhere is found', async () => {
    const packaging = commit(join(farm.folder, 'git/pkg-asterisk'), { 'debian/notes': 'x' }, 1_300_000_120).slice(0, 7);
    const { lines } = await farm.run(['--cd', 'all', 'update']);
    expect(lines).toContain(`SUBMIT asterisk 1.8.4+2.0.7~20110313.070840.${packaging}+dev-1`);
  });

  test('tags, hashes and what git counts back from them are revisions', async () => {
    const [first, second] = [
      git(farm.repository('plain'), ['rev-parse', 'HEAD']),
      commit(farm.repository('plain'), { x: '' }),
    ];
    git(farm.repository('plain'), ['tag', '-a', '-m', 'x', 'v2']);
    for (const [revision, found] of [
      ['v2', second],
      ['v2~1', first],
      ['v2^{commit}', second],
      [first.slice(0, 10), first],
      ['master@{0}', second],
    ] as const) {
      const { code, lines } = await farm.run(['--cd', 'plain', 'check'], { GIT_REVISION: revision });
      expect([code, lines]).toEqual([0, [`REVISION ok plain ${farm.repository('plain')} ${found}`]]);
    }
  });

  test('what is no revision is refused before git sees it', async () => {
    const made = join(farm.folder, 'made');
    for (const revision of [
      `$(shell touch ${made})`,
      `$(touch ${made})`,
      `;touch ${made}`,
      '--help',
      'a..b',
      ':/x',
      'a b',
      'é',
      '',
    ]) {
      const { code, errors } = await farm.run(['--cd', 'plain', 'check', `GIT_REVISION=${revision}`]);
      // None given is the one of packaging-farm.conf.
      expect([revision, code]).toEqual([revision, revision === '' ? 0 : 2]);
      if (revision !== '')
        expect(errors).toBe(`packaging-farm: GIT_REVISION=${revision} is no gitrevision(7) I take\n`);
    }
    expect(existsSync(made)).toBe(false);
  });

  test('a repository that cannot be reached is named', async () => {
    farm.job('plain', [`DEBIAN_GIT = file://${farm.folder}/git/nowhere`]);
    const { code, lines, errors } = await farm.run(['--cd', 'plain', 'update']);
    expect([code, lines]).toEqual([3, [`REVISION unreachable plain file://${farm.folder}/git/nowhere`]]);
    expect(errors).toContain(
      `packaging-farm: These cannot be read: file://${farm.folder}/git/nowhere. Nothing was changed.\n`,
    );
    farm.job('plain');
  });

  test('a source that cannot be made is shown with why, and the others are made', async () => {
    commit(farm.repository('plain'), { 'debian/control': 'Package: plain\n' });
    commit(farm.repository('asterisk'), { program: 'false' });
    const { code, lines } = await farm.run(['--cd', 'all', 'update']);
    expect(code).toBe(1);
    const log = join(farm.folder, 'var/cache/packaging-farm/build/plain/build/submit.out');
    expect(lines[lines.indexOf(`SUBMIT FAILED plain ${log}`) - 1]).toBe('debian/control names no Source');
    expect(lines.at(-1)).toBe('SUBMIT DONE submitted=1 unchanged=1 failed=1');
  });

  test('a folder with an unpacked source is submitted as it is', async () => {
    const tree = join(farm.folder, 'trees/plain');
    for (const [name, text] of Object.entries(source({ name: 'plain' }))) {
      mkdirSync(join(tree, 'debian'), { recursive: true });
      writeFileSync(join(tree, name), text.replace('1.0-3', '4.2'), { mode: 0o755 });
    }
    expect((await farm.run([`DIRECTORY=${tree}`, 'submit'])).lines).toEqual(['SUBMIT plain 4.2']);
    expect(submitted('plain').files).toContain('plain_4.2.dsc');
    expect((await farm.run([`DIRECTORY=${tree}`, 'submit'])).lines).toEqual(['SUBMIT SAME plain 4.2']);
    expect((await farm.run(['DIRECTORY=released', 'submit'])).lines.at(-1)).toBe(
      'SUBMIT DONE submitted=0 unchanged=1 failed=0',
    );
  });
});

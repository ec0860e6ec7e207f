import { execFileSync } from 'node:child_process';
import { cpSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { needs } from '../support/servers.ts';
import { metaPackage, type ToyFarm, toyFarm } from './toy-farm.ts';
import { commit } from './toy-package.ts';

const root = join(import.meta.dirname, '../..');
const version = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version as string;

test("its Debian changelog is of farmhand's version", () => {
  const [first = ''] = readFileSync(join(root, 'packaging-farm/debian/changelog'), 'utf8').split('\n');
  expect(first).toBe(`packaging-farm (${version}) unstable; urgency=medium`);
});

needs(
  'reprepro',
  'dpkg-buildpackage',
  'git',
)('packaging-farm builds its own package', () => {
  let farm: ToyFarm;
  beforeAll(() => {
    farm = toyFarm();
    const repository = farm.repository('packaging-farm');
    cpSync(join(root, 'packaging-farm'), repository, { recursive: true });
    commit(repository, {}, 1_300_000_000);
    farm.job('packaging-farm');
    metaPackage(farm, 'gallifrey', ['packaging-farm']);
  });
  afterAll(() => farm?.remove());

  test('and what is built has its programs, rules and manual pages where they belong, and says what it needs', async () => {
    const { code, lines, errors } = await farm.run(['gallifrey']);
    expect(code, [...lines, errors].join('\n')).toBe(0);
    const [deb = ''] = globSync('var/lib/packaging-farm/packaging-farm/**/packaging-farm_*_all.deb', {
      cwd: farm.folder,
    });
    const dpkg = (...words: string[]) => execFileSync('dpkg-deb', words, { cwd: farm.folder, encoding: 'utf8' });
    const files = dpkg('-c', deb)
      .trim()
      .split('\n')
      .map((line) => line.split(/\s+/));
    const modes = new Map(files.map(([mode, owner, , , , path]) => [path, `${mode} ${owner}`]));
    expect(modes.get('./usr/bin/packaging-farm')).toBe('-rwxr-xr-x root/root');
    expect(modes.get('./usr/lib/packaging-farm/build.mk')).toBe('-rw-r--r-- root/root');
    expect(modes.get('./usr/lib/packaging-farm/build-one.sh')).toBe('-rwxr-xr-x root/root');
    for (const page of ['man1/packaging-farm.1', 'man1/submit-xivo.sh.1', 'man5/packaging-farm.conf.5'])
      expect(modes.get(`./usr/share/man/${page}.gz`)).toBe('-rw-r--r-- root/root');
    expect(dpkg('-f', deb, 'Depends')).toBe('build-essential, git, reprepro\n');
    expect(dpkg('-f', deb, 'Version')).toMatch(new RegExp(`^${version.replaceAll('.', '\\.')}`));
  });
});

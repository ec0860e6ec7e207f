import { mkdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { needs } from '../support/servers.ts';
import { metaPackage, type ToyFarm, toyFarm } from './toy-farm.ts';

let farm: ToyFarm;

beforeEach(() => {
  farm = toyFarm(['SUPPORTED_DISTRIBUTIONS = trixie forky']);
  farm.job('dalek');
  farm.job('tardis', ['DISTRIBUTIONS = forky']);
  metaPackage(farm, 'gallifrey', ['dalek']);
});
afterEach(() => farm.remove());

const include = 'include $(LIBDIR)/Makefile';

needs('git')('the command line', () => {
  test.for([
    ['--var PACKAGES', 'dalek tardis'],
    ['--var META_PACKAGES', 'gallifrey'],
    ['--var DISTRIBUTIONS', 'trixie'],
    ['--var SUPPORTED_DISTRIBUTIONS', 'trixie forky'],
    ['--var GIT_REVISION', 'master'],
    ['GIT_REVISION=v1 --var GIT_REVISION', 'v1'],
    ['--cd tardis --var DISTRIBUTIONS', 'forky'],
    ['--cd gallifrey --var CHILD_PACKAGES', 'dalek'],
    ['--var VERSION', ''],
  ])('%s prints %s', async ([args = '', value]) => {
    // Of the environment GIT_REVISION counts, and nothing else.
    expect(await farm.run(args.split(' '), { VERSION: '9', PACKAGES: 'other' })).toEqual({
      code: 0,
      lines: [value],
      errors: '',
    });
  });

  test('the revision of the environment goes before the one of packaging-farm.conf', async () => {
    farm.configure('packaging-farm.conf', ['GIT_REVISION=v1']);
    expect((await farm.run(['--var', 'GIT_REVISION'])).lines).toEqual(['v1']);
    expect((await farm.run(['--var', 'GIT_REVISION'], { GIT_REVISION: 'v2' })).lines).toEqual(['v2']);
  });

  test.for([
    ['', 'of which package?'],
    ['cyberman', 'no job file for cyberman: neither FOLDER/etc/packaging-farm/cyberman.mk nor'],
    ['../dalek', '../dalek is no name of a package'],
    ['--cd $(id) all', '$(id) is no name of a package'],
    ['--cd dalek', 'what of dalek: update, all, check, would, held, status or chroot-login?'],
    ['--cd dalek exterminate', 'exterminate is nothing I can do'],
    ['dalek tardis', 'one package at a time: dalek or tardis?'],
    ['--verbose dalek', 'what is --verbose?'],
    ['MAKEFLAGS=-n dalek', 'what is MAKEFLAGS=-n?'],
    ['--var $(id)', '$(id) is no variable'],
    ['--cd', '--cd wants a value'],
    ['submit', 'submit what? DIRECTORY=DIR submit'],
    ['DISTRIBUTION=forky --cd dalek all', 'dalek is not built for the distribution forky, only for: trixie'],
    ['--cd dalek all', 'dalek was never submitted: packaging-farm --cd dalek update'],
  ])('%s is refused: %s', async ([args = '', message = '']) => {
    const { code, lines, errors } = await farm.run(args.split(' ').filter((arg) => arg !== ''));
    expect([code, lines]).toEqual([2, []]);
    expect(errors.replaceAll(farm.folder, 'FOLDER').split('\n')[0]).toContain(`packaging-farm: ${message}`);
  });

  test.for<[string, Record<string, string[]>, string]>([
    ['without its last line', { 'dalek.mk': ['PACKAGE = dalek'] }, 'its last line must be: include $(LIBDIR)/Makefile'],
    ['of another package', { 'dalek.mk': ['PACKAGE = davros', include] }, 'PACKAGE=davros in the job file of dalek'],
    ['without a repository', { 'dalek.mk': ['PACKAGE = dalek', include] }, 'dalek: its job file has no SOURCE_GIT'],
    [
      'with an option for a repository',
      { 'dalek.mk': ['PACKAGE = dalek', 'SOURCE_GIT = --upload-pack=id', include] },
      'dalek: --upload-pack=id is no place of a git repository I take',
    ],
    [
      'of a distribution that is not supported',
      { 'dalek.mk': ['PACKAGE = dalek', 'DISTRIBUTIONS = sid', include] },
      'dalek: the distribution sid is none of the supported: trixie forky',
    ],
    [
      'of a meta package with a child that is one',
      { 'all.mk': ['PACKAGE = all', 'ROLE = meta-package', 'CHILD_PACKAGES = gallifrey', include] },
      'all: its child gallifrey is a meta package itself',
    ],
    [
      'of a meta package with a child that is none',
      { 'all.mk': ['PACKAGE = all', 'ROLE = meta-package', 'CHILD_PACKAGES = davros', include] },
      'no job file for davros',
    ],
    ['with a name that is none', { 'Dalek.mk': [include] }, 'Dalek is no name of a package'],
    [
      'and a number of jobs that is none',
      { 'packaging-farm.conf': ['PARALLEL = many'] },
      'PARALLEL=many is no number of jobs',
    ],
    [
      'and a build root that is none',
      { 'packaging-farm.conf': ['BUILD_ROOT = vm'] },
      'BUILD_ROOT=vm: auto, clean or host?',
    ],
  ])('a job file %s is refused', async ([_, files, message]) => {
    for (const [name, lines] of Object.entries(files)) farm.configure(name, lines);
    const { code, errors } = await farm.run(['--cd', 'all.mk' in files ? 'all' : 'dalek', 'update']);
    expect(code).toBe(2);
    expect(errors).toContain(message);
  });

  test('a job file in /etc has a link where it was once, and one that is there still is taken', async () => {
    const build = join(farm.folder, 'var/cache/packaging-farm/build');
    mkdirSync(join(build, 'davros'), { recursive: true });
    writeFileSync(join(build, 'davros/Makefile'), `PACKAGE = davros\n${include}\n`);
    expect((await farm.run(['--var', 'PACKAGES'])).lines).toEqual(['dalek davros tardis']);
    const kept = join(farm.folder, 'etc/packaging-farm/dalek.mk');
    expect(readlinkSync(join(build, 'dalek/Makefile'))).toBe(kept);

    farm.job('davros');
    const { code, errors } = await farm.run(['--var', 'PACKAGES']);
    expect([code, errors]).toEqual([2, expect.stringContaining('two job files for davros')]);

    rmSync(join(farm.folder, 'etc/packaging-farm/davros.mk'));
    rmSync(kept);
    expect((await farm.run(['--var', 'PACKAGES'])).lines).toEqual(['davros tardis']);
  });
});

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Farm } from '../../src/farm/farm.ts';
import { metaPackage, type ToyFarm, toyFarm } from '../packaging-farm/toy-farm.ts';
import { commit, git, source } from '../packaging-farm/toy-package.ts';
import { needs } from '../support/servers.ts';
import { type Sshd, startSshd } from '../support/sshd.ts';
import { type Scene, scene } from './scene.ts';

const program = join(import.meta.dirname, '../../packaging-farm/packaging-farm');

needs(
  'sshd',
  'reprepro',
  'dpkg-buildpackage',
  'git',
)('with packaging-farm itself, over a real sshd', () => {
  let sshd: Sshd;
  let toys: ToyFarm;
  let farm: Scene;

  beforeAll(async () => {
    sshd = await startSshd();
    toys = toyFarm();
    for (const [name, needed] of [
      ['base', []],
      ['middle', ['base']],
      ['aside', []],
    ] as const) {
      commit(toys.repository(name), source({ name, needs: needed }), 1_300_000_000);
      git(toys.repository(name), ['tag', 'v1']);
      toys.job(name);
    }
    metaPackage(toys, 'gallifrey', ['base', 'middle', 'aside']);
    farm = await scene(onRealMachine);
  });
  afterAll(async () => {
    await sshd.remove();
    await toys.remove();
  });

  /** The sandbox's farm, but gallifrey builds on this machine. */
  function onRealMachine(sandbox: Farm): Farm {
    const gallifrey = sandbox.vms.get('gallifrey');
    if (!gallifrey?.build) throw new Error('the sandbox builds nothing');
    const build = {
      ...gallifrey.build,
      revision: 'master',
      command: [program, '--root', toys.folder],
      settings: join(toys.folder, 'etc/packaging-farm'),
      cache: join(toys.folder, 'var/cache/packaging-farm'),
    };
    return {
      ...sandbox,
      hosts: new Map([...sandbox.hosts, ['gallifrey', sshd.settings({ name: 'gallifrey' })]]),
      vms: new Map([...sandbox.vms, ['gallifrey', { ...gallifrey, build }]]),
    };
  }

  test('builds everything, then nothing, then what one commit touches', async () => {
    const first = (await farm.done('build gallifrey')).join('\n');
    expect(first).toMatch(
      /4 built, 0 unchanged, 0 failed; deb \[trusted=yes\] file:\S+\/gallifrey\/trixie trixie main/,
    );
    expect((await farm.done('build gallifrey')).join('\n')).toContain('0 built, 4 unchanged, 0 failed');
    commit(toys.repository('base'), { program: '#!/bin/sh\necho anew\n' }, 1_300_000_100);
    // base, middle, which is built with it, and the repository.
    expect((await farm.done('build gallifrey')).join('\n')).toContain('3 built, 1 unchanged, 0 failed');
  });

  test('refuses a revision that a repository lacks, and builds another one anew once it is approved', async () => {
    git(toys.repository('base'), ['tag', 'v2']);
    const refused = await farm.say('build gallifrey v2');
    expect(refused.slice(0, 3).toSorted()).toEqual(
      ['v2 is not in 2 repositories:', `  ${toys.repository('aside')}`, `  ${toys.repository('middle')}`].toSorted(),
    );
    const plan = (await farm.say('build gallifrey v1')).join('\n');
    expect(plan).toContain('another revision than master: everything is built anew, 3 packages');
    const [run = ''] = /(?<=!approve )\d+/.exec(plan) ?? [];
    expect((await farm.say(`approve ${run}`, 'sarah')).join('\n')).toContain('4 built, 0 unchanged, 0 failed');
  });

  test('shows why a package is broken, and goes on once it is mended', async () => {
    await farm.done('build gallifrey');
    const broken = source({ name: 'aside', rules: ['echo this is the cause >&2; false'] });
    commit(toys.repository('aside'), broken, 1_300_000_200);
    const said = (await farm.done('build gallifrey')).join('\n');
    expect(said).toContain('aside could not be built: ');
    expect(said).toContain('this is the cause');
    expect(said).toMatch(/log: \S+\/build\/aside\/build\/trixie-\w+\.out/);
    expect(said).toMatch(
      /to look into it there: packaging-farm --cd aside ARCHITECTURE=\w+ DISTRIBUTION=trixie chroot-login/,
    );
    const [run = ''] = /(?<=!retry )\d+/.exec(said) ?? [];
    commit(toys.repository('aside'), source({ name: 'aside' }), 1_300_000_300);
    expect((await farm.say(`retry ${run}`)).join('\n')).toContain('2 built, 2 unchanged, 0 failed');
  });

  test('what was built can be listed from its repository', () => {
    const packages = join(toys.folder, 'var/lib/packaging-farm/gallifrey/trixie/dists/trixie/main');
    const names = execFileSync('sh', ['-c', 'cat "$1"/binary-*/Packages | sed -n "s/^Package: //p"', 'sh', packages]);
    expect(names.toString().trim().split('\n').toSorted()).toEqual(['aside', 'base', 'middle']);
  });
});

import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { parse, stringify } from 'yaml';
import { metaPackage, type ToyFarm, toyFarm } from '../packaging-farm/toy-farm.ts';
import { commit, source } from '../packaging-farm/toy-package.ts';
import { needs } from '../support/servers.ts';
import { type Sshd, startSshd } from '../support/sshd.ts';
import { type Scene, scene } from './harness.ts';

vi.setConfig({ testTimeout: 600_000, hookTimeout: 300_000 });

const program = join(import.meta.dirname, '../../packaging-farm/packaging-farm');
const names = ['gallifrey', 'gallifrey-dev'] as const;

needs(
  'sshd',
  'reprepro',
  'dpkg-buildpackage',
  'git',
)('farmhand killed while packaging-farm builds', () => {
  let sshd: Sshd;
  let toys: readonly ToyFarm[];
  let farm: Scene;

  beforeAll(async () => {
    sshd = await startSshd();
    toys = names.map(() => toyFarm());
    const [own] = toys;
    if (!own) throw new Error('no farm');
    // One after the other, and long enough for farmhand to hear of each.
    for (const [name, needed] of [
      ['base', []],
      ['middle', ['base']],
      ['top', ['middle']],
    ] as const) {
      commit(own.repository(name), source({ name, needs: needed, rules: ['sleep 1.5'] }), 1_300_000_000);
      own.job(name);
    }
    for (const toy of toys) metaPackage(toy, 'gallifrey', ['base', 'middle', 'top']);
    for (const name of ['base', 'middle', 'top']) toys[1]?.job(name);
    farm = await scene(onRealMachines);
    await farm.run('clone gallifrey dev');
  });
  afterAll(async () => {
    await farm?.close();
    await sshd.remove();
    for (const toy of toys) await toy.remove();
  });

  /** The sandbox's farm.yaml, but both VMs are this machine, each in a folder of its own, and feed one repository. */
  function onRealMachines(text: string): string {
    const farm = parse(text);
    const { address, port, user, keyFiles, knownHostsFile, path } = sshd.settings();
    names.forEach((name, index) => {
      const folder = toys[index]?.folder ?? '';
      Object.assign(farm.vms[name].build, {
        revision: 'master',
        feeds: 'xivo',
        command: [program, '--root', folder],
        settings: join(folder, 'etc/packaging-farm'),
        cache: join(folder, 'var/cache/packaging-farm'),
        ssh: {
          ...{ address, port, user, path, keys: keyFiles, known_hosts: knownHostsFile },
          ...{ sudo: false, state: join(folder, 'farmhand') },
        },
      });
    });
    return stringify(farm);
  }

  test('finds the same build again, which goes on, is made once and told of once', async () => {
    const told = join(farm.sandbox.folder, 'told');
    rmSync(told, { force: true });
    const jobs = join(toys[0]?.folder ?? '', 'farmhand/jobs');
    const kills = [
      'job.started build',
      // It had looked at what others built, and not said so yet: the build waits for the next farmhand.
      'build.allowed build',
      'after write step.progress:build',
      'before write step.verified:build',
      'before write ended',
      'after write ended',
    ];
    const { view, unmet } = await farm.run('build gallifrey', kills, { FARMHAND_TOLD: told });
    expect(unmet).toEqual([]);
    expect(view).toMatchObject({
      state: 'done',
      steps: [{ attempt: 1, receipt: { built: 4, unchanged: 0, failed: 0 } }],
    });
    expect(readdirSync(jobs)).toHaveLength(1);
    const output = readFileSync(join(jobs, readdirSync(jobs)[0] ?? '', 'out'), 'utf8').split('\n');
    for (const line of [/^BUILD PLAN 4 4$/, /^BUILD OK base /, /^BUILD OK middle /, /^BUILD OK top /, /^BUILD DONE /])
      expect(output.filter((one) => line.test(one))).toHaveLength(1);
    // Nor is it told again by a farmhand that comes later.
    await farm.run('build gallifrey', [], { FARMHAND_TOLD: told });
    const ends = readFileSync(told, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith(`ended ${view.run} `));
    expect(ends).toEqual([`ended ${view.run} done`]);
  });
});

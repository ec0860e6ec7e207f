import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Farm } from '../../src/farm/farm.ts';
import { metaPackage, type ToyFarm, toyFarm } from '../packaging-farm/toy-farm.ts';
import { commit, source } from '../packaging-farm/toy-package.ts';
import { needs } from '../support/servers.ts';
import { type Sshd, startSshd } from '../support/sshd.ts';
import { type Scene, scene } from './scene.ts';

const program = join(import.meta.dirname, '../../packaging-farm/packaging-farm');
const names = ['gallifrey', 'gallifrey-dev'] as const;

needs(
  'sshd',
  'reprepro',
  'dpkg-buildpackage',
  'git',
)('two packaging farms that feed one repository', () => {
  let sshd: Sshd;
  let toys: readonly ToyFarm[];
  let farm: Scene;
  const [one, other] = [() => toys[0] as ToyFarm, () => toys[1] as ToyFarm];
  const gate = () => join(one().folder, 'gate');

  beforeAll(async () => {
    sshd = await startSshd();
    toys = names.map(() => toyFarm());
    for (const name of ['base', 'aside']) {
      const rules = name === 'aside' ? [`while [ -e ${gate()} ]; do sleep 0.05; done`] : [];
      commit(one().repository(name), source({ name, rules }), 1_300_000_000);
      // Both take it from the same repository.
      for (const toy of toys) toy.job(name, [`SOURCE_GIT = ${one().repository(name)}`]);
    }
    for (const toy of toys) metaPackage(toy, 'gallifrey', ['base', 'aside']);
    farm = await scene(onRealMachines);
  });
  afterAll(async () => {
    await sshd.remove();
    for (const toy of toys) await toy.remove();
  });

  /** The sandbox's farm, but both VMs build on this machine, each in a folder of its own, for the repository xivo. */
  function onRealMachines(sandbox: Farm): Farm {
    const vms = new Map(sandbox.vms);
    const hosts = new Map(sandbox.hosts);
    names.forEach((name, index) => {
      const vm = vms.get(name);
      const folder = toys[index]?.folder ?? '';
      if (!vm?.build) throw new Error(`${name} builds nothing`);
      const build = {
        ...vm.build,
        feeds: 'xivo',
        revision: 'master',
        command: [program, '--root', folder],
        settings: join(folder, 'etc/packaging-farm'),
        cache: join(folder, 'var/cache/packaging-farm'),
      };
      vms.set(name, { ...vm, build });
      hosts.set(name, { ...sshd.settings({ name }), state: join(folder, 'farmhand') });
    });
    return { ...sandbox, hosts, vms };
  }

  const published = (toy: ToyFarm) => {
    const file = join(toy.folder, 'var/lib/packaging-farm/gallifrey/published');
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  };
  /** The line of what is published of a package, its newest version's last. */
  const line = (toy: ToyFarm, name: string) => published(toy).findLast((entry) => entry.startsWith(`${name} `)) ?? '';
  const runOf = (lines: readonly string[]) => Number(/(?<=!approve )\d+/.exec(lines.join('\n'))?.[0]);
  const ended = (run: number) =>
    vi.waitFor(
      async () => {
        const view = await farm.farmhand.engine.view(run);
        expect(view?.state).toMatch(/done|failed/);
        return view;
      },
      { timeout: 60_000 },
    );

  test('one alone builds, and the other cannot come into being while it does', async () => {
    const plan = await farm.say('build gallifrey');
    expect((await farm.say('clone gallifrey dev')).join('\n')).toContain('gallifrey-dev is being worked on by run 1');
    expect((await farm.say(`approve ${runOf(plan)}`, 'sarah')).join('\n')).toContain('3 built, 0 unchanged, 0 failed');
    await farm.done('clone gallifrey dev');
  });

  test('a plan that would build what the other has published is refused, saying which', async () => {
    const said = await farm.say('build gallifrey-dev');
    const versions = ['aside', 'base'].map((name) => {
      const [, version] = line(one(), name).split(' ');
      return `  ${name} ${version} is published by gallifrey already`;
    });
    expect(said[0]).toBe('xivo takes a version once, and a build makes files with checksums of their own:');
    expect(said.slice(1, -1).toSorted()).toEqual(versions);
    expect(said.at(-1)).toContain('VERSION_FLAVOR');
    expect(existsSync(join(other().folder, 'var/cache/packaging-farm/sources/base'))).toBe(false);
    expect((await farm.say('build gallifrey-dev --package aside')).slice(1, -1)).toEqual([versions[0]]);
  });

  test('versions of another name are no collision', async () => {
    appendFileSync(join(other().folder, 'etc/packaging-farm/packaging-farm.conf'), 'VERSION_FLAVOR = dev\n');
    expect((await farm.done('build gallifrey-dev')).join('\n')).toContain('3 built, 0 unchanged, 0 failed');
    expect(line(other(), 'base')).toMatch(/^base \S+\+dev-1 all [0-9a-f]{64} base_\S+\+dev-1_all\.deb$/);
    // Nothing is built that is another's, and what is not built anew collides with nothing.
    expect((await farm.done('build gallifrey')).join('\n')).toContain('0 built, 3 unchanged, 0 failed');
  });

  test('files that both hold with the same checksums are no collision unless one of them is built again', async () => {
    // As a clone has them: what was published and built is its source's, byte for byte.
    const copy = (from: string, to: string) => writeFileSync(to, readFileSync(from));
    const ledger = 'var/lib/packaging-farm/gallifrey/published';
    const before = readFileSync(join(one().folder, ledger));
    appendFileSync(join(one().folder, ledger), readFileSync(join(other().folder, ledger)));
    expect((await farm.done('build gallifrey-dev')).join('\n')).toContain('0 built, 3 unchanged, 0 failed');
    const said = await farm.say('build gallifrey-dev --package base --force');
    expect(said[1]).toMatch(
      /^ {2}base \S+\+dev-1 is published by gallifrey already; the files here are the same, and a build would make others of them$/,
    );
    writeFileSync(join(one().folder, 'kept'), before);
    copy(join(one().folder, 'kept'), join(one().folder, ledger));
  });

  test('a version that the other has published since the plan was approved is not built', async () => {
    const conf = join(other().folder, 'etc/packaging-farm/packaging-farm.conf');
    const text = readFileSync(conf, 'utf8');
    commit(one().repository('base'), { notes: 'one' }, 1_300_000_100);
    const run = runOf(await farm.say('build gallifrey'));
    // By hand, without farmhand.
    writeFileSync(conf, text.replace('VERSION_FLAVOR = dev\n', ''));
    const { code } = await other().run(['--cd', 'base', 'update']);
    expect([code, (await other().run(['--cd', 'base', 'all'])).code]).toEqual([0, 0]);
    const said = (await farm.say(`approve ${run}`, 'sarah')).join('\n');
    expect(said).toMatch(/nothing is built: base \S+-1 is built, to be published, by gallifrey-dev already/);
    expect(line(one(), 'base')).not.toContain('20110313.070820');
    await farm.say(`cancel ${run}`);
    writeFileSync(conf, text);
  });

  test('of two that want the same version at once, never both build it', async () => {
    const conf = join(other().folder, 'etc/packaging-farm/packaging-farm.conf');
    const text = readFileSync(conf, 'utf8');
    commit(one().repository('aside'), { notes: 'two' }, 1_300_000_200);
    commit(one().repository('base'), { notes: 'two' }, 1_300_000_200);
    // Both plans are made before either is approved.
    const runs = [runOf(await farm.say('build gallifrey --package aside'))];
    writeFileSync(conf, text.replace('VERSION_FLAVOR = dev\n', ''));
    runs.push(runOf(await farm.say('build gallifrey-dev --package aside')));
    await Promise.all(runs.map((run) => farm.say(`approve ${run}`, 'sarah')));
    const views = await Promise.all(runs.map(ended));
    const built = views.filter((view) => view?.state === 'done').length;
    expect(built, views.map((view) => view?.why).join('\n')).toBeLessThan(2);
    for (const view of views.filter((one) => one?.state === 'failed'))
      expect(view?.why).toMatch(/nothing is built: aside \S+ is (being built|built, to be published,) by gallifrey/);
    // Whoever retries first has it, and the other never does.
    if (built === 0) expect((await farm.say(`retry ${runs[0]}`)).join('\n')).toContain('1 built');
    const loser = built === 0 ? runs[1] : views.find((view) => view?.state === 'failed')?.run;
    expect((await farm.say(`retry ${loser}`)).join('\n')).toMatch(
      /nothing is built: aside \S+ is built, to be published, by/,
    );
    await farm.say(`cancel ${loser}`);
    writeFileSync(conf, text);
  });

  test('while the other builds a version, it is not built here; two that want other versions build at once', async () => {
    const conf = join(other().folder, 'etc/packaging-farm/packaging-farm.conf');
    const text = readFileSync(conf, 'utf8');
    commit(one().repository('aside'), { notes: 'three' }, 1_300_000_300);
    writeFileSync(gate(), '');
    const [first, flavoured] = [runOf(await farm.say('build gallifrey')), runOf(await farm.say('build gallifrey-dev'))];
    const approving = Promise.all([first, flavoured].map((run) => farm.say(`approve ${run}`, 'sarah')));
    // Both are at the package that waits: its own, and the meta package's, are left.
    const left = async (toy: ToyFarm) => {
      const [ended, planned] = ((await toy.status('gallifrey')).values.PROGRESS ?? '').split(' ').map(Number);
      return (planned ?? Number.NaN) - (ended ?? Number.NaN);
    };
    await vi.waitFor(async () => expect(await Promise.all(toys.map(left))).toEqual([2, 2]), {
      timeout: 60_000,
      interval: 300,
    });
    rmSync(gate());
    await approving;
    expect([(await ended(first))?.state, (await ended(flavoured))?.state]).toEqual(['done', 'done']);
    writeFileSync(conf, text);
  });

  test('a farm that cannot be asked what it has is no reason to go on', async () => {
    commit(one().repository('aside'), { notes: 'four' }, 1_300_000_400);
    const run = runOf(await farm.say('build gallifrey'));
    const conf = join(other().folder, 'etc/packaging-farm/packaging-farm.conf');
    const text = readFileSync(conf, 'utf8');
    writeFileSync(conf, 'BUILD_ROOT = nowhere\n');
    expect((await farm.say(`approve ${run}`, 'sarah')).join('\n')).toContain(
      'nothing is built: it is not known what others have built: gallifrey-dev: ',
    );
    expect((await farm.say('build gallifrey'))[0]).toContain('what gallifrey-dev has published could not be read');
    writeFileSync(conf, text);
    expect((await farm.say(`retry ${run}`)).join('\n')).toContain('0 failed');
    await farm.done('stop gallifrey-dev');
    expect((await farm.say('build gallifrey')).join('\n')).toContain(
      'gallifrey-dev feeds xivo as gallifrey does, and does not run',
    );
  });
});

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { giveInput } from '../support/input.ts';
import { needs } from '../support/servers.ts';
import { begun, metaPackage, type ToyFarm, toyFarm } from './toy-farm.ts';
import { commit, debian, git, source } from './toy-package.ts';
import { until } from './until.ts';

let farm: ToyFarm;
const architecture = spawnSync('dpkg', ['--print-architecture'], { encoding: 'utf8' }).stdout?.trim();

/** One farm for all: each test goes on from what the one before it built, as on a farm. */
beforeAll(() => {
  farm = toyFarm(['PARALLEL = 2']);
  for (const toy of [
    { name: 'libskaro' },
    // It runs what it build-depends on, which is installed nowhere.
    { name: 'dalek', needs: ['libskaro (>= 0.5)'], rules: ['test "$$(libskaro)" = libskaro'] },
    { name: 'tardis', rules: ['while [ -e $(WAIT) ]; do echo waiting; sleep 0.05; done'] },
  ]) {
    const text = source(toy);
    const wait = join(farm.folder, 'wait');
    commit(
      farm.repository(toy.name),
      { ...text, 'debian/rules': (text['debian/rules'] ?? '').replace('$(WAIT)', wait) },
      1_300_000_000,
    );
    git(farm.repository(toy.name), ['tag', 'v1']);
    farm.job(toy.name);
  }
  metaPackage(farm, 'gallifrey', ['dalek', 'libskaro', 'tardis']);
});
afterAll(() => farm.remove());

const rounds = { timeout: 600_000 };

function sources(): string {
  return readFileSync(join(farm.folder, 'sources.list'), 'utf8');
}

/** The versions apt sees in the repository, with nothing of this machine's. */
function aptSees(): Record<string, string> {
  const apt = join(farm.folder, 'apt');
  mkdirSync(join(apt, 'lists/partial'), { recursive: true });
  mkdirSync(join(apt, 'cache/archives/partial'), { recursive: true });
  writeFileSync(join(apt, 'status'), '');
  const options = [
    ...[`Dir::Etc::SourceList=${join(farm.folder, 'sources.list')}`, 'Dir::Etc::SourceParts=/dev/null'],
    ...[`Dir::State::Lists=${apt}/lists`, `Dir::State::Status=${apt}/status`, `Dir::Cache=${apt}/cache`],
    ...['APT::Sandbox::User=', 'Debug::NoLocking=true'],
  ].flatMap((option) => ['-o', option]);
  execFileSync('apt-get', [...options, '-qq', 'update'], { stdio: 'pipe' });
  const said = execFileSync('apt-get', [...options, '--simulate', 'install', 'dalek', 'libskaro', 'tardis'], {
    encoding: 'utf8',
  });
  const found = [...said.matchAll(/^Inst (\S+) \((\S+) /gm)];
  execFileSync('apt-get', [...options, '-qq', 'download', 'dalek'], { cwd: apt, stdio: 'pipe' });
  return Object.fromEntries(found.map(([, name, version]) => [name, version]));
}

needs('reprepro', 'dpkg-buildpackage', 'git')('a farm of three packages', rounds, () => {
  test('the first build makes sources, builds all in dependency order and makes a repository', async () => {
    const update = await farm.run(['--cd', 'gallifrey', 'update']);
    expect([update.code, update.errors]).toEqual([0, '']);
    expect(update.lines.toSorted()).toEqual([
      'SUBMIT DONE submitted=3 unchanged=0 failed=0',
      ...['dalek', 'libskaro', 'tardis'].map((name) =>
        expect.stringMatching(`^SUBMIT ${name} 1.0~20110313.070640.[0-9a-f]{7}-1$`),
      ),
    ]);
    expect((await farm.status('gallifrey')).states).toEqual({ dalek: 'stale', libskaro: 'stale', tardis: 'stale' });

    const { code, lines, errors } = await farm.run(['gallifrey']);
    expect([code, errors]).toEqual([0, '']);
    expect(lines.slice(0, 2)).toEqual(["BUILD ROOT host: this machine's own tools", 'BUILD PLAN 4 4']);
    const order = begun(lines);
    expect(order.toSorted()).toEqual(['dalek', 'gallifrey', 'libskaro', 'tardis']);
    expect(order.at(-1)).toBe('gallifrey');
    expect(order.indexOf('libskaro')).toBeLessThan(order.indexOf('dalek'));
    expect(lines.at(-2)).toMatch(/^BUILD DONE built=4 unchanged=0 failed=0 left=0 seconds=\d+$/);
    const repository = `file:${farm.folder}/var/lib/packaging-farm/gallifrey/trixie trixie main`;
    expect(lines.at(-1)).toBe(`REPOSITORY deb [trusted=yes] ${repository}`);
    writeFileSync(join(farm.folder, 'sources.list'), `${lines.at(-1)?.slice('REPOSITORY '.length)}\n`);
  });

  test('apt installs from the repository', () => {
    expect(sources()).toMatch(/^deb /);
    const version = expect.stringMatching(/^1\.0~20110313\.070640\.[0-9a-f]{7}-1$/);
    expect(aptSees()).toEqual({ dalek: version, libskaro: version, tardis: version });
  });

  test('with nothing changed there is nothing to submit and nothing to build', async () => {
    expect((await farm.run(['--cd', 'gallifrey', 'update'])).lines).toEqual([
      'SUBMIT DONE submitted=0 unchanged=3 failed=0',
    ]);
    const { code, lines } = await farm.run(['gallifrey']);
    expect([code, begun(lines), lines[1]]).toEqual([0, [], 'BUILD PLAN 0 4']);
    expect(lines[2]).toMatch(/^BUILD DONE built=0 unchanged=4 failed=0 left=0 /);
    const { values, states } = await farm.status('gallifrey');
    expect(states).toEqual({ dalek: 'built', libskaro: 'built', tardis: 'built' });
    expect(values).toMatchObject({
      'REVISION-WANTED': 'master',
      'REVISION-SUBMITTED': 'master',
      'REVISION-BUILT': 'master',
      'REBUILD-SECONDS': expect.stringMatching(/^\d+$/),
      RUNNING: '-',
    });
  });

  test('a revision that a repository lacks is refused, naming it, and nothing is touched', async () => {
    git(farm.repository('dalek'), ['branch', 'regenerated']);
    const { code, lines, errors } = await farm.run(['--cd', 'gallifrey', 'update'], { GIT_REVISION: 'regenerated' });
    expect(code).toBe(3);
    const [skaro, tardis] = [farm.repository('libskaro'), farm.repository('tardis')];
    expect(lines).toEqual([`REVISION missing libskaro ${skaro}`, `REVISION missing tardis ${tardis}`]);
    expect(errors).toBe(`packaging-farm: regenerated is not in: ${skaro} ${tardis}. Nothing was changed.\n`);
    expect((await farm.status('gallifrey')).states).toEqual({ dalek: 'built', libskaro: 'built', tardis: 'built' });
  });

  test('one commit rebuilds exactly that package and those that need it, while another run is refused; killed, it resumes', async () => {
    commit(farm.repository('libskaro'), { notes: 'changed' });
    commit(farm.repository('tardis'), { notes: 'changed' });
    const would = (await farm.run(['--cd', 'gallifrey', 'would'])).lines;
    expect(would.toSorted()).toEqual([
      // Its own version is the old one: it is built for what it needs.
      expect.stringMatching(`^WOULD BUILD dalek dalek 1.0~20110313.070640.[0-9a-f]{7}-1 ${architecture}$`),
      expect.stringMatching(/^WOULD BUILD libskaro libskaro 1\.0~(?!20110313)/),
      expect.stringMatching(/^WOULD BUILD tardis tardis 1\.0~(?!20110313)/),
    ]);
    expect((await farm.run(['--cd', 'gallifrey', 'update'])).lines.at(-1)).toBe(
      'SUBMIT DONE submitted=2 unchanged=1 failed=0',
    );
    const wait = join(farm.folder, 'wait');
    writeFileSync(wait, '');
    const { child, ended } = farm.start(['gallifrey']);
    const stamp = join(farm.folder, 'var/cache/packaging-farm/depends/dalek');
    const before = readFileSync(stamp, 'utf8');
    const log = join(farm.folder, `var/cache/packaging-farm/build/tardis/build/trixie-${architecture}.out`);
    await until(() => existsSync(log) && readFileSync(log, 'utf8').includes('waiting'));
    await until(async () => (await farm.status('gallifrey')).values.PROGRESS === '2 4');
    expect((await farm.status('gallifrey')).values.RUNNING).toMatch(
      new RegExp(`^${child.pid} \\d{4}-\\S+Z \\S+ packaging-farm --root ${farm.folder} gallifrey$`),
    );

    const held = (await farm.run(['--cd', 'gallifrey', 'held'])).lines;
    const versionsOf = (how: string) => held.filter((line) => line.startsWith(`HELD ${how} libskaro `));
    expect(versionsOf('building')).toEqual([
      would.find((line) => line.includes('libskaro'))?.replace(/WOULD BUILD \S+ (.*) \S+$/, 'HELD building $1 all -'),
    ]);
    expect(versionsOf('built')).not.toEqual(versionsOf('published').map((line) => line.replace('published', 'built')));

    const second = await farm.run(['--force', 'dalek']);
    expect(second.code).toBe(75);
    expect(second.errors).toMatch(
      new RegExp(
        `^packaging-farm: trixie-\\w+ is taken: pid ${child.pid}, \\S+, since \\S+Z: packaging-farm --root ${farm.folder} gallifrey\n$`,
      ),
    );

    process.kill(-(child.pid ?? Number.NaN), 'SIGTERM');
    const killed = await ended;
    expect(killed.code).toBe(143);
    expect(killed.lines.at(-1)).toMatch(/^BUILD STOPPED built=2 failed=0 left=2 seconds=\d+$/);
    expect(begun(killed.lines).toSorted()).toEqual(['dalek', 'libskaro', 'tardis']);
    expect(readFileSync(stamp, 'utf8')).toBe(before);
    expect((await farm.status('gallifrey')).states).toEqual({ dalek: 'built', libskaro: 'built', tardis: 'stale' });

    const { child: again, ended: ending } = farm.start(['gallifrey']);
    await until(async () => (await farm.status('gallifrey')).values.PROGRESS === '0 2');
    process.kill(-(again.pid ?? Number.NaN), 'SIGKILL');
    expect((await ending).code).toBe(null);

    rmSync(wait);
    const resumed = await farm.run(['gallifrey']);
    expect([resumed.code, begun(resumed.lines)]).toEqual([0, ['tardis', 'gallifrey']]);
    expect(readdirSync(join(farm.folder, 'var/cache/packaging-farm/run'))).toEqual([]);
  });

  test('a package can be built though it is not stale, and alone, whatever the graph says', async () => {
    const forced = await farm.run(['--force', 'libskaro']);
    expect([forced.code, begun(forced.lines)]).toEqual([0, ['libskaro']]);
    expect((await farm.status('gallifrey')).states).toEqual({ dalek: 'stale', libskaro: 'built', tardis: 'built' });
    rmSync(join(farm.folder, 'var/cache/packaging-farm/depends/libskaro'));
    const alone = await farm.run(['--cd', 'dalek', 'all']);
    expect([alone.code, begun(alone.lines)]).toEqual([0, ['dalek']]);
    const made = await farm.run(['--cd', 'gallifrey', 'all']);
    expect([made.code, begun(made.lines)]).toEqual([0, ['gallifrey']]);
    expect((await farm.status('gallifrey')).states).toEqual({ dalek: 'stale', libskaro: 'stale', tardis: 'built' });
    await farm.run(['gallifrey']);
  });

  test('a broken package stops the build and shows its log; mended, the build goes on where it stopped', async () => {
    commit(
      farm.repository('tardis'),
      debian({ name: 'tardis', rules: ['echo the chameleon circuit is stuck && false'] }),
    );
    await farm.run(['--cd', 'gallifrey', 'update']);
    const log = join(farm.folder, `var/cache/packaging-farm/build/tardis/build/trixie-${architecture}.out`);
    const { code, lines } = await farm.run(['gallifrey']);
    expect(code).toBe(1);
    expect(begun(lines)).toEqual(['tardis']);
    expect(lines).toContain(`BUILD FAILED tardis ${log}`);
    const first = lines.indexOf(
      `BUILD START packaging-farm --cd tardis ARCHITECTURE=${architecture} DISTRIBUTION=trixie all`,
    );
    const last = lines.indexOf(
      `BUILD END packaging-farm --cd tardis ARCHITECTURE=${architecture} DISTRIBUTION=trixie chroot-login`,
    );
    expect(first).toBeGreaterThan(0);
    expect(lines.slice(Math.max(first, last - 6), last)).toContain('the chameleon circuit is stuck');
    expect(lines.at(-1)).toMatch(/^BUILD DONE built=0 unchanged=2 failed=1 left=1 /);
    expect(readFileSync(log, 'utf8')).toBe(`${lines.slice(first, last + 1).join('\n')}\n`);
    const status = await farm.status('gallifrey');
    expect(status.states).toEqual({ dalek: 'built', libskaro: 'built', tardis: 'failed' });
    expect(status.values).toMatchObject({ BUILT: '2', STALE: '0', FAILED: '1' });

    const { child, ended } = farm.start(['--cd', 'tardis', 'chroot-login']);
    giveInput(child, 'pwd; grep -c chameleon debian/rules\n');
    expect((await ended).lines).toEqual([log.replace(/\.out$/, '/source'), '1']);

    commit(farm.repository('tardis'), debian({ name: 'tardis' }));
    await farm.run(['--cd', 'gallifrey', 'update']);
    const mended = await farm.run(['gallifrey']);
    expect([mended.code, begun(mended.lines)]).toEqual([0, ['tardis', 'gallifrey']]);
    expect(aptSees().tardis).not.toContain('20110313');
  });

  test('another revision for one package clears the graph, and the others follow when they are built', async () => {
    git(farm.repository('libskaro'), ['branch', 'side', 'v1']);
    expect((await farm.run(['--cd', 'libskaro', 'update', 'GIT_REVISION=side'])).lines[0]).toBe(
      'REVISION CHANGED master side',
    );
    expect((await farm.status('gallifrey')).states).toEqual({ dalek: 'stale', libskaro: 'stale', tardis: 'stale' });
    const { code, lines } = await farm.run(['gallifrey', 'GIT_REVISION=side']);
    expect([code, lines.filter((line) => line.startsWith('REVISION'))]).toEqual([
      3,
      ['dalek', 'tardis'].map((name) => `REVISION missing ${name} ${farm.repository(name)}`),
    ]);
  });

  test('another revision clears the graph and rebuilds everything, and the repository follows, to lower versions too', async () => {
    const { code, lines } = await farm.run(['gallifrey'], { GIT_REVISION: 'v1' });
    expect(code).toBe(0);
    expect(lines[0]).toBe('REVISION CHANGED side v1');
    expect(lines).toContain('SUBMIT DONE submitted=1 unchanged=2 failed=0');
    expect(begun(lines).toSorted()).toEqual(['dalek', 'gallifrey', 'libskaro', 'tardis']);
    expect(Object.values(aptSees())).toEqual(Array(3).fill(expect.stringContaining('20110313')));
  });
});

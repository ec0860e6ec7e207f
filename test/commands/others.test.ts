import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { until } from '../support/daemon.ts';
import { bare, scene, stateOf } from './scene.ts';

const strange = '52:54:00:00:00:09';
const first = '10.10.60.6';

describe('!clone', () => {
  test('passes over an address at which something answers that nobody wrote down, and says so', async () => {
    const { say, sandbox } = await scene(bare);
    await sandbox.stranger(first, strange);
    const plan = (await say('!clone gallifrey dev')).join('\n');
    expect(plan).toContain('10.10.60.7');
    expect(plan).toContain(`${first} is not given out, though nothing speaks of it: a machine with MAC ${strange}`);
  });

  test('of a disk that cannot be looked at copies all of it, and says so', async () => {
    const { say, sandbox } = await scene(bare);
    await sandbox.faults.tool('blkid', { kind: 'fail' }, { when: '-O 0 ' });
    const plan = (await say('!clone gallifrey dev')).join('\n');
    expect(plan).toContain('the disk is copied as a whole, for what it holds cannot be told: blkid: ');
  });

  test('of which the copy was killed goes on with what is not copied yet when it is retried', async () => {
    const made = await scene(bare);
    const { say, sandbox } = made;
    const [{ folder }] = sandbox.hosts;
    const jobs = join(folder, 'var/lib/farmhand/jobs');
    const copies = () => (existsSync(jobs) ? readdirSync(jobs).filter((name) => name.includes('.copy.')) : []);
    const pieces = (job = ''): readonly string[] =>
      readFileSync(join(jobs, job, 'out'), 'utf8').match(/^did copy \d+ \d+/gm) ?? [];
    writeFileSync(join(folder, 'state/rate'), '2\n');
    await say('!clone gallifrey dev');
    const ended = say('!approve 1');
    await until('a piece to be copied', () => copies().length === 1 && pieces(copies()[0]).length > 0);
    process.kill(-Number(readFileSync(join(jobs, copies()[0] ?? '', 'pid'), 'utf8')), 'SIGKILL');
    await ended;
    expect(await stateOf(made, 1)).toBe('failed');
    rmSync(join(folder, 'state/rate'));
    await say('!retry 1');
    expect(await stateOf(made, 1)).toBe('done');
    const [first, second] = copies()
      .sort()
      .map((job) => pieces(job));
    expect(first?.length).toBeGreaterThan(0);
    expect(second?.length).toBeGreaterThan(0);
    expect(second?.filter((piece) => first?.includes(piece))).toEqual([]);
  });

  test('opens nothing to an address that was given to another machine by hand after the plan was made', async () => {
    const made = await scene();
    const { say, sandbox } = made;
    const [{ folder }] = sandbox.hosts;
    const rules = () => ['rules', 'params'].map((name) => readFileSync(join(folder, 'etc/shorewall', name), 'utf8'));
    const before = rules();
    await say('!clone gallifrey dev');
    appendFileSync(join(folder, 'etc/bind/db.farm'), `printer IN A ${first}\n`);
    await say('!approve 1');
    expect(await stateOf(made, 1)).toBe('failed');
    expect(rules()).toEqual(before);
  });

  test('stops before anything leads to an address that was taken by hand after the plan was made, on the network or in DNS', async () => {
    const made = await scene();
    const { say, sandbox, farmhand } = made;
    const [{ folder }] = sandbox.hosts;
    const zone = () => readFileSync(join(folder, 'etc/bind/db.farm'), 'utf8');
    const before = await sandbox.snapshot();

    await say('!clone gallifrey dev');
    await sandbox.stranger(first, strange);
    const said = (await say('!approve 1')).join('\n');
    expect(said).toContain(`a machine with MAC ${strange} answers at ${first}, asked from host01`);
    const failed = await farmhand.engine.view(1);
    expect(failed?.steps.find(({ state }) => state === 'failed')?.id).toBe('free');
    expect(zone()).not.toContain('gallifrey-dev');
    await sandbox.stranger(first, null);
    await say('!undo 1');
    await say('!approve 2', 'sarah');
    expect(await sandbox.snapshot()).toEqual(before);

    await say('!clone gallifrey test');
    const run = (await farmhand.engine.unsettled())[0]?.run ?? 0;
    appendFileSync(join(folder, 'etc/bind/db.farm'), `printer IN A ${first}\n`);
    expect((await say(`!approve ${run}`)).join('\n')).toMatch(
      /host01:\S+db\.farm has 10\.10\.60\.6 for printer\.farm already: two names would be at one address/,
    );
    expect(zone()).not.toContain('gallifrey-test');
    expect(await stateOf(made, run)).toBe('failed');
  });

  test('of a VM that is called as an earlier version called another one’s snapshot has a disk of its own', async () => {
    const made = await scene(bare);
    const { say, sandbox } = made;
    await Promise.all([say('!clone gallifrey dev'), say('!clone gallifrey dev-source')]);
    await Promise.all([say('!approve 1'), say('!approve 2')]);
    expect([await stateOf(made, 1), await stateOf(made, 2)]).toEqual(['done', 'done']);
    const { stdout } = await sandbox.hosts[0].exec('lvs --noheadings -o lv_name -- all');
    expect(stdout.trim().split(/\s+/)).toHaveLength(4);
    expect(stdout).not.toContain('gallifrey');
  });
});

describe('!destroy', () => {
  test('of a VM that never was finds nothing, whatever another run has under way', async () => {
    const { say, sandbox } = await scene(bare);
    await sandbox.faults.tool('dd', { kind: 'fail' });
    await say('!clone gallifrey dev');
    await say('!approve 1');
    expect((await say('!destroy gallifrey-dev-source'))[0]).toContain('There is no gallifrey-dev-source.');
  });

  test('of what is left of a VM is not planned while something answers at its address', async () => {
    const { say, done, sandbox } = await scene(bare);
    await sandbox.faults.tool('gnt-instance', { kind: 'fail' }, { when: 'add' });
    await done('!clone gallifrey dev');
    await say('!cancel 1');
    await sandbox.stranger(first, strange);
    expect((await say('!destroy gallifrey-dev')).join('\n')).toContain(
      `a machine with MAC ${strange} answers at ${first}`,
    );
    await sandbox.stranger(first, null);
    expect((await say('!destroy gallifrey-dev')).join('\n')).toContain('remove the volume all/gallifrey-dev.disk.');
  });
});

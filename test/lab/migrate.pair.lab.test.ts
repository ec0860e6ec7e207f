import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/daemon.ts';
import { type Installation, openInstallation } from './farmhand.ts';
import { finished } from './finished.ts';
import { type LabFarm, labFarm } from './fixture.ts';
import { type TwoNodes, twoNodes } from './two-nodes.ts';

describe('VMs go from one node to the other', () => {
  let lab: LabFarm;
  let nodes: TwoNodes;
  let installation: Installation;
  let before: string;
  /** What mondas says of itself. */
  let page: string;

  beforeAll(async () => {
    lab = await labFarm();
    nodes = twoNodes(lab);
    // What stops a VM is not undone to one that is protected.
    installation = await openInstallation(lab, { proof: { by: 'tcp', timeout: '15m' }, vms: {} });
    await mirrored();
    page = await answer('mondas');
    before = await nodes.seen();
    await finished(installation, 1, 'memory mondas 192M');
  });
  afterAll(() => installation?.close());

  /** Until both nodes have the same of the disk of mondas. */
  const mirrored = () =>
    until(
      'both mirrors to be up to date',
      async () => /cs:Connected ro:\S+ ds:UpToDate\/UpToDate/.test(await nodes.on('host01', 'cat /proc/drbd')),
      300_000,
    );
  const answer = async (vm: string): Promise<string> => {
    let said = '';
    const answers = async () => {
      said = await nodes.page(vm);
      return said.includes(`hostname=${vm}\n`);
    };
    await until(`${vm} to answer`, answers, 600_000);
    return said;
  };
  /** It is at work on that node, as it was before, with the memory it was left. */
  const isAt = async (here: 'host01' | 'host02', there: 'host01' | 'host02') => {
    expect(await nodes.place('mondas')).toBe(`running ${here}.farm ${there}.farm drbd`);
    expect(await nodes.balloon('mondas', here)).toBe(192);
    expect(await answer('mondas')).toBe(page);
  };
  const migrations = async () => {
    const name = 'mondas.xivo.vm.farm';
    const jobs = await nodes.jobs('INSTANCE_MIGRATE', name);
    expect(new Set(jobs)).toEqual(new Set([`success INSTANCE_MIGRATE(${name})`]));
    return jobs.length;
  };
  const roleOf = async () => (await nodes.on('host01', 'gnt-node list --no-headers -o role host02.farm')).trim();

  it('one that DRBD mirrors goes as it runs, by one job, though farmhand is killed before Ganeti has it and after', async () => {
    await finished(installation, 2, 'migrate mondas', 'after write step.intent:migrate', 'ganeti.submitted migrate');
    await isAt('host02', 'host01');
    expect(await migrations()).toBe(1);
  });

  it('a node is drained of it, by one job each, though farmhand is killed when Ganeti has them, and given it back', async () => {
    await mirrored();
    const points = ['ganeti.submitted drain', 'ganeti.submitted migrate-1'];
    const { run } = await finished(installation, 3, 'drain host02', ...points);
    await isAt('host01', 'host02');
    expect(await roleOf()).toBe('D');
    expect(await migrations()).toBe(2);
    await mirrored();
    await finished(installation, 4, `undo ${run}`);
    await isAt('host02', 'host01');
    expect(await roleOf()).toBe('C');
  });

  it('its migration is undone, though farmhand is killed on its way back', async () => {
    await mirrored();
    await finished(installation, 5, 'undo 2', 'ganeti.submitted undo-migrate');
    await isAt('host01', 'host02');
    expect(await migrations()).toBe(4);
    expect(await nodes.seen()).toBe(before);
  });

  it('the master is not drained, nor a node of VMs whose disks are there alone', async () => {
    const refusal = async (text: string) => {
      const { ended, said } = installation.farmhand(['say', text]);
      await ended;
      return said();
    };
    expect(await refusal('!drain host01')).toContain(
      'gallifrey: its disks are on host01.farm alone: !migrate gallifrey moves it with them, and it is down meanwhile',
    );
    expect(await refusal('!drain host01 --leave')).toContain(
      "host01.farm is the cluster's master, which Ganeti does not drain",
    );
    expect(await nodes.seen()).toBe(before);
  });

  it('one whose disk is on one node alone is moved with it by one job, though farmhand is killed meanwhile, and is brought back', async () => {
    const own = await answer('gallifrey');
    const { run } = await finished(installation, 6, 'migrate gallifrey', 'ganeti.submitted move');
    expect(await nodes.place('gallifrey')).toBe('running host02.farm  plain');
    expect(await nodes.balloon('gallifrey', 'host02')).toBe(128);
    expect(await answer('gallifrey')).toBe(own);
    const name = 'gallifrey.xivo.vm.farm';
    expect(await nodes.jobs('INSTANCE_MOVE', name)).toEqual([`success INSTANCE_MOVE(${name})`]);
    await finished(installation, 7, `undo ${run}`);
    expect(await nodes.balloon('gallifrey', 'host01')).toBe(128);
    expect(await answer('gallifrey')).toBe(own);
    expect(whatever(await nodes.seen())).toEqual(whatever(before));
  });
});

/**
 * Lines without the names and UUIDs of volumes: a disk that was moved is another volume each time. Ganeti tags what it makes with the instance's name; what
 * gallifrey had before, an adopted volume, has no such tag.
 */
function whatever(seen: string): readonly string[] {
  return seen
    .split('\n')
    .map((line) =>
      line.replace(
        /^ *[0-9a-f-]{36}(\.disk\d\S*) +\S+ +(\S+) *(\S*) *$/,
        (_, disk: string, size: string, tags: string) =>
          `UUID${disk} ${size} ${tags.replace('originstname+gallifrey.xivo.vm.farm', '')}`,
      ),
    )
    .toSorted();
}

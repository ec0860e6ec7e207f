import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { comparable } from '../../platforms/sandboxes.ts';
import { twoDisks } from '../sandbox/several-disks.ts';
import { scene } from './scene.ts';

const farm = scene(undefined, { vms: twoDisks });

/** The files that stand for gallifrey-dev's disks. */
async function disksOf(name: string) {
  const { sandbox } = await farm;
  const [host] = sandbox.hosts;
  const said = await host.exec(`gnt-instance info --static ${name}.xivo.vm.farm`);
  return [...said.stdout.matchAll(/logical_id: (\S+)/g)].map(([, volume = '']) => join(host.folder, 'dev', volume));
}

test('a VM with two disks is cloned, both of one instant; undone, and made anew, destroyed, given back, destroyed and purged, all is as before', async () => {
  const { say, done, sandbox, farmhand } = await farm;
  const before = comparable(await sandbox.snapshot());
  const plan = (await say('!clone gallifrey dev')).join('\n');
  expect(plan).toContain('disks: 8 MiB (4 MiB and 4 MiB) of volume group all');
  expect(plan).toContain('its own names and keys go on disk 0, which has the root file system');
  expect(plan).toContain('disks on the same physical device (/dev/sandbox) are copied one after the other');
  expect(plan).toMatch(/snapshots of 2 disks at one instant .*\(disruptive\)/);
  const said = (await say('!approve 1')).join('\n');
  expect(said).toMatch(/taken within \S+ s, while the VM stood still/);
  expect((await farmhand.engine.view(1))?.state).toBe('done');

  const [, data = ''] = await disksOf('gallifrey-dev');
  const [, source = ''] = await disksOf('gallifrey');
  expect(readFileSync(data).equals(readFileSync(source))).toBe(true);
  expect(readFileSync(data).includes('data of gallifrey')).toBe(true);
  const status = (await say('!status gallifrey-dev')).join('\n');
  expect(status).toMatch(/disk 0 +4 MiB \S+\.disk0\n +disk 1 +4 MiB \S+\.disk1\n/);

  expect((await done('!undo 1')).join('\n')).toContain('lost for good: what is on its disks (4 MiB and 4 MiB)');
  expect(comparable(await sandbox.snapshot())).toEqual(before);

  await say('!clone gallifrey dev');
  await say('!approve 3');
  const cloned = comparable(await sandbox.snapshot());
  expect((await done('!destroy gallifrey-dev')).join('\n')).toContain('and then lost: what is on its disks');
  await done('!undo 4');
  expect(comparable(await sandbox.snapshot())).toEqual(cloned);
  await done('!destroy gallifrey-dev');
  expect((await done('!purge gallifrey-dev')).join('\n')).toContain('lost for good: what is on its disks');
  expect(comparable(await sandbox.snapshot())).toEqual(before);
});

test('what a clone of two disks left is removed by !destroy, every volume of it', async () => {
  const { say, done, sandbox } = await farm;
  const before = comparable(await sandbox.snapshot());
  await sandbox.faults.tool('dd', { kind: 'fail' }, { times: 1, when: 'conv=nocreat' });
  await say('!clone gallifrey dev');
  const [run] = await (await farm).farmhand.engine.unsettled();
  await say(`!approve ${run?.run}`);
  await say(`!cancel ${run?.run}`);
  const plan = (await done('!destroy gallifrey-dev')).join('\n');
  expect(comparable(await sandbox.snapshot()), plan).toEqual(before);
});

test('of several disks it is said which is to grow, and that one grows', async () => {
  const { say, sandbox } = await farm;
  expect(await say('!resize gallifrey --disk 8M')).toEqual([
    'gallifrey has 2 disks: say which is to grow.',
    '· !resize gallifrey --disk 0:SIZE, which has 4 MiB',
    '· !resize gallifrey --disk 1:SIZE, which has 4 MiB',
  ]);
  expect((await say('!resize gallifrey --disk 2:8M'))[0]).toBe('gallifrey has no disk 2.');
  expect((await say('!resize skaro --disk 1:8M'))[0]).toBe('skaro has no disk 1.');
  expect((await say('!resize gallifrey'))[0]).toContain('and 2 disks (0: 4 MiB, 1: 4 MiB).');
  const plan = (await say('!resize gallifrey --disk 1:8M')).join('\n');
  expect(plan).toMatch(/disk 1 +4 MiB → 8 MiB/);
  const [run] = await (await farm).farmhand.engine.unsettled();
  await say(`!approve ${run?.run}`);
  const list = "gnt-instance list --no-headers --separator=' ' -o disk.sizes gallifrey.xivo.vm.farm";
  expect((await sandbox.hosts[0].exec(list)).stdout.trim()).toBe('4,8');
});

test('disks on different physical devices are copied at the same time', async () => {
  const { say, sandbox } = await farm;
  const { folder } = sandbox.hosts[0];
  await sandbox.hosts[0].exec(`mkdir -p ${folder}/state/lvm/all.pv`);
  writeFileSync(join(folder, 'state/lvm/all.pv', twoDisks[1]?.others?.[0] ?? ''), '/dev/other\n');
  const plan = (await say('!clone gallifrey test')).join('\n');
  expect(plan).toContain('its disks are on different physical devices, and are copied at the same time');
  const [run] = await (await farm).farmhand.engine.unsettled();
  const copies = run?.plan.steps.filter(({ action }) => action === 'lvm.copy').map(({ after }) => after);
  expect(copies).toEqual([
    ['snapshot', 'volume'],
    ['snapshot', 'volume-disk1'],
  ]);
});

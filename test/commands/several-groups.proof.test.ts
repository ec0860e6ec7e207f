import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { comparable } from '../../platforms/sandboxes.ts';
import { twoGroups } from '../sandbox/several-disks.ts';
import { scene } from './scene.ts';

const farm = scene(undefined, { vms: twoGroups });

test('a VM with disks in two volume groups is cloned each within its own, of one instant; undone, and made anew, destroyed, given back, destroyed and purged, all is as before', async () => {
  const { say, done, sandbox, farmhand } = await farm;
  const [host] = sandbox.hosts;
  const before = comparable(await sandbox.snapshot());
  const plan = (await say('!clone gallifrey dev')).join('\n');
  expect(plan).toContain('disk 0: 4 MiB of volume group all, which leaves');
  expect(plan).toContain('disk 1: 4 MiB of volume group ssd, which leaves');
  expect(plan).toMatch(/snapshots of 2 disks at one instant .*\(disruptive\)/);
  expect((await say('!approve 1')).join('\n')).toMatch(/taken within \S+ s, while the VM stood still/);
  expect((await farmhand.engine.view(1))?.state).toBe('done');

  const info = 'gnt-instance info --static gallifrey-dev.xivo.vm.farm';
  const places = [...(await host.exec(info)).stdout.matchAll(/logical_id: (\S+)/g)].map(([, place = '']) => place);
  expect(places.map((place) => place.split('/')[0])).toEqual(['all', 'ssd']);
  const data = readFileSync(join(host.folder, 'dev', places[1] ?? ''));
  expect(data.includes('data of gallifrey')).toBe(true);
  const status = (await say('!status gallifrey-dev')).join('\n');
  expect(status).toMatch(/disk 0 +4 MiB [0-9a-f-]+\.disk0\n +disk 1 +4 MiB ssd\/[0-9a-f-]+\.disk1\n/);
  expect((await say('!status')).join('\n')).toMatch(/of volume group all, \S+ GiB of 64 GiB of volume group ssd/);

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

test('what a clone left in either group is removed by !destroy', async () => {
  const { say, done, sandbox, farmhand } = await farm;
  const before = comparable(await sandbox.snapshot());
  await sandbox.faults.tool('dd', { kind: 'fail' }, { times: 1, when: 'disk1' });
  await say('!clone gallifrey dev');
  const [run] = await farmhand.engine.unsettled();
  await say(`!approve ${run?.run}`);
  await say(`!cancel ${run?.run}`);
  const plan = (await done('!destroy gallifrey-dev')).join('\n');
  expect(plan).toMatch(/remove the volume ssd\/gallifrey-dev\.disk1/);
  expect(comparable(await sandbox.snapshot()), plan).toEqual(before);
});

test('a disk grows in its own group', async () => {
  const { say, sandbox, farmhand } = await farm;
  const [host] = sandbox.hosts;
  const plan = (await say('!resize gallifrey --disk 1:8M')).join('\n');
  expect(plan).toContain('disk 1: 4 MiB of volume group ssd, which leaves');
  const [run] = await farmhand.engine.unsettled();
  await say(`!approve ${run?.run}`);
  const volume = twoGroups.flatMap(({ others = [] }) => others).join();
  expect(readFileSync(join(host.folder, 'state/lvm/ssd.d', volume), 'utf8')).toMatch(/^\S+ 2 /);
  expect(existsSync(join(host.folder, 'state/lvm/all.d', volume))).toBe(false);
});

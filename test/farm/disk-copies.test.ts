import { expect, test } from 'vitest';
import { copyDisks, placeholders } from '../../src/farm/disk-copies.ts';
import { vmNamed } from '../../src/farm/naming.ts';
import { Procedure } from '../../src/farm/procedure.ts';
import type { SourceDisk } from '../../src/farm/roles/storage.ts';
import { exampleFarm } from './farms.ts';

const vm = { ...vmNamed(exampleFarm, 'gallifrey-dev'), address: '10.10.60.6', mac: '52:54:86:b3:3f:10' };

function disk(index: number, devices?: readonly string[]): SourceDisk {
  return { index, volume: `uuid.disk${index}`, extents: 1, bytes: 2 ** 22, ...(devices && { devices }) };
}

/** Which copies each copy comes after. */
function order(disks: readonly SourceDisk[]): Readonly<Record<string, readonly string[]>> {
  const procedure = new Procedure();
  copyDisks(procedure, exampleFarm, { disks, vm }, ['snapshot']);
  const copies = procedure.steps.filter(({ action }) => action === 'lvm.copy');
  return Object.fromEntries(copies.map(({ id, after = [] }) => [id, after.filter((one) => one.startsWith('copy'))]));
}

test.each<[string, readonly SourceDisk[], Readonly<Record<string, readonly string[]>>]>([
  ['on one device in turn', [disk(0, ['/dev/sda']), disk(1, ['/dev/sda'])], { copy: [], 'copy-disk1': ['copy'] }],
  ['on different devices at once', [disk(0, ['/dev/sda']), disk(1, ['/dev/sdb'])], { copy: [], 'copy-disk1': [] }],
  [
    'after those alone that they share a device with',
    [disk(0, ['/dev/sda']), disk(1, ['/dev/sdb']), disk(2, ['/dev/sdb', '/dev/sdc'])],
    { copy: [], 'copy-disk1': [], 'copy-disk2': ['copy-disk1'] },
  ],
  ['of which that is not known in turn', [disk(0), disk(1)], { copy: [], 'copy-disk1': ['copy'] }],
])('disks are copied %s', (_, disks, expected) => {
  expect(order(disks)).toEqual(expected);
});

test('each disk has a snapshot, a volume, a placeholder and names of its own, the first those of a VM with one disk', () => {
  const procedure = new Procedure();
  copyDisks(procedure, exampleFarm, { disks: [disk(0), disk(1)], vm }, ['snapshot']);
  placeholders(procedure, exampleFarm, { disks: [disk(0), disk(1)], vm });
  const named = procedure.steps.map(({ id, args }) => [id, Object.values(args as object).filter(isOwn)]);
  expect(named).toEqual([
    ['volume', ['gallifrey-dev.disk.86b33f10']],
    ['copy', ['gallifrey-dev.source.86b33f10', 'gallifrey-dev.disk.86b33f10']],
    ['remove-snapshot', ['gallifrey-dev.source.86b33f10']],
    ['volume-disk1', ['gallifrey-dev.disk1.86b33f10']],
    ['copy-disk1', ['gallifrey-dev.source1.86b33f10', 'gallifrey-dev.disk1.86b33f10']],
    ['remove-snapshot-disk1', ['gallifrey-dev.source1.86b33f10']],
    ['placeholder', ['gallifrey-dev.placeholder.86b33f10', 'gallifrey-dev.placeholder-snapshot.86b33f10']],
    ['placeholder-disk1', ['gallifrey-dev.placeholder1.86b33f10', 'gallifrey-dev.placeholder-snapshot1.86b33f10']],
  ]);
  const { isMadeFor } = exampleFarm.roles.storage;
  const volumes = named.flatMap(([, names]) => names as readonly string[]);
  expect(volumes.filter((name) => !isMadeFor({ name: 'gallifrey-dev' }, { name }))).toEqual([]);
  expect(volumes.filter((name) => isMadeFor({ name: 'gallifrey' }, { name }))).toEqual([]);
});

function isOwn(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith('gallifrey-dev');
}

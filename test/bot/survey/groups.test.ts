import { describe, expect, test } from 'vitest';
import { copyOf } from '../../../src/bot/survey/copy-of.ts';
import { nodeRoom } from '../../../src/bot/survey/node-room.ts';
import { roomForDisk } from '../../../src/bot/survey/resize-room.ts';
import { leftovers } from '../../../src/bot/survey/vm.ts';
import { vmState } from '../../../src/bot/survey/vm-state.ts';
import type { PendingRun } from '../../../src/engine/claims.ts';
import type { GroupState, Instance, Node, StorageState } from '../../../src/farm/state.ts';
import { exampleFarm } from '../../farm/farms.ts';
import { run } from '../views.ts';
import { refusal } from './refusal.ts';
import { gallifrey, storage as own, state } from './state.ts';

const gibi = 2 ** 30;
const nodes: readonly Node[] = ['host01.farm', 'host02.farm'].map((name) => ({
  name,
  standing: 'in use',
  memoryTotal: 24 * gibi,
  memoryFree: 8 * gibi,
}));
const farm = {
  ...exampleFarm,
  vms: new Map(),
  hypervisor: {
    ...exampleFarm.hypervisor,
    nodes: new Map([1, 2].map((n) => [`host0${n}.farm`, `host0${n}`] as const)),
  },
};

/** gallifrey with its data in a group of its own. */
const apart: Instance = {
  ...gallifrey,
  disks: [30 * gibi, 8 * gibi],
  volumes: ['f3e8d23f.disk0', 'x.disk1'],
  groups: ['all', 'ssd'],
};

/** A group with so many gibibytes free of 100, in extents of 8 MiB. */
function ssd(free = 20, volumes: GroupState['volumes'] = [{ name: 'x.disk1', extents: 1024, open: true }]): GroupState {
  return { volumeGroup: { name: 'ssd', extentSize: 8 * 2 ** 20, extents: 12_800, freeExtents: free * 128 }, volumes };
}

/** Both nodes, each with the storage given for it. */
function on(first: StorageState = { ...own, others: [ssd()] }, second: StorageState = first, instance = apart) {
  const storages = [first, second];
  return state({
    instances: { known: [instance] },
    nodes: { known: nodes },
    storage: new Map(storages.map((known, index) => [nodes[index]?.name ?? '', { known }])),
  });
}

type Words = Parameters<typeof copyOf>[5];
const copy = (seen = on(), words: Words = {}, pending: readonly PendingRun[] = []) =>
  copyOf(farm, 'gallifrey', 'dev', seen, pending, words);

/** A run that takes so many gibibytes of the group. */
function takes(gibis: number, group: string): PendingRun {
  return { ...run(), claims: [{ kind: 'storage', host: 'host01', group, bytes: gibis * gibi }] };
}

describe('a copy of disks in two volume groups', () => {
  test('is made of each within its own, and the room of each is said by itself', () => {
    const { disks, notes } = copy();
    expect(disks).toEqual([
      { index: 0, volume: 'f3e8d23f.disk0', extents: 7680, bytes: 30 * gibi },
      { index: 1, volume: 'x.disk1', group: 'ssd', extents: 1024, bytes: 8 * gibi },
    ]);
    expect(notes.slice(0, 2)).toEqual([
      'disk 0: 30 GiB of volume group all, which leaves 30 GiB free; 1 GiB more while it copies',
      'disk 1: 8 GiB of volume group ssd, which leaves 12 GiB free; 1 GiB more while it copies',
    ]);
  });

  test('of one VM all in another group than the farm’s own is said as of any', () => {
    const moved = { ...apart, disks: [8 * gibi], volumes: ['x.disk1'], groups: ['ssd'] };
    expect(copy(on(undefined, undefined, moved)).notes[0]).toBe(
      'disk: 8 GiB of volume group ssd, which leaves 12 GiB free; 1 GiB more while it copies',
    );
  });

  test('is refused where one of them has no room, whatever the other has', () => {
    expect(refusal(() => copy(on({ ...own, others: [ssd(8)] }), { node: 'host01' }))).toContain(
      'Volume group ssd has 8 GiB free; the copy takes 8 GiB and its snapshot 1 GiB.',
    );
  });

  test('leaves what other runs have reserved of its own group, and not of another', () => {
    expect(copy(on(), {}, [takes(12, 'all')]).notes[1]).toContain('leaves 12 GiB free');
    expect(refusal(() => copy(on(), { node: 'host01' }, [takes(12, 'ssd')]))).toContain(
      'Volume group ssd has 8 GiB free beyond the 12 GiB that other runs have reserved',
    );
  });

  test('goes to no node that has not the group', () => {
    expect(refusal(() => copy(on(undefined, own), { node: 'host02' }))).toContain(
      'host02.farm has no volume group ssd.',
    );
  });

  test('goes to another node with the room of each counted there', () => {
    const { notes } = copy(on({ ...own, others: [ssd(8)] }, { ...own, others: [ssd(30)] }));
    expect(notes.slice(0, 2)).toEqual([
      expect.stringContaining('disk 0: 30 GiB of volume group all of host02.farm, which leaves 30 GiB free'),
      expect.stringContaining('disk 1: 8 GiB of volume group ssd of host02.farm, which leaves 22 GiB free'),
    ]);
  });

  test('is mirrored in the same groups, with what DRBD writes down in the farm’s own', () => {
    const { notes } = copy(on(), { mirror: 'host02' });
    expect(notes.filter((note) => note.startsWith('mirror:'))).toEqual([
      'mirror: 30.3 GiB of volume group all of host02.farm, which leaves 29.8 GiB free; 256 MiB more of that of host01.farm',
      'mirror: 8 GiB of volume group ssd of host02.farm, which leaves 12 GiB free',
    ]);
    expect(refusal(() => copy(on(undefined, { ...own, others: [ssd(7)] }), { mirror: 'host02' }))).toContain(
      'Volume group ssd of host02.farm has 7 GiB free; the mirror takes 8 GiB.',
    );
  });

  test('is refused where farm.yaml does not name one of them, and says what to write there', () => {
    expect(refusal(() => copy(on(own)))).toBe(
      'Disk 1 of gallifrey, x.disk1, is not in volume group all. It is in ssd: lvm.other_volume_groups in farm.yaml names the groups farmhand may use.',
    );
  });

  test('takes no volume of the same name in the wrong group for the disk', () => {
    const stray = { ...own, volumes: [...own.volumes, { name: 'x.disk1', extents: 1, open: false }] };
    expect(copy(on({ ...stray, others: [ssd()] })).disks[1]).toMatchObject({ group: 'ssd', extents: 1024 });
    expect(refusal(() => copy(on(stray)))).toContain('is not in volume group all');
  });
});

test('what is left of a clone in another group than the farm’s own is found there', () => {
  const left = { name: 'gallifrey-dev.disk1.86b33f10', extents: 1024, open: false };
  const seen = vmState(farm, on({ ...own, others: [ssd(20, [left])] }, own), 'gallifrey-dev');
  expect(leftovers(seen)).toEqual([{ ...left, node: 'host01.farm', group: 'ssd' }]);
});

describe('a disk that grows', () => {
  const seen = (storage?: StorageState, pending: readonly PendingRun[] = []) => ({
    there: farm,
    state: on(storage),
    pending,
  });
  const vm = copy().origin;

  test('takes room of its own group, in the extents of that', () => {
    const { grown, notes } = roomForDisk(
      vm,
      apart,
      { index: 1, bytes: 10 * gibi + 1 },
      seen(undefined, [takes(4, 'ssd')]),
    );
    expect(grown).toEqual({
      index: 1,
      volume: 'x.disk1',
      group: 'ssd',
      from: 8 * gibi,
      bytes: 10 * gibi + 8 * 2 ** 20,
    });
    expect(notes[0]).toBe('disk 1: 2 GiB of volume group ssd, which leaves 14 GiB free');
  });

  test('says nothing of a group where it is in the farm’s own', () => {
    expect(roomForDisk(vm, apart, { index: 0, bytes: 31 * gibi }, seen()).grown).not.toHaveProperty('group');
  });

  test('is refused in a group that farm.yaml does not name', () => {
    expect(refusal(() => roomForDisk(vm, apart, { index: 1, bytes: 10 * gibi }, seen(own)))).toBe(
      'gallifrey has no disk 1 in volume group all, where farmhand grows disks.',
    );
  });
});

test('a node’s room is said of each group', () => {
  const room = '60 GiB of 100 GiB of volume group all, 20 GiB of 100 GiB of volume group ssd';
  expect(nodes.map((node) => nodeRoom(node, on()))).toEqual(nodes.map(() => `8 GiB of 24 GiB of memory free, ${room}`));
});

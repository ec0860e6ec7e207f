import { describe, expect, test } from 'vitest';
import { balloon } from '../../../platforms/ganeti/steps.ts';
import { copyOf } from '../../../src/bot/survey/copy-of.ts';
import type { PendingRun } from '../../../src/engine/claims.ts';
import type { Farm } from '../../../src/farm/farm.ts';
import type { FarmState, StorageState } from '../../../src/farm/state.ts';
import { exampleFarm } from '../../farm/farms.ts';
import { emptyInventory } from '../../support/empty-inventory.ts';
import { run } from '../views.ts';
import { refusal } from './refusal.ts';
import { gallifrey, onHost01, state, storage } from './state.ts';

const farm: Farm = { ...exampleFarm, vms: new Map(), pool: { network: '10.10.60.0/24', excluded: ['10.10.60.1'] } };
const copy = (given: Partial<FarmState> = {}, pending: readonly PendingRun[] = [], on = farm) =>
  copyOf(on, 'gallifrey', 'dev', state(given), pending);

/** A clone that is planned and has not begun. */
function pendingClone(extents: number, locks: readonly string[] = []): PendingRun {
  const claims: PendingRun['claims'] = [
    { kind: 'storage', host: 'host01', group: 'all', extents },
    { kind: 'storage', host: 'host01', group: 'all', bytes: 2 ** 30 },
    { kind: 'memory', node: 'host01.farm', bytes: 4 * 2 ** 30 },
  ];
  const view = run();
  return { ...view, claims, plan: { ...view.plan, locks: locks.map((key) => ({ key, mode: 'exclusive' })) } };
}

/** gallifrey with a second disk, as large as the first. */
const twoDisks = { ...gallifrey, disks: [30 * 2 ** 30, 30 * 2 ** 30], volumes: ['f3e8d23f.disk0', 'x.disk1'] };
const twoVolumes = ['f3e8d23f.disk0', 'x.disk1'].map((name) => ({ name, extents: 7680, open: true }));

describe('a copy gets', () => {
  test('its names by the naming rules, and the disk of its source', () => {
    const { vm, disks, origin } = copy();
    expect(vm).toMatchObject({
      name: 'gallifrey-dev',
      instance: 'gallifrey-dev.xivo.vm.farm',
      variable: 'VM_GALLIFREY_DEV_XIVO',
      site: 'gallifrey-dev.dachary.org',
    });
    expect(disks).toEqual([{ index: 0, volume: 'f3e8d23f.disk0', extents: 7680, bytes: 30 * 2 ** 30 }]);
    expect(origin.name).toBe('gallifrey');
  });

  test('all disks of its source in their order, and says what they take together', () => {
    const room = { ...storage.volumeGroup, freeExtents: 20_480 };
    const { disks, notes } = copy({
      instances: { known: [twoDisks] },
      storage: onHost01({ known: { volumeGroup: room, volumes: twoVolumes } }),
    });
    expect(disks.map(({ index, volume }) => [index, volume])).toEqual([
      [0, 'f3e8d23f.disk0'],
      [1, 'x.disk1'],
    ]);
    expect(notes[0]).toBe(
      'disks: 60 GiB (30 GiB and 30 GiB) of volume group all, which leaves 20 GiB free; 2 GiB more while it copies',
    );
  });

  test('the first address nothing on the farm speaks of, and the port that goes with it', () => {
    expect(copy().vm).toMatchObject({ address: '10.10.60.2', sshPort: 22002 });
  });

  test('a MAC of 52:54 that nobody has', () => {
    expect(copy().vm.mac).toMatch(/^52:54(:[0-9a-f]{2}){4}$/);
    expect(copy().vm.mac).not.toBe(copy().vm.mac);
  });

  test.each<[string, Partial<FarmState>]>([
    [
      'DNS',
      {
        forward: {
          known: {
            records: [{ type: 'A', name: 'x.farm', value: '10.10.60.2', line: 1 }],
            serial: 1,
            served: 1,
            inventory: emptyInventory,
          },
        },
      },
    ],
    [
      'reverse DNS',
      {
        reverse: {
          known: {
            records: [{ type: 'PTR', name: '2.60.10.10.in-addr.arpa', value: 'x.farm', line: 1 }],
            serial: 1,
            served: 1,
            inventory: emptyInventory,
          },
        },
      },
    ],
    [
      'DHCP',
      { dhcp: { known: { hosts: [{ name: 'x', addresses: ['10.10.60.2'], line: 1 }], inventory: emptyInventory } } },
    ],
    [
      'a variable of the firewall',
      {
        firewall: {
          known: {
            variables: [{ name: 'X', value: '10.10.60.2', file: '/p', line: 1 }],
            forwards: [],
            inventory: emptyInventory,
          },
        },
      },
    ],
    [
      'a forward of its port elsewhere',
      {
        firewall: {
          known: {
            variables: [],
            forwards: [{ address: '10.10.60.99', port: 22002, toPort: 22, file: '/r', line: 1 }],
            inventory: emptyInventory,
          },
        },
      },
    ],
  ])('another address where %s has taken the first', (_, given) => {
    expect(copy(given).vm.address).toBe('10.10.60.3');
  });

  test('another address where a run that is not over has taken the first, or its port', () => {
    expect(copy({}, [pendingClone(1, ['address:10.10.60.2'])]).vm.address).toBe('10.10.60.3');
    expect(copy({}, [pendingClone(1, ['port:22002'])]).vm.address).toBe('10.10.60.3');
  });

  test('the address farm.yaml keeps for it, and leaves others theirs', () => {
    const vm = (name: string, address: string) => [name, { name, protected: false, address }] as const;
    const kept = { ...farm, vms: new Map([vm('gallifrey-dev', '10.10.60.77'), vm('skaro', '10.10.60.2')]) };
    expect(copy({}, [], kept).vm).toMatchObject({ address: '10.10.60.77', sshPort: 22077 });
    expect(copyOf(kept, 'gallifrey', 'test', state(), []).vm.address).toBe('10.10.60.3');
  });

  test('no port on a farm without a firewall', () => {
    const { firewall: _, ...open } = farm;
    expect(copy({}, [], open).vm.sshPort).toBeUndefined();
  });

  test('notes on what it costs and what is left', () => {
    expect(copy().notes).toEqual([
      'disk: 30 GiB of volume group all, which leaves 30 GiB free; 1 GiB more while it copies',
      'memory: 4 GiB of host01.farm to start, 1 GiB once ballooned, which leaves 7 GiB free',
      'gallifrey runs meanwhile, so the copy is as after a power cut',
    ]);
    expect(
      copy({ instances: { known: [{ ...gallifrey, running: false, health: 'down', status: 'ADMIN_down' }] } }).notes,
    ).toHaveLength(2);
  });

  test('of a VM that is replicated says that the copy is not', () => {
    const replicated = { ...gallifrey, secondaries: ['host02.farm'], template: 'drbd' };
    expect(copy({ instances: { known: [replicated] } }).notes).toContain(
      'the disk of gallifrey is kept on host02.farm too (drbd), that of its copy on host01.farm alone: --mirror host02.farm keeps it there too',
    );
  });
});

describe('a copy is refused', () => {
  const other = 'gallifrey-dev.xivo.vm.farm';
  test.each<[string, Partial<FarmState>, string]>([
    ['Ganeti', { instances: { known: [gallifrey, { ...gallifrey, name: other }] } }, 'in Ganeti.'],
    [
      'DNS',
      {
        forward: {
          known: {
            records: [{ type: 'A', name: other, value: '10.10.60.9', line: 1 }],
            serial: 1,
            served: 1,
            inventory: emptyInventory,
          },
        },
      },
      'in DNS.',
    ],
    [
      'reverse DNS',
      {
        reverse: {
          known: {
            records: [{ type: 'PTR', name: '9.60.10.10.in-addr.arpa', value: other, line: 1 }],
            serial: 1,
            served: 1,
            inventory: emptyInventory,
          },
        },
      },
      'in reverse DNS.',
    ],
    [
      'DHCP',
      { dhcp: { known: { hosts: [{ name: other, addresses: [], line: 1 }], inventory: emptyInventory } } },
      'in DHCP.',
    ],
    [
      'the firewall',
      {
        firewall: {
          known: {
            variables: [{ name: 'VM_GALLIFREY_DEV_XIVO', value: '10.10.60.9', file: '/p', line: 1 }],
            forwards: [],
            inventory: emptyInventory,
          },
        },
      },
      'in the firewall.',
    ],
    [
      'the proxy',
      {
        proxy: {
          known: {
            sites: [{ file: 'default', names: ['gallifrey-dev.dachary.org'], targets: [], enabled: true }],
            inventory: emptyInventory,
          },
        },
      },
      'in the proxy.',
    ],
    [
      'the volume group',
      {
        storage: onHost01({
          known: { ...storage, volumes: [...storage.volumes, { name: 'gallifrey-dev', extents: 1, open: false }] },
        }),
      },
      'in the volume group.',
    ],
  ])('where its name is taken in %s', (_, given, where) => {
    const text = refusal(() => copy(given));
    expect(text).toContain('There is a gallifrey-dev already');
    expect(text).toContain(where);
    expect(text).toContain('!destroy gallifrey-dev');
  });

  test.each<[string, Partial<FarmState>, readonly PendingRun[], string]>([
    [
      'the volume group is too full',
      { storage: onHost01({ known: { ...storage, volumeGroup: { ...storage.volumeGroup, freeExtents: 7680 } } }) },
      [],
      'Volume group all has 30 GiB free; the copy takes 30 GiB and its snapshot 1 GiB.',
    ],
    [
      'other runs have reserved its room',
      {},
      [pendingClone(7680)],
      'Volume group all has 29 GiB free beyond the 31 GiB that other runs have reserved',
    ],
    [
      'the node has too little memory',
      { nodes: { known: [{ name: 'host01.farm', standing: 'in use', memoryTotal: 1, memoryFree: 3 * 2 ** 30 }] } },
      [],
      'host01.farm has 3 GiB of memory free; gallifrey-dev takes 4 GiB to start.',
    ],
    [
      'the node is not reached, so that nobody knows its memory',
      { nodes: { known: [{ name: 'host01.farm', standing: 'in use', memoryTotal: 0, memoryFree: 0 }] } },
      [],
      'How much memory host01.farm has free is not known: Ganeti does not reach it just now. Ask again in a moment.',
    ],
    [
      'other runs have reserved its memory',
      {},
      [pendingClone(1), pendingClone(1)],
      'host01.farm has 0 bytes of memory free beyond the 8 GiB that other runs have reserved',
    ],
    ['the node farm.yaml names is none', { nodes: { known: [] } }, [], 'Ganeti has no node host01.farm'],
    [
      'its source is on DRBD',
      { instances: { known: [{ ...gallifrey, template: 'drbd', volumes: [] }] } },
      [],
      'The disk of gallifrey is drbd, and only plain volumes are copied.',
    ],
    [
      'a disk of its source is no volume',
      { instances: { known: [{ ...gallifrey, disks: [2 ** 30, 2 ** 30] }] } },
      [],
      'gallifrey has 2 disks, of which 1 is on plain volumes: only those are copied.',
    ],
    [
      'a disk of its source is elsewhere than in the volume group',
      { instances: { known: [{ ...gallifrey, disks: [2 ** 30, 2 ** 30], volumes: ['f3e8d23f.disk0', 'x.disk1'] }] } },
      [],
      'Disk 1 of gallifrey, x.disk1, is not in volume group all.',
    ],
    [
      'the volume group has room for one of its two disks',
      {
        instances: { known: [twoDisks] },
        storage: onHost01({
          known: { volumeGroup: { ...storage.volumeGroup, freeExtents: 15_800 }, volumes: twoVolumes },
        }),
      },
      [],
      'Volume group all has 61.7 GiB free; the copies take 60 GiB and their snapshots 2 GiB.',
    ],
    [
      'its source is elsewhere than in the volume group',
      { instances: { known: [{ ...gallifrey, volumes: ['drbd'] }] } },
      [],
      'is not in volume group all',
    ],
    [
      'its source is no instance',
      { instances: { known: [] } },
      [],
      'Ganeti has no instance gallifrey.xivo.vm.farm, only DNS, reverse DNS, DHCP, the firewall and the proxy of it',
    ],
  ])('when %s', (_, given, pending, why) => {
    expect(refusal(() => copy(given, pending))).toContain(why);
  });

  test.each(['forward', 'reverse', 'dhcp', 'firewall', 'proxy', 'instances', 'nodes'] as const)(
    'when %s could not be read',
    (part) => {
      expect(refusal(() => copy({ [part]: { unknown: 'host01 cannot be reached' } }))).toContain(
        'host01 cannot be reached',
      );
    },
  );

  test("when the storage of the source's node could not be read", () => {
    const given = { storage: onHost01<StorageState>({ unknown: 'host01 cannot be reached' }) };
    expect(refusal(() => copy(given))).toContain('host01 cannot be reached');
  });

  test("when farm.yaml has no host for the source's node", () => {
    const given = { instances: { known: [{ ...gallifrey, node: 'host02.farm' }] } };
    expect(refusal(() => copy(given))).toBe(
      'I cannot plan that: farm.yaml says no host for the node host02.farm: ganeti.nodes needs a line host02.farm: HOST, with HOST one of hosts.',
    );
  });

  test('when the pool is used up', () => {
    const tiny = {
      ...farm,
      pool: {
        network: '10.10.60.0/29',
        excluded: ['10.10.60.1', '10.10.60.2', '10.10.60.3', '10.10.60.4', '10.10.60.6'],
      },
    };
    expect(refusal(() => copy({}, [], tiny))).toBe('No address of the pool 10.10.60.0/29 is free.');
  });

  test.each([
    ['a b', 'is no suffix'],
    ['-', 'is no suffix'],
    ['--help', 'is no suffix'],
    ['dev-', 'is no suffix'],
    ['$(reboot)', 'is no suffix'],
    ['x'.repeat(70), 'at most 63'],
  ])('for the suffix %j', (suffix, why) => {
    expect(refusal(() => copyOf(farm, 'gallifrey', suffix, state(), []))).toContain(why);
  });

  test.each([
    ['galifrey', 'There is no galifrey. Did you mean gallifrey?'],
    ['tardis', 'There is no tardis. !list shows what there is.'],
    ['../etc', '"../etc" is no name for a VM'],
  ])('of %j', (source, why) => {
    expect(refusal(() => copyOf(farm, source, 'dev', state(), []))).toContain(why);
  });
});

test('what runs have reserved of another volume group, or of another node, leaves this one as it is', () => {
  const claims: PendingRun['claims'] = [
    { kind: 'storage', host: 'host01', group: 'other', extents: 50_000 },
    { kind: 'memory', node: 'host02.farm', bytes: 2 ** 40 },
  ];
  expect(copy({}, [{ ...run(), claims }]).notes).toEqual(copy().notes);
});

test('a VM is named by its full name as well', () => {
  expect(copyOf(farm, 'Gallifrey.xivo.vm.farm', 'DEV', state(), []).vm.name).toBe('gallifrey-dev');
});

test('of a farm whose guests have no balloon keeps its memory, and is not ballooned', () => {
  const stiff = { ...farm, hypervisor: { ...farm.hypervisor, balloon: null } };
  const { vm, notes } = copyOf(stiff, 'gallifrey', 'dev', state(), []);
  expect(notes).toContain('memory: 4 GiB of host01.farm to start, which leaves 4 GiB free');
  expect(balloon(stiff, vm)).toBeUndefined();
  expect(balloon(farm, copyOf(farm, 'gallifrey', 'dev', state(), []).vm)).toMatchObject({ action: 'balloon.set' });
});

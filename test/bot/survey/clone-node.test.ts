import { describe, expect, test } from 'vitest';
import { Refusal } from '../../../src/bot/refusal.ts';
import { copyOf } from '../../../src/bot/survey/copy-of.ts';
import type { PendingRun } from '../../../src/engine/claims.ts';
import type { FarmState, Node, StorageState } from '../../../src/farm/state.ts';
import { exampleFarm } from '../../farm/farms.ts';
import { run } from '../views.ts';
import { gallifrey, storage as roomy, state } from './state.ts';

const gibi = 2 ** 30;
const farm = {
  ...exampleFarm,
  vms: new Map(),
  hypervisor: {
    ...exampleFarm.hypervisor,
    nodes: new Map([1, 2, 3].map((n) => [`host0${n}.farm`, n === 2 ? 'beta' : `host0${n}`] as const)),
  },
};

/** A node of 24 GiB of memory and a volume group of 100 GiB. */
type Room = { readonly memory?: number; readonly disk?: number; readonly standing?: Node['standing'] };

/** A farm of host01.farm, where gallifrey is, and others; those that are not said have 8 GiB of memory and 60 GiB of disk free. */
function nodes(...rooms: readonly Room[]): FarmState {
  const named = rooms.map((room, index) => ({ name: `host0${index + 1}.farm`, ...room }));
  const storage = (disk: number): StorageState => ({
    volumeGroup: { ...roomy.volumeGroup, freeExtents: disk * 256 },
    volumes: roomy.volumes,
  });
  return state({
    nodes: {
      known: named.map(({ name, memory = 8, standing = 'in use' }) => ({
        name,
        standing,
        memoryTotal: 24 * gibi,
        memoryFree: memory * gibi,
      })),
    },
    storage: new Map(named.map(({ name, disk = 60 }) => [name, { known: storage(disk) }])),
  });
}

const copy = (on: FarmState, node?: string, pending: readonly PendingRun[] = [], mirror?: string) =>
  copyOf(farm, 'gallifrey', 'dev', on, pending, {
    ...(node !== undefined && { node }),
    ...(mirror !== undefined && { mirror }),
  });

function placed(on: FarmState, node?: string, mirror?: string): string {
  try {
    return copy(on, node, [], mirror).there.hypervisor.node;
  } catch (error) {
    if (error instanceof Refusal) return error.lines.join(' / ');
    throw error;
  }
}

describe('a clone that is asked for without a node', () => {
  test.each<[string, readonly Room[], string]>([
    ["stays on its source's, though others have more room", [{}, { memory: 20, disk: 90 }], 'host01.farm'],
    ['goes elsewhere where that has too little memory', [{ memory: 3 }, {}], 'host02.farm'],
    ['goes elsewhere where that has too little disk', [{ disk: 20 }, {}], 'host02.farm'],
    ['goes elsewhere where that is drained', [{ standing: 'drained' }, {}], 'host02.farm'],
    ['goes to the node with the most room', [{ memory: 3 }, { memory: 5 }, { memory: 9 }], 'host03.farm'],
    ['goes to none with much memory and little disk', [{ memory: 3 }, { memory: 20, disk: 31 }, {}], 'host03.farm'],
    ['goes to none that is drained or offline', [{ memory: 3 }, { standing: 'offline' }, { standing: 'drained' }], ''],
  ])('%s', (_, rooms, expected) => {
    const found = placed(nodes(...rooms));
    if (expected) expect(found).toBe(expected);
    else
      expect(found).toBe(
        'host01.farm has 3 GiB of memory free; gallifrey-dev takes 4 GiB to start. / host02.farm: host02.farm is offline: Ganeti gives it no VMs. / host03.farm: host03.farm is drained: Ganeti gives it no VMs.',
      );
  });

  test('says why it is not where its source is, what it takes of both nodes, and which way its disks go', () => {
    const { notes, disks } = copy(nodes({ standing: 'drained' }, {}));
    expect(notes).toEqual(
      expect.arrayContaining([
        'disk: 30 GiB of volume group all of host02.farm, which leaves 30 GiB free; 1 GiB of that of host01.farm while it copies',
        'memory: 4 GiB of host02.farm to start, 1 GiB once ballooned, which leaves 7 GiB free',
        'it goes to host02.farm, and not where its source is: host01.farm is drained: Ganeti gives it no VMs.',
        "its disks go over the network, from host01 to beta by Ganeti's SSH",
      ]),
    );
    expect(disks[0]).toMatchObject({ host: 'host01' });
  });

  test('is refused where the node of its source is offline, from which nothing is copied', () => {
    expect(placed(nodes({ standing: 'offline' }, {}))).toBe(
      'host01.farm, where gallifrey is, is offline: its disks cannot be copied.',
    );
  });
});

describe('a clone that is asked for on a node', () => {
  test.each(['host02.farm', 'HOST02', 'beta', 'host02.farm.'])('goes to %s', (word) => {
    const { there, disks } = copy(nodes({}, {}), word);
    expect([there.hypervisor.nodeHost, there.storage.host, disks[0].host]).toEqual(['beta', 'beta', 'host01']);
  });

  test("is copied locally where that is its source's", () => {
    const { there, disks, notes } = copy(nodes({}, { memory: 20 }), 'host01');
    expect([there.hypervisor.nodeHost, disks[0].host]).toEqual(['host01', undefined]);
    expect(notes.join()).not.toContain('network');
  });

  test.each<[string, string, readonly Room[], string]>([
    ['there is none of that name', 'hots02', [{}, {}], 'There is no node hots02. Did you mean host02.farm?'],
    [
      'it is drained',
      'host02',
      [{}, { standing: 'drained' }],
      'host02.farm is drained: Ganeti gives it no VMs. / In use: host01.farm.',
    ],
    [
      'it is offline',
      'host02',
      [{}, { standing: 'offline' }],
      'host02.farm is offline: Ganeti gives it no VMs. / In use: host01.farm.',
    ],
    [
      'it has too little memory',
      'host02',
      [{}, { memory: 3 }],
      'host02.farm has 3 GiB of memory free; gallifrey-dev takes 4 GiB to start.',
    ],
    [
      'it has too little disk',
      'host02',
      [{}, { disk: 29 }],
      'Volume group all of host02.farm has 29 GiB free; the copy takes 30 GiB.',
    ],
    [
      'there is no room for the snapshot',
      'host02',
      [{ disk: 0 }, {}],
      'Volume group all of host01.farm has 0 bytes free; its snapshot takes 1 GiB.',
    ],
    [
      'farm.yaml has no host for it',
      'host04',
      [{}, {}, {}, {}],
      'I cannot plan that: farm.yaml says no host for the node host04.farm: ganeti.nodes needs a line host04.farm: HOST, with HOST one of hosts.',
    ],
  ])('is refused when %s', (_, word, rooms, why) => {
    expect(placed(nodes(...rooms), word)).toBe(why);
  });

  test('is refused where volumes are of other sizes there', () => {
    const on = nodes({}, {});
    const group = { ...roomy.volumeGroup, extentSize: 8 * 2 ** 20 };
    const other = new Map([...on.storage, ['host02.farm', { known: { volumeGroup: group, volumes: [] } }] as const]);
    expect(placed({ ...on, storage: other }, 'host02')).toBe(
      'Volume group all of host02.farm has extents of 8 MiB, that of host01.farm of 4 MiB: a copy would not be as large.',
    );
  });

  test('counts what other runs have reserved on each node', () => {
    const claims: PendingRun['claims'] = [
      { kind: 'storage', host: 'beta', group: 'all', extents: 7680 },
      { kind: 'storage', host: 'host01', group: 'all', bytes: 59 * gibi },
    ];
    const { notes } = copy(nodes({}, {}), 'host02', [{ ...run(), claims }]);
    expect(notes[0]).toBe(
      'disk: 30 GiB of volume group all of host02.farm, which leaves 0 bytes free; 1 GiB of that of host01.farm while it copies',
    );
  });
});

describe('a clone that is to be mirrored', () => {
  const mirrored = (on: FarmState, mirror = 'host02', pending: readonly PendingRun[] = []) =>
    copy(on, undefined, pending, mirror);

  test.each(['host02.farm', 'HOST02', 'beta'])('is so on %s, and stays where its source is', (word) => {
    const { mirror, there } = mirrored(nodes({}, {}), word);
    expect([mirror, there.hypervisor.node]).toEqual(['host02.farm', 'host01.farm']);
  });

  test('says what that takes on both nodes, and that it starts before they have the same', () => {
    expect(mirrored(nodes({}, {})).notes).toEqual(
      expect.arrayContaining([
        'disk: 30 GiB of volume group all, which leaves 30 GiB free; 1 GiB more while it copies',
        'mirror: 30.1 GiB of volume group all of host02.farm, which leaves 29.9 GiB free; 128 MiB more of that of host01.farm',
        'it is started before the mirror is in sync: until then host01.farm alone has all of it',
      ]),
    );
  });

  test('goes elsewhere where its mirror is to be on the node of its source', () => {
    const { there, mirror, notes } = mirrored(nodes({}, {}), 'host01');
    expect([there.hypervisor.node, mirror]).toEqual(['host02.farm', 'host01.farm']);
    expect(notes).toContain(
      'it goes to host02.farm, and not where its source is: host01.farm has the disks of gallifrey-dev itself: their mirror is to be on another node.',
    );
  });

  test('counts what other runs have reserved there', () => {
    const claims: PendingRun['claims'] = [{ kind: 'storage', host: 'beta', group: 'all', bytes: 29 * gibi }];
    expect(mirrored(nodes({}, {}), 'host02', [{ ...run(), claims }]).notes.join()).toContain('leaves 896 MiB free');
  });

  test('says where that node could not start it should its own fail', () => {
    const said =
      "if host01.farm failed, host02.farm could not start all of its VMs: they take 4 GiB of memory, and 3 GiB would be free (Ganeti's verify will complain)";
    expect(mirrored(nodes({}, { memory: 3 })).notes).toContain(said);
    expect(mirrored(nodes({}, {})).notes.join()).not.toContain('failed');
  });

  test('says no more that its disk is on one node alone, as that of a mirrored source would be', () => {
    const on = nodes({}, {});
    const instances = { known: [{ ...gallifrey, secondaries: ['host02.farm'], template: 'drbd' }] };
    const alone =
      'the disk of gallifrey is kept on host02.farm too (drbd), that of its copy on host01.farm alone: --mirror host02.farm keeps it there too';
    expect(copy({ ...on, instances }).notes).toContain(alone);
    expect(mirrored({ ...on, instances }).notes).not.toContain(alone);
  });

  test.each<[string, string, readonly Room[], string]>([
    ['there is no such node', 'hots02', [{}, {}], 'There is no node hots02. Did you mean host02.farm?'],
    ['it is drained', 'host02', [{}, { standing: 'drained' }], 'host02.farm is drained: Ganeti gives it no VMs. / '],
    ['it is offline', 'host02', [{}, { standing: 'offline' }], 'host02.farm is offline: Ganeti gives it no VMs. / '],
    [
      'there is no room for the disk and what is written down of it',
      'host02',
      [{}, { disk: 30 }],
      'Volume group all of host02.farm has 30 GiB free; the mirror takes 30.1 GiB.',
    ],
    [
      'farm.yaml has no host for it',
      'host04',
      [{}, {}, {}, {}],
      'I cannot plan that: farm.yaml says no host for the node host04.farm: ganeti.nodes needs a line host04.farm: HOST, with HOST one of hosts.',
    ],
  ])('is refused when %s', (_, word, rooms, why) => {
    const on = nodes(...rooms);
    expect(placed(on, 'host01', word).startsWith(why)).toBe(true);
  });

  test('is refused where it is to be on its own node, and where that has no room for what is written down', () => {
    expect(placed(nodes({}, {}), 'host01', 'host01')).toBe(
      'host01.farm has the disks of gallifrey-dev itself: their mirror is to be on another node.',
    );
    // On the other node than its source, where no snapshot takes room for a while.
    expect(placed(nodes({}, { disk: 30 }), 'host02', 'host01')).toBe(
      'Volume group all of host02.farm has 0 bytes left beside the copy; what is written down of the mirror takes 128 MiB.',
    );
  });
});

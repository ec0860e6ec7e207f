import { describe, expect, test } from 'vitest';
import { copy } from '../../../platforms/lvm/copy.ts';
import type { LogicalVolume } from '../../../platforms/lvm/facts.ts';
import { placeholder } from '../../../platforms/lvm/placeholder.ts';
import { discard, remove } from '../../../platforms/lvm/remove.ts';
import { snapshot } from '../../../platforms/lvm/snapshot.ts';
import { snapshots } from '../../../platforms/lvm/snapshots.ts';
import { volume } from '../../../platforms/lvm/volume.ts';
import { wouldDo } from '../../farm/judging.ts';
import { disk, frozen, group, lv, ours, source } from './volumes.ts';

const at = { host: 'host01', vg: 'all' };
const gib = 2 ** 30;

describe('lvm.snapshot', () => {
  const args = { ...at, origin: disk, name: 'dev-source', bytes: gib };
  const make = [`lvcreate --snapshot --size 1g --name dev-source all/${disk}`];
  test.each([
    ['is made where there is none', { group: group(), volumes: [source] }, false, make],
    ['is made when planned', { group: group(), volumes: [source] }, true, make],
    [
      'is done when it is there',
      { group: group(), volumes: [source, frozen()] },
      false,
      'done: the snapshot all/dev-source is there',
    ],
    [
      'is not what an earlier run left, which would be an old state of the disk',
      { group: group(), volumes: [source, frozen()] },
      true,
      'blocked: all/dev-source is left from an earlier run: undo that run, or remove it (lvremove all/dev-source)',
    ],
    [
      'does not take a volume of others for its own',
      { group: group(), volumes: [source, lv('dev-source')] },
      false,
      'blocked: all/dev-source exists already, and farmhand did not make it: rename or remove it, then ask again',
    ],
    [
      'does not take the snapshot of another volume for its own',
      { group: group(), volumes: [source, frozen({ origin: 'other' })] },
      false,
      `blocked: all/dev-source is no snapshot of ${disk}: remove it, then plan again`,
    ],
    [
      'is worthless once it overflowed',
      { group: group(), volumes: [source, frozen({ valid: false, fill: 1 })] },
      false,
      'blocked: the snapshot all/dev-source overflowed: undo the run, then ask again with a larger one',
    ],
    ['needs its origin', { group: group(), volumes: [] }, true, `blocked: there is no volume all/${disk} on host01`],
    [
      'needs room',
      { group: { ...group(), freeExtents: 255 }, volumes: [source] },
      true,
      'blocked: volume group all has 1020 MiB free, the snapshot takes 1 GiB',
    ],
    [
      'is made in the last extents there are',
      { group: { ...group(), freeExtents: 256 }, volumes: [source] },
      true,
      make,
    ],
  ])('%s', (_, facts, planning, expected) => {
    expect(wouldDo(snapshot, args, { facts, planning })).toEqual(expected);
  });
});

describe('lvm.snapshots', () => {
  const monitor = '/ctrl/x.monitor';
  const [first, second] = ['dev.source.0a', 'dev.source1.0a'] as const;
  const args = {
    ...at,
    monitor,
    disks: [
      { origin: disk, name: first, bytes: gib },
      { origin: 'more', name: second, bytes: gib },
    ],
  };
  const origins = [source, lv('more')];
  const taken = (name: string, origin: string, more: object = {}) => ours(name, { bytes: gib, origin, ...more });
  const whole = (name: string, origin: string, more: object = {}) =>
    taken(name, origin, { tags: ['farmhand', `farmhand.name.${name}`, 'farmhand.one-instant'], ...more });
  const both = [whole(first, disk), whole(second, 'more')];
  const make = [
    `echo stop | socat - UNIX-CONNECT:${monitor}, where it runs`,
    `lvcreate --snapshot --size 1g --name ${first} all/${disk}`,
    `lvcreate --snapshot --size 1g --name ${second} all/more`,
    `echo cont | socat - UNIX-CONNECT:${monitor}, after 30 seconds whatever happens`,
  ];
  test.each([
    ['are planned where there are none', [...origins], true, make],
    [
      'are done when all say that they are of one instant',
      [...origins, ...both],
      false,
      'done: the snapshots are there, of one instant',
    ],
    [
      'are taken anew where one is missing: what is there is of another moment',
      [...origins, both[0] ?? source],
      false,
      make,
    ],
    [
      'are taken anew where the job ended before it said that they are of one instant',
      [...origins, both[0] ?? source, taken(second, 'more')],
      false,
      make,
    ],
    [
      'are not what an earlier run left',
      [...origins, ...both],
      true,
      `blocked: all/${first} is left from an earlier run: undo that run, or remove it (lvremove all/${first})`,
    ],
    [
      'do not take the place of a volume of others',
      [...origins, lv(second)],
      false,
      `blocked: all/${second} exists already, and farmhand did not make it: rename or remove it, then ask again`,
    ],
    [
      'are worthless once one overflowed',
      [...origins, whole(first, disk), whole(second, 'more', { valid: false, fill: 1 })],
      false,
      `blocked: the snapshot all/${second} overflowed: undo the run, then ask again with a larger one`,
    ],
    ['need every origin', [source], true, 'blocked: there is no volume all/more on host01'],
  ])('%s', (_, volumes, planning, expected) => {
    expect(wouldDo(snapshots, args, { facts: { group: group(), volumes }, planning })).toEqual(expected);
  });

  test('need room for all of them', () => {
    const facts = { group: { ...group(), freeExtents: 511 }, volumes: origins };
    const why = 'blocked: volume group all has 2 GiB free, a snapshot of each disk takes 2 GiB';
    expect(wouldDo(snapshots, args, { facts, planning: true })).toEqual(why);
  });

  describe('of disks in two volume groups', () => {
    const apart = { ...args, disks: [args.disks[0], { ...args.disks[1], bytes: 2 * gib, vg: 'ssd' }] };
    const ssd = (more: readonly LogicalVolume[] = [], freeExtents = 25_600) => [
      { group: { ...group(), name: 'ssd', freeExtents }, volumes: [lv('more'), ...more] },
    ];
    const all = { group: group(), volumes: [source] };

    test.each([
      [
        'are taken in one pause of the VM',
        ssd(),
        make.map((line) => line.replace(/1g (.*) all\/more/, '2g $1 ssd/more')),
      ],
      [
        'need room in each group by itself',
        ssd([], 511),
        'blocked: volume group ssd has 2 GiB free, a snapshot of each disk takes 2 GiB',
      ],
      [
        'are no volumes of that name in the other group',
        [{ group: group(), volumes: [] }],
        'blocked: there is no volume ssd/more on host01',
      ],
    ])('%s', (_, others, expected) => {
      expect(wouldDo(snapshots, apart, { facts: { ...all, others }, planning: true })).toEqual(expected);
    });

    test('are of one instant when all say so, and are counted and given back in the group they are in', () => {
      const known = snapshots.args.parse(apart);
      const see = (mine: readonly LogicalVolume[], other: readonly LogicalVolume[]) =>
        snapshots.see(known, { group: group(), volumes: [source, ...mine], others: ssd(other) });
      const after = see([whole(first, disk)], [whole(second, 'more')]);
      expect(snapshots.judge(known, after, false)).toMatchObject({ is: 'done' });
      expect(snapshots.claims?.(known)).toEqual([
        { kind: 'storage', host: 'host01', group: 'all', bytes: gib },
        { kind: 'storage', host: 'host01', group: 'ssd', bytes: 2 * gib },
      ]);
      const receipt = snapshots.receipt.of(known, see([], []), after, 7);
      expect(snapshots.undo(known, snapshots.receipt.schema.parse(receipt))).toMatchObject({
        by: [{ args: { vg: 'all', name: first } }, { args: { vg: 'ssd', name: second } }],
      });
    });
  });

  test('of a step that failed are given back by what was really made', () => {
    const known = snapshots.args.parse(args);
    const see = (volumes: readonly LogicalVolume[]) => snapshots.see(known, { group: group(), volumes, others: [] });
    const half = [...origins, taken(first, disk, { uuid: 'made' })];
    const receipt = snapshots.receipt.of(known, see(origins), see(half), 7);
    expect(receipt).toEqual({ snapshots: [{ name: first, uuid: 'made' }] });
    expect(snapshots.undo(known, receipt)).toEqual({
      by: [{ action: 'lvm.discard', args: { ...at, name: first, uuid: 'made' } }],
      identified: true,
    });
    expect(snapshots.receipt.of(known, see(half), see(half), 7)).toBeNull();
  });
});

describe('lvm.volume', () => {
  const args = { ...at, name: 'dev', extents: 7680 };
  test.each([
    [
      'is made with as many extents as its source',
      { group: group(), volumes: [source] },
      ['lvcreate --extents 7680 --name dev all'],
    ],
    [
      'is done when it is there',
      { group: group(), volumes: [ours('dev')] },
      'done: the volume all/dev is there (30 GiB)',
    ],
    [
      'does not take one of another size for its own',
      { group: group(), volumes: [ours('dev', { bytes: 29 * gib })] },
      'blocked: all/dev has 7424 extents, the plan says 7680',
    ],
    [
      'does not take one of others for its own',
      { group: group(), volumes: [lv('dev')] },
      'blocked: all/dev exists already, and farmhand did not make it: rename or remove it, then ask again',
    ],
    [
      'does not take a snapshot for a volume: the name is that of another run’s',
      { group: group(), volumes: [ours('dev', { origin: disk })] },
      `blocked: all/dev is a snapshot of ${disk}, no volume of its own`,
    ],
    [
      'does not take what another run made under another name for its own',
      { group: group(), volumes: [ours('dev', { tags: ['farmhand', 'farmhand.name.other'] })] },
      'blocked: all/dev was made by farmhand, but not by this run: rename it, then ask again',
    ],
    [
      'needs room',
      { group: group(29), volumes: [source] },
      'blocked: volume group all has 29 GiB free, the volume takes 30 GiB',
    ],
    [
      'is not mistaken for an adopted one that was made under the same name',
      { group: group(), volumes: [ours('dev', { name: '11111111-2222-3333-4444-555555555555.disk0' })] },
      ['lvcreate --extents 7680 --name dev all'],
    ],
  ])('%s', (_, facts, expected) => {
    expect(wouldDo(volume, args, { facts })).toEqual(expected);
  });

  test('left by an earlier run is in the way of a plan', () => {
    expect(wouldDo(volume, args, { facts: { group: group(), volumes: [ours('dev')] }, planning: true })).toMatch(
      /^blocked: .* earlier run/,
    );
  });
});

describe('lvm.placeholder', () => {
  const args = { ...at, name: 'held', snapshot: 'held-snapshot', extents: 7680 };
  const held = ours('held', { uuid: 'held', tags: ['farmhand', 'farmhand.name.held', 'farmhand.placeholder'] });
  const shot = ours('held-snapshot', { uuid: 'shot', bytes: 4 * 2 ** 20, origin: 'held' });
  const make = [
    'lvcreate --type error --extents 7680 --name held all',
    'lvcreate --snapshot --size 4m --name held-snapshot all/held',
  ];
  test.each([
    ['is made as large as the disk, with a snapshot of one extent', { group: group(), volumes: [source] }, make],
    ['takes no room but that extent', { group: { ...group(), freeExtents: 1 }, volumes: [] }, make],
    [
      'needs that extent',
      { group: { ...group(), freeExtents: 0 }, volumes: [] },
      'blocked: volume group all has 0 bytes free, the snapshot of the placeholder takes 4 MiB',
    ],
    ['gets the snapshot that a crash left out', { group: group(), volumes: [held] }, make.slice(1)],
    [
      'is done when both are there',
      { group: group(), volumes: [held, shot] },
      'done: the placeholder all/held is there',
    ],
    [
      'does not take a volume for a placeholder',
      { group: group(), volumes: [ours('held')] },
      'blocked: all/held is no placeholder: rename or remove it, then ask again',
    ],
    [
      'does not take a volume of others for its own',
      { group: group(), volumes: [lv('held')] },
      'blocked: all/held exists already, and farmhand did not make it: rename or remove it, then ask again',
    ],
    [
      'does not take the snapshot of another volume for its own',
      { group: group(), volumes: [held, { ...shot, origin: disk }] },
      'blocked: all/held-snapshot is no snapshot of all/held: remove it, then ask again',
    ],
    [
      'does not take one of another size for its own',
      { group: group(), volumes: [{ ...held, bytes: gib }, shot] },
      'blocked: all/held has 256 extents, the plan says 7680',
    ],
  ])('%s', (_, facts, expected) => {
    expect(wouldDo(placeholder, args, { facts })).toEqual(expected);
  });

  test('is taken back by their UUIDs, the snapshot first, what is half made too', () => {
    const known = placeholder.args.parse(args);
    const see = (volumes: readonly LogicalVolume[]) => placeholder.see(known, { group: group(), volumes });
    const receipt = placeholder.receipt.of(known, see([]), see([held, shot]), 7);
    expect(placeholder.undo(known, receipt)).toEqual({
      by: [
        { action: 'lvm.discard', args: { ...at, name: 'held-snapshot', uuid: 'shot' } },
        { action: 'lvm.remove', args: { ...at, name: 'held', uuid: 'held', named: true } },
      ],
      identified: true,
    });
    const half = placeholder.receipt.of(known, see([]), see([held]), 7);
    expect(placeholder.undo(known, half)).toMatchObject({ by: [{ action: 'lvm.remove' }] });
    expect(placeholder.receipt.of(known, see([held]), see([held]), 7)).toBeNull();
  });
});

describe('lvm.copy', () => {
  const args = { ...at, from: 'dev-source', to: 'dev', bytes: 30 * gib };
  const copying = ['ionice -c3 dd if=/dev/all/dev-source of=/dev/all/dev bs=1M conv=nocreat,fsync'];
  const copied = ours('dev', { tags: ['farmhand', 'farmhand.name.dev', 'farmhand.copy-of.dev-source'] });
  test.each([
    ['is planned before there is anything', [], true, copying],
    ['is made', [source, frozen(), ours('dev')], false, copying],
    [
      'goes on while dd has the volume open',
      [source, frozen({ open: true }), ours('dev', { open: true })],
      false,
      copying,
    ],
    [
      'is done when the host has put its tag on',
      [frozen({ fill: 0.236 }), copied],
      false,
      'done: it is copied; the snapshot got 24% full',
    ],
    ['stays done without the snapshot', [copied], false, 'done: it is copied'],
    [
      'is not done by the copy of another snapshot',
      [frozen(), ours('dev', { tags: ['farmhand', 'farmhand.name.dev', 'farmhand.copy-of.other'] })],
      false,
      copying,
    ],
    ['needs the volume', [source, frozen()], false, 'blocked: there is no volume all/dev on host01'],
    [
      'is never made to a volume of others that has the name',
      [source, frozen(), lv('dev')],
      false,
      'blocked: all/dev is not the volume this run made: nothing is copied to it',
    ],
    [
      'is never made to what another run made under another name',
      [source, frozen(), ours('dev', { tags: ['farmhand', 'farmhand.name.other'] })],
      false,
      'blocked: all/dev is not the volume this run made: nothing is copied to it',
    ],
    [
      'is never made to a snapshot, which would write to what it froze',
      [source, frozen(), ours('dev', { origin: disk })],
      false,
      `blocked: all/dev is a snapshot of ${disk}: nothing is copied to it`,
    ],
    ['needs the snapshot', [source, ours('dev')], false, 'blocked: there is no snapshot all/dev-source on host01'],
    [
      'is never made of an overflowed snapshot',
      [source, frozen({ valid: false, fill: 1 }), ours('dev')],
      false,
      'blocked: the snapshot all/dev-source overflowed: more than 1 GiB was written to its origin meanwhile, so what was copied is ' +
        'worthless. Undo this run, then clone at a quieter hour or with a larger lvm.snapshot_size in farm.yaml',
    ],
  ])('%s', (_, volumes, planning, expected) => {
    expect(wouldDo(copy, args, { facts: { volumes }, planning })).toEqual(expected);
  });
});

describe('lvm.copy to another node', () => {
  const across = { host: 'host02', node: 'host02.farm', knownHosts: '/known_hosts', alias: '/alias' };
  const args = { ...at, from: 'dev-source', to: 'dev', bytes: 30 * gib, across };
  const copied = ours('dev', { tags: ['farmhand', 'farmhand.name.dev', 'farmhand.copy-of.dev-source'] });
  const copying = [
    'ionice -c3 dd if=/dev/all/dev-source bs=1M | ssh root@host02.farm ionice -c3 dd of=/dev/all/dev bs=1M conv=nocreat,fsync',
  ];
  test.each<[string, object, boolean, string | readonly string[]]>([
    ['is planned before there is anything', { volumes: [], there: [] }, true, copying],
    ['is made', { volumes: [source, frozen()], there: [ours('dev')] }, false, copying],
    [
      'needs the volume there, whatever has its name here',
      { volumes: [source, frozen(), ours('dev')], there: [] },
      false,
      'blocked: there is no volume all/dev on host02',
    ],
    ['is done by the tag there', { volumes: [], there: [copied], unreached: 'no route' }, false, 'done: it is copied'],
    ['is not done by the tag of a volume here', { volumes: [frozen(), copied], there: [ours('dev')] }, false, copying],
    [
      'is not planned where the other node lets nobody in',
      { volumes: [], there: [], unreached: 'Permission denied (publickey).' },
      true,
      "blocked: root on host01 cannot log in to host02.farm by SSH as the nodes of one cluster do (Permission denied (publickey).): a cluster made with --no-ssh-init has no such keys. Put them there (/known_hosts, and root's authorized_keys on host02.farm), or name a node by --node that needs no copy over the network",
    ],
  ])('%s', (_, { unreached = null, ...facts }: { readonly unreached?: string | null }, planning, expected) => {
    expect(wouldDo(copy, args, { facts: { ...facts, unreached }, planning })).toEqual(expected);
  });
});

describe('lvm.copy of a disk that was looked at', () => {
  const mib = 2 ** 20;
  const args = {
    ...at,
    from: 'dev-source',
    to: 'dev',
    bytes: 30 * gib,
    parts: [
      { at: 0, bytes: mib, type: '-' },
      { at: mib, bytes: 27 * gib, type: 'ext4', used: 1.5 * gib },
      { at: 27 * gib + mib, bytes: 2 * gib, type: 'swap', used: mib },
      { at: 29 * gib + mib, bytes: gib - mib, type: 'LVM2_member' },
    ],
  };

  test('says what is copied how, and what is zeroed, in bytes', () => {
    expect(wouldDo(copy, args, { facts: { volumes: [] }, planning: true })).toEqual([
      'ionice -c3 dd if=/dev/all/dev-source of=/dev/all/dev bs=1M conv=nocreat,fsync',
      '1 MiB at the start: all of it',
      '27 GiB ext4 at 1 MiB: what is in use after e2fsck -y -E journal_only, about 1.5 GiB; the rest is zeroed (25.5 GiB)',
      '2 GiB swap at 27 GiB: its header; the rest is zeroed (2 GiB)',
      '1023 MiB LVM2_member at 29 GiB: all of it',
    ]);
    expect(copy.title(copy.args.parse(args))).toBe('copy dev-source to dev (about 2.5 GiB of 30 GiB, low priority)');
  });

  test('says so where what was there before is left', () => {
    const said = wouldDo(copy, { ...args, remains: 'left' }, { facts: { volumes: [] }, planning: true });
    expect(said).toContain('27 GiB ext4 at 1 MiB: what is in use after e2fsck -y -E journal_only, about 1.5 GiB');
    expect(said).toContain('2 GiB swap at 27 GiB: its header');
  });

  test('is as much work as it has bytes to copy, and half of those it zeroes', () => {
    const [one] = args.parts;
    const work = (more: object) => copy.work?.(copy.args.parse({ ...args, ...more }));
    expect(work({ parts: [one, { at: mib, bytes: 9 * mib, type: 'ext4', used: 3 * mib }], bytes: 10 * mib })).toBe(
      7 * mib,
    );
    expect(work({ parts: [{ ...one, bytes: 8 * mib, used: 2 * mib }], bytes: 8 * mib, remains: 'left' })).toBe(2 * mib);
    expect(work({ parts: undefined })).toBe(30 * gib);
  });
});

describe('lvm.remove', () => {
  const args = { ...at, name: 'dev', uuid: lv('dev').uuid };
  const other = { uuid: 'Other0-1111-2222-3333-4444-5555-666666' };
  const adopted = '11111111-2222-3333-4444-555555555555.disk0';
  test.each([
    ['removes the volume meant', [ours('dev')], false, ['lvremove all/dev']],
    ['finds it under the name Ganeti gave it', [ours('dev', { name: adopted })], false, [`lvremove all/${adopted}`]],
    ['has nothing to do when it is gone', [source], false, 'done: all/dev is gone already'],
    [
      'leaves alone what took its name since',
      [ours('dev', other)],
      false,
      'done: all/dev is another volume now, which is left alone',
    ],
    [
      'leaves alone what farmhand did not make',
      [lv('dev')],
      false,
      'blocked: all/dev was not made by farmhand, which leaves it alone',
    ],
    [
      'does not take snapshots of others with it',
      [ours('dev'), lv('backup', { ...other, origin: 'dev' })],
      false,
      'blocked: all/dev has snapshots that would go with it (backup): remove them first',
    ],
    [
      'may be planned while it has a snapshot',
      [ours('dev'), frozen({ ...other, origin: 'dev' })],
      true,
      ['lvremove all/dev'],
    ],
  ])('%s', (_, volumes, planning, expected) => {
    expect(wouldDo(remove, args, { facts: { volumes }, planning })).toEqual(expected);
  });
});

describe('lvm.discard', () => {
  const args = { ...at, name: 'dev-source' };
  test.each([
    ['removes the snapshot', [source, frozen()], false, ['lvremove all/dev-source']],
    ['is planned before there is one', [source], true, ['lvremove all/dev-source']],
    ['has nothing to do when it is gone', [source], false, 'done: all/dev-source is gone already'],
    ['never removes what is no snapshot', [ours('dev-source')], false, 'blocked: all/dev-source is no snapshot'],
  ])('%s', (_, volumes, planning, expected) => {
    expect(wouldDo(discard, args, { facts: { volumes }, planning })).toEqual(expected);
  });
});

test.each([
  [
    'a snapshot',
    snapshot,
    { ...at, origin: disk, name: 'dev-source', bytes: gib },
    { group: group(), volumes: [source] },
    { group: group(), volumes: [source, frozen({ tags: [] })] },
  ],
  [
    'a volume',
    volume,
    { ...at, name: 'dev', extents: 7680 },
    { group: group(), volumes: [] },
    { group: group(), volumes: [lv('dev')] },
  ],
])(
  '%s somebody else made under the name meanwhile is never taken for farmhand’s, nor removed by an undo',
  (_, action, args, before, after) => {
    const known = action.args.parse(args);
    expect(action.receipt.of(known, action.see(known, before), action.see(known, after), 7)).toBeNull();
  },
);

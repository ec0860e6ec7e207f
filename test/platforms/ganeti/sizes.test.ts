import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { grow } from '../../../platforms/ganeti/grow.ts';
import { sizesFact } from '../../../platforms/ganeti/instances.ts';
import { maximum } from '../../../platforms/ganeti/maximum.ts';
import type { Sizes } from '../../../platforms/ganeti/rows.ts';
import * as steps from '../../../platforms/ganeti/steps.ts';
import { vcpus } from '../../../platforms/ganeti/vcpus.ts';
import { vmNamed } from '../../../src/farm/naming.ts';
import { wouldDo } from '../../farm/judging.ts';
import { apply, attempt, perform, type Sandboxed, sandboxed, undo } from '../../farm/sandboxed.ts';
import { lv } from '../lvm/volumes.ts';

const [mib, gib] = [2 ** 20, 2 ** 30];
const uuid = '8be85a09-216d-439b-be54-e42aa5066926';
const named = { host: 'host01', instance: 'x.farm' };
const given = (more: Partial<Sizes> = {}): Sizes => ({
  name: 'x.farm',
  uuid,
  node: 'host01.farm',
  minimum: 4 * gib,
  maximum: 4 * gib,
  vcpus: 1,
  disks: [30 * gib],
  ...more,
});
const result = (stdout: string, code = 0, stderr = '') => ({ code, stdout, stderr, truncated: false });

describe('what instances are given', () => {
  const { parse } = sizesFact('host01');
  const listed = `x.farm|${uuid}|host01.farm|2048|4096|2|30720,1024\ndiskless.farm|${uuid}|host01.farm|128|128|1|-\n`;
  const answered = {
    success: true,
    result: [
      ['x.farm', uuid, 'host01.farm', 2048, 4096, 2, [30720, 1024]],
      ['diskless.farm', uuid, 'host01.farm', 128, 128, 1, []],
    ],
  };
  test.each([
    ['luxid', `${JSON.stringify(answered)}\n`],
    ['gnt-instance list', listed],
  ])('is read as %s tells it, in bytes', (_, said) => {
    expect(parse(result(said))).toEqual([
      given({ minimum: 2 * gib, vcpus: 2, disks: [30 * gib, gib] }),
      given({ name: 'diskless.farm', minimum: 128 * mib, maximum: 128 * mib, disks: [] }),
    ]);
  });
  test('is not read from what is no list', () => {
    expect(() => parse(result(`x.farm|${uuid}|?|4096|1|30720`))).toThrow('which is no instance');
    expect(() => parse(result('', 1, 'no master'))).toThrow('gnt-instance list failed: no master');
  });
});

const setting = (most: number, fewest: number) => [`gnt-instance modify -B maxmem=${most}M,minmem=${fewest}M x.farm`];
test.each([
  ['as much at least as at most', {}, given(), setting(8192, 8192)],
  ['less at least, which stays', {}, given({ minimum: gib }), setting(8192, 1024)],
  ['less at least than what was more', { bytes: gib }, given({ minimum: 2 * gib }), setting(1024, 1024)],
  [
    'what it had, by an undo',
    { bytes: 4 * gib, minimum: gib, from: 8 * gib },
    given({ maximum: 8 * gib }),
    setting(4096, 1024),
  ],
  ['what it has already', {}, given({ maximum: 8 * gib }), 'done: x.farm has at most 8 GiB'],
  [
    'what others gave it since, by an undo',
    { bytes: 4 * gib, from: 8 * gib },
    given({ maximum: 6 * gib }),
    'done: x.farm was given at most 6 GiB since, which is left as it is',
  ],
])('ganeti.maximum gives an instance %s', (_, args, sizes, expected) => {
  expect(wouldDo(maximum, { ...named, bytes: 8 * gib, ...args }, { facts: { sizes: [sizes] } })).toEqual(expected);
});

test.each([
  ['other virtual CPUs', {}, 1, ['gnt-instance modify -B vcpus=2 x.farm']],
  ['those it has', {}, 2, 'done: x.farm has 2 virtual CPUs'],
  ['those it had, by an undo', { count: 1, from: 2 }, 2, ['gnt-instance modify -B vcpus=1 x.farm']],
  [
    'those that others gave it since, by an undo',
    { count: 1, from: 2 },
    3,
    'done: x.farm was given 3 virtual CPUs since, which is left as it is',
  ],
])('ganeti.vcpus gives an instance %s', (_, args, now, expected) => {
  expect(wouldDo(vcpus, { ...named, count: 2, ...args }, { facts: { sizes: [given({ vcpus: now })] } })).toEqual(
    expected,
  );
});

test.each([maximum, vcpus])('$name of an instance that is gone is nothing to take back, and else blocked', (action) => {
  const args = { ...named, ...(action === maximum ? { bytes: gib } : { count: 1 }) };
  const from = action === maximum ? 2 * gib : 2;
  expect(wouldDo(action, args, { facts: { sizes: [] } })).toBe('blocked: Ganeti has no instance x.farm');
  expect(wouldDo(action, { ...args, from }, { facts: { sizes: [] } })).toBe('done: Ganeti has no instance x.farm');
});

describe('ganeti.grow', () => {
  const args = {
    ...named,
    storage: 'host01',
    vg: 'all',
    volume: 'disk',
    node: 'host01.farm',
    from: 30 * gib,
    bytes: 40 * gib,
  };
  const shows = (disk: number, bytes: number, freeExtents = 10_000) => ({
    sizes: [given({ disks: [disk * gib] })],
    volumes: [lv('disk', { bytes: bytes * gib })],
    group: { name: 'all', extentBytes: 4 * mib, extents: 20_000, freeExtents },
  });
  const growing = ['gnt-instance grow-disk --absolute x.farm 0 40960M'];
  const copied = { ...shows(30, 30), volumes: [lv('disk', { bytes: 30 * gib }), lv('copy', { origin: 'disk' })] };
  test.each([
    ['grows a disk to a size', shows(30, 30), true, growing],
    ['is done when Ganeti and LVM show it', shows(40, 40), false, 'done: the disk of x.farm has 40 GiB'],
    ['goes on where its own job has extended the volume only', shows(30, 40, 0), false, growing],
    [
      'is not planned after a grow that was broken off',
      shows(30, 40),
      true,
      expect.stringContaining('gnt-cluster repair-disk-sizes x.farm has Ganeti believe LVM'),
    ],
    [
      'needs the room',
      shows(30, 30, 2000),
      true,
      'blocked: volume group all on host01 has 7.8 GiB free, and it takes 10 GiB',
    ],
    [
      'waits for what is copied of it',
      copied,
      true,
      expect.stringContaining('blocked: there is a snapshot of all/disk'),
    ],
    ['needs the volume', { ...shows(30, 30), volumes: [] }, true, 'blocked: there is no volume all/disk on host01'],
    [
      'is not done on a node the instance was moved away from',
      { ...shows(30, 30), sizes: [given({ node: 'host02.farm' })], volumes: [] },
      false,
      'blocked: x.farm is on the node host02.farm now, and this would be done on host01.farm: ask for it again',
    ],
    ['needs the disk', { ...shows(30, 30), sizes: [] }, true, 'blocked: Ganeti has no disk of x.farm'],
  ])('%s', (_, facts, planning, expected) => {
    expect(wouldDo(grow, args, { facts, planning })).toEqual(expected);
  });
});

test('the disk that is meant of several is grown, by its number', () => {
  const args = { ...named, index: 1, storage: 'host01', vg: 'all', volume: 'disk', from: 30 * gib, bytes: 40 * gib };
  const facts = {
    sizes: [given({ disks: [gib, 30 * gib] })],
    volumes: [lv('disk', { bytes: 30 * gib })],
    group: { name: 'all', extentBytes: 4 * mib, extents: 20_000, freeExtents: 10_000 },
  };
  expect(wouldDo(grow, args, { facts })).toEqual(['gnt-instance grow-disk --absolute x.farm 1 40960M']);
  expect(grow.title(grow.args.parse(args))).toBe('grow the disk 1 of x.farm from 30 GiB to 40 GiB');
  const without = { ...facts, sizes: [given({ disks: [gib] })] };
  expect(wouldDo(grow, args, { facts: without })).toBe('blocked: Ganeti has no disk 1 of x.farm');
});

describe('on a host', () => {
  let farm: Sandboxed;
  beforeAll(async () => {
    farm = await sandboxed();
  });
  afterAll(() => farm.close());
  const gallifrey = () => vmNamed(farm.farm, 'gallifrey');

  test('memory and virtual CPUs are given, and taken back by what they were', async () => {
    const before = await farm.sandbox.snapshot();
    for (const [step, was] of [
      [steps.maximum(farm.farm, gallifrey(), 8 * gib), { was: 4 * gib, minimum: 4 * gib }],
      [steps.vcpus(farm.farm, gallifrey(), 4), { was: 1 }],
    ] as const) {
      const receipt = await perform(step, attempt(farm.hosts));
      expect(receipt).toEqual(was);
      await undo(step, receipt, farm.hosts);
    }
    expect(await farm.sandbox.snapshot()).toEqual(before);
  });

  test('what Ganeti refuses is said in its words', async () => {
    await expect(perform(steps.maximum(farm.farm, gallifrey(), 90 * gib), attempt(farm.hosts))).rejects.toThrow(
      /This change will prevent the instance from starting, due to \d+ MB of memory missing/,
    );
  });

  test('a disk grows, and is not grown once more where another grow was broken off', async () => {
    const { volume, bytes: from } = farm.disk;
    const step = steps.grow(farm.farm, gallifrey(), { volume, from, bytes: from + 8 * mib });
    expect(await perform(step, attempt(farm.hosts))).toEqual({ was: from, is: from + 8 * mib });
    const more = steps.grow(farm.farm, gallifrey(), { volume, from, bytes: from + 32 * mib });
    const [host] = farm.sandbox.hosts;
    await host.exec(`sed -i 's/^\\(\\S* \\)[0-9]*/\\199/' ${host.folder}/state/lvm/all.d/${volume}`);
    await expect(apply(more, attempt(farm.hosts))).rejects.toThrow('as after a grow that was broken off');
  });
});

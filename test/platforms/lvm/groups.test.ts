import { describe, expect, test } from 'vitest';
import { examine } from '../../../platforms/lvm/examine.ts';
import { privileged } from '../../../platforms/lvm/needs.ts';
import { type LvmSettings, lvmOf } from '../../../platforms/lvm/settings.ts';
import * as steps from '../../../platforms/lvm/steps.ts';
import type { SourceDisk } from '../../../src/farm/roles/storage.ts';
import type { AllocatedVm, FarmSettings } from '../../../src/farm/settings.ts';
import type { FarmState } from '../../../src/farm/state.ts';
import { gallifrey, state, storage } from '../../bot/survey/state.ts';
import { exampleFarm } from '../../farm/farms.ts';

function named(...otherGroups: readonly string[]): FarmSettings {
  const storage: LvmSettings = { ...lvmOf(exampleFarm), otherGroups };
  return { ...exampleFarm, storage };
}
const vm = { name: 'dev', mac: '52:54:86:b3:3f:10' } as AllocatedVm;
const disks: readonly SourceDisk[] = [
  { index: 0, volume: 'x.disk0', extents: 1, bytes: 4 },
  { index: 1, volume: 'x.disk1', group: 'ssd', extents: 2, bytes: 8 },
];

describe('the steps of a copy', () => {
  const [first = { index: 0, volume: '', extents: 1, bytes: 1 }, second = first] = disks;

  test('are each in the group of their disk', () => {
    const farm = named('ssd');
    const all = [steps.volume, steps.placeholder, steps.copy, steps.removeSnapshot].map((step) =>
      step(farm, second, vm),
    );
    expect(all).toEqual(all.map((step) => ({ ...step, args: { ...(step.args as object), vg: 'ssd' } })));
    expect(steps.deviceOf(farm, second)).toBe('/dev/ssd/x.disk1');
    expect(steps.removeVolume(farm, 'left', 'ssd')).toMatchObject({ args: { vg: 'ssd' } });
  });

  test('say nothing of groups where all disks are in one', () => {
    const one = steps.snapshot(named('ssd'), [second, { ...second, index: 2 }], vm, '/m');
    expect(one).toMatchObject({ args: { vg: 'ssd' } });
    expect(JSON.stringify(one).match(/ssd/g)).toHaveLength(1);
    expect(steps.snapshot(named(), [first], vm, '/m')).toEqual({
      action: 'lvm.snapshot',
      args: { host: 'host01', vg: 'all', origin: 'x.disk0', name: 'dev.source.86b33f10', bytes: 2 ** 30 },
    });
  });

  test('freeze disks of two groups in one step', () => {
    expect(steps.snapshot(named('ssd'), disks, vm, '/m')).toMatchObject({
      action: 'lvm.snapshots',
      args: { vg: 'all', disks: [{ origin: 'x.disk0' }, { origin: 'x.disk1', vg: 'ssd' }] },
    });
  });
});

describe('what root is asked for', () => {
  const rules = (farm: FarmSettings) => privileged(farm).flatMap(({ commands }) => commands);
  const allows = (farm: FarmSettings, program: string, line: string) =>
    rules(farm).some((rule) => {
      const [path, ...words] = rule.split(' ');
      return path === `/usr/sbin/${program}` && RegExp(words.join(' ')).test(line);
    });

  test.each(['all', 'ssd'])('is allowed in the group %s, which farm.yaml names', (group) => {
    const farm = named('ssd');
    expect(allows(farm, 'vgs', `-o vg_name -- ${group}`)).toBe(true);
    expect(allows(farm, 'lvs', `--noheadings -o lv_attr -- ${group}/x.disk1`)).toBe(true);
    expect(allows(farm, 'lvcreate', `--yes --extents 1 --name x --addtag farmhand --addtag y -- ${group}`)).toBe(true);
    expect(allows(farm, 'e2fsck', `-fn -- /dev/${group}/x.disk1`)).toBe(true);
  });

  test('is allowed in no other', () => {
    for (const group of ['root', 'allssd', 'all|ssd', 'ssd2'])
      expect(allows(named('ssd'), 'lvs', `-o lv_name -- ${group}/x`)).toBe(false);
    expect(allows(named('a.b'), 'vgs', '-o vg_name -- aXb')).toBe(false);
    expect(allows(named(), 'vgs', '-o vg_name -- ssd')).toBe(false);
  });

  test('is written as before where there is one group', () => {
    expect(rules(named()).find((rule) => rule.includes('lvrename'))).toMatch(/^\/usr\/sbin\/lvrename \^-- all \[/);
  });
});

describe('the doctor', () => {
  const findings = (farm: FarmSettings, seen: FarmState) =>
    examine(farm)
      .flatMap(({ findings, parts }) => ('groups' in parts || 'why' in parts ? [] : findings({}, seen)))
      .map(({ is, says }) => `${is}: ${says}`);
  const ssd = { volumeGroup: { ...storage.volumeGroup, name: 'ssd' }, volumes: [] };
  const on = (others: readonly (typeof ssd)[], groups: readonly string[]): FarmState =>
    state({
      instances: { known: [{ ...gallifrey, groups }] },
      storage: new Map([['host01.farm', { known: { ...storage, others } }]]),
    });

  test('has nothing to say where what VMs use is named and there', () => {
    expect(findings(named('ssd'), on([ssd], ['all', 'ssd']))).toEqual([]);
    expect(findings(named(), on([], ['all']))).toEqual([]);
  });

  test('names a group that VMs use and farm.yaml does not name', () => {
    expect(findings(named(), on([], ['all', 'ssd']))).toEqual([
      'warning: VMs have disks in the volume group ssd, which farm.yaml does not name: they are not cloned, and their disks there do not grow',
    ]);
  });

  test('names a group of farm.yaml that no node has, unless one could not be asked', () => {
    expect(findings(named('ssd'), on([], ['all']))).toEqual(['problem: there is no volume group ssd on any node']);
    const unread = { ...on([], ['all']), storage: new Map([['host01.farm', { unknown: 'no answer' }]]) };
    expect(findings(named('ssd'), unread)).toEqual([]);
  });
});

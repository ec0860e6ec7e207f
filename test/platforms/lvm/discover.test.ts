import { expect, test } from 'vitest';
import { groupIn } from '../../../platforms/lvm/discover.ts';

const vms = [
  { instance: 'a.farm', volumes: ['1.disk0', '1.disk1'] },
  { instance: 'b.farm', volumes: ['2.disk0'] },
];

/** What vgs(8) and lvs(8) print. */
function printed(groups: readonly string[], volumes: readonly (readonly [name: string, group: string])[]): string {
  const vg = groups.map((vg_name) => ({ vg_name }));
  const lv = volumes.map(([lv_name, vg_name]) => ({ lv_name, vg_name }));
  return `${JSON.stringify({ report: [{ vg }] }, null, 2)}\n---\n${JSON.stringify({ report: [{ lv }] }, null, 2)}\n`;
}

test("of several volume groups the one with the VMs' disks is taken, others' volumes of whatever number", () => {
  const text = printed(
    ['root', 'xenvg'],
    [
      ['swap', 'root'],
      ['home', 'root'],
      ['var', 'root'],
      ['srv', 'root'],
      ['1.disk0', 'xenvg'],
      ['1.disk1', 'xenvg'],
      ['2.disk0', 'xenvg'],
    ],
  );
  expect(groupIn(text, vms)?.settings).toEqual({
    volume_group: { value: 'xenvg', from: "lvs; it has 3 of the VMs' 3 disks; root has 0" },
  });
});

test('where disks are in two, both are named; where they are in none, it is a guess', () => {
  const two = printed(
    ['ssd', 'hdd'],
    [
      ['1.disk0', 'hdd'],
      ['1.disk1', 'hdd'],
      ['2.disk0', 'ssd'],
    ],
  );
  expect(groupIn(two, vms)?.settings).toEqual({
    volume_group: { value: 'hdd', from: "lvs; it has 2 of the VMs' 3 disks; ssd has 1" },
    other_volume_groups: { value: ['ssd'], from: 'lvs: VMs have disks in it too' },
  });
  expect(groupIn(printed(['ssd'], []), vms)?.settings.volume_group).toMatchObject({ value: 'ssd', unsure: true });
});

test('no volume group is no storage', () => {
  expect(groupIn(printed([], []), vms)).toBeUndefined();
});

test.each(['garbage\n', `${printed(['all'], [])}WARNING\n`, '{"report":[{"vg":[{}]}]}'])(
  'what is no report is said in one line: %j',
  (text) => {
    expect(() => groupIn(text, vms)).toThrow(/^vgs or lvs printed ".*", which is no report$/);
  },
);

import { expect, test } from 'vitest';
import { groupFact, groupState, volumesFact, whereThere } from '../../../platforms/lvm/facts.ts';

const result = (stdout: string, code = 0, stderr = '') => ({ code, stdout, stderr, truncated: false });

/** Printed by LVM 2.03.16, a snapshot of one volume having overflowed. */
const printed = `  {
      "report": [
          {
              "lv": [
                  {"lv_name":"8279b256-ce8f-4774-957c-f4300648eeaa.disk0", "lv_uuid":"7zz1Kh-eFQd-up3O-wtua-8orb-zkSx-KzSMDg", "lv_path":"/dev/all/8279b256-ce8f-4774-957c-f4300648eeaa.disk0", "lv_size":"268435456", "lv_attr":"-wi-ao----", "origin":"", "data_percent":"", "lv_tags":""},
                  {"lv_name":"orig", "lv_uuid":"4oicnm-8QtA-dR8S-Wuqg-2Udb-UWno-pcXCEv", "lv_path":"/dev/all/orig", "lv_size":"16777216", "lv_attr":"owi-a-s---", "origin":"", "data_percent":"", "lv_tags":""},
                  {"lv_name":"snap", "lv_uuid":"9oicnm-8QtA-dR8S-Wuqg-2Udb-UWno-pcXCEv", "lv_path":"/dev/all/snap", "lv_size":"4194304", "lv_attr":"swi-I-s---", "origin":"orig", "data_percent":"100.00", "lv_tags":"farmhand,farmhand.name.snap"}
              ]
          }
      ]
  }
`;
const vg = `{"report": [{"vg": [{"vg_name":"all", "vg_extent_size":"4194304", "vg_extent_count":"10239", "vg_free_count":"10111"}]}]}`;

test('lvs tells what is open, what is a snapshot, how full, and whether it overflowed', () => {
  const [used, orig, snap] = volumesFact('host01', 'all').parse(result(printed));
  expect(used).toMatchObject({ bytes: 268_435_456, open: true, origin: null, fill: null, valid: true, tags: [] });
  expect(orig).toMatchObject({ open: false, origin: null, valid: true });
  expect(snap).toMatchObject({ origin: 'orig', fill: 1, valid: false, tags: ['farmhand', 'farmhand.name.snap'] });
});

test('vgs tells the room there is', () => {
  expect(groupFact('host01', 'all').parse(result(vg))).toEqual({
    name: 'all',
    extentBytes: 4_194_304,
    extents: 10_239,
    freeExtents: 10_111,
  });
});

test('the whole storage is told in extents', () => {
  const state = groupState(
    groupFact('host01', 'all').parse(result(vg)),
    volumesFact('host01', 'all').parse(result(printed)),
  );
  expect(state.volumes).toEqual([
    { name: '8279b256-ce8f-4774-957c-f4300648eeaa.disk0', extents: 64, open: true, tags: [] },
    { name: 'orig', extents: 4, open: false, tags: [] },
    { name: 'snap', extents: 1, origin: 'orig', fill: 1, open: false, tags: ['farmhand', 'farmhand.name.snap'] },
  ]);
});

test.each([
  [
    'no volume group',
    result('', 5, '  Volume group "all" not found\n  Cannot process volume group all\n'),
    /host01: lvs all failed: Volume group "all" not found/,
  ],
  ['half an answer', { ...result(printed), truncated: true }, /more than farmhand keeps/],
  ['a field that is missing', result('{"report":[{"lv":[{"lv_name":"x"}]}]}'), /has no lv_attr/],
])('%s is said, never guessed around', (_, answer, message) => {
  expect(() => volumesFact('host01', 'all').parse(answer)).toThrow(message);
});

test('a group that a node has not is none there, and what else goes wrong is said', () => {
  const { parse } = whereThere(groupFact('host02', 'ssd'));
  const failed = (stderr: string) => ({ code: 5, stdout: '', stderr, truncated: false });
  const absent = '  Volume group "ssd" not found\n  Cannot process volume group ssd\n';
  expect(parse(failed(absent))).toBeNull();
  expect(() => parse(failed('sudo: a password is required\n'))).toThrow(
    'host02: vgs ssd failed: sudo: a password is required',
  );
});

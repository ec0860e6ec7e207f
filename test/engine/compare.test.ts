import { describe, expect, test } from 'vitest';
import type { Effect } from '../../src/engine/action.ts';
import { differences } from '../../src/engine/compare.ts';

const change = { host: 'host01', path: '/etc/bind/db.farm', removed: [], added: ['dev IN A 10.10.60.6'] };
const serial = (added: string) => [{ removed: '2011031200', added }];
const approved: Effect = {
  commands: ['lvcreate a', 'lvchange b'],
  changes: [{ ...change, volatile: serial('2011031201') }],
};

describe('what a step would do, held against its plan', () => {
  test.each<[string, Effect]>([
    ['another serial', { ...approved, changes: [{ ...change, volatile: serial('2011072500') }] }],
    ['the very same', approved],
    ['an empty line more', { ...approved, changes: [{ ...change, added: ['', ...change.added], removed: [' '] }] }],
  ])('%s is no difference', (_, now) => {
    expect(differences(approved, now, false)).toEqual([]);
  });

  test.each<[string, Effect, RegExp]>([
    ['another command', { ...approved, commands: ['lvcreate z'] }, /would run "lvcreate z", the plan says "lvcreate a/],
    ['fewer commands', { ...approved, commands: ['lvcreate a'] }, /would run "lvcreate a"/],
    [
      'another line',
      { ...approved, changes: [{ ...change, added: ['dev IN A 10.10.60.7'] }] },
      /change to host01:\/etc\/bind\/db.farm/,
    ],
    ['a line taken away', { ...approved, changes: [{ ...change, removed: ['skaro'] }] }, /db.farm/],
    [
      'a file more',
      { ...approved, changes: [...(approved.changes ?? []), { ...change, path: '/etc/passwd' }] },
      /passwd/,
    ],
    ['a file less', { ...approved, changes: [] }, /db.farm/],
  ])('%s is a difference', (_, now, words) => {
    expect(differences(approved, now, false)).toEqual([expect.stringMatching(words)]);
  });

  test('a step that had nothing to do must still have nothing to do', () => {
    expect(differences(undefined, approved, false)).toEqual(['the plan had nothing to do here, and now there is']);
  });

  test('of a step begun before, a part may be done, but nothing new may come', () => {
    expect(differences(approved, { commands: ['lvchange b'] }, true)).toEqual([]);
    expect(differences(approved, { commands: ['lvremove a'] }, true)).toHaveLength(1);
    expect(differences(approved, { commands: [], changes: [{ ...change, added: ['other'] }] }, true)).toHaveLength(1);
  });
});

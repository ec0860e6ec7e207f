import { describe, expect, test } from 'vitest';
import { differences, digestOf } from '../../src/bot/settings-digest.ts';

const before = {
  hosts: { host01: { port: 22 } },
  people: { nina: { irc: 'nina' }, loic: { irc: 'dachary' } },
  policy: [{ commands: ['destroy'] }, { commands: ['clone'] }],
  personalise: true,
  data: { folder: 'data' },
};
const said = (change: object) => differences(digestOf(before), digestOf({ ...before, ...change }));

describe('what differs between two farm.yaml is said by names', () => {
  test.each<[string, object, readonly string[]]>([
    ['nothing', {}, []],
    ['the order of keys', { people: { loic: { irc: 'dachary' }, nina: { irc: 'nina' } } }, []],
    ['what is each machine’s own', { data: { folder: '/var/lib/farmhand' } }, []],
    [
      'people',
      { people: { rose: { irc: 'rose' }, loic: { irc: 'loic' } } },
      ['people: rose is new; nina is gone; loic changed'],
    ],
    ['a section that is new', { vms: { gallifrey: { protected: true } } }, ['vms: gallifrey is new']],
    ['a section without entries', { personalise: false }, ['personalise changed']],
    ['a rule that is another', { policy: [{ commands: ['destroy'] }] }, ['policy: 1 rule is gone']],
    [
      'the order of rules',
      { policy: [{ commands: ['clone'] }, { commands: ['destroy'] }] },
      ['policy: in another order'],
    ],
    ['a host', { hosts: { host01: { port: 2222 } } }, ['hosts: host01 changed']],
  ])('%s', (_, change, lines) => expect(said(change)).toEqual(lines));

  test('many names are counted', () => {
    const vms = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`vm${n}`, {}]));
    expect(said({ vms })).toEqual(['vms: vm0, vm1, vm2, vm3, vm4, vm5 and 14 more are new']);
  });
});

test('nothing that a farm.yaml says is in its digest but names', () => {
  const digest = digestOf({ chat: { irc: { password: 'rosebud-rosebud' } }, policy: ['rosebud'] });
  expect(JSON.stringify(digest)).not.toContain('rosebud');
});

test('names that look like members of every object are names', () => {
  expect(differences(digestOf({ people: {} }), digestOf({ people: { constructor: {} } }))).toEqual([
    'people: constructor is new',
  ]);
});

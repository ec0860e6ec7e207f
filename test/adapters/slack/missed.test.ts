import { expect, test } from 'vitest';
import { AcknowledgedApprovals } from '../../../adapters/slack/acknowledged-approvals.ts';
import { missed } from '../../../adapters/slack/missed.ts';
import { settings as slackSettings } from '../../../adapters/slack/settings.ts';
import { notesInMemory } from '../../support/notes.ts';

const names = slackSettings.parse({}).reactions;
const on = { channel: 'C1', message: '1.2' };

test.each<[string, Parameters<typeof missed>[1], readonly string[], readonly (readonly [string, string, boolean])[]]>([
  ['nothing', [], [], []],
  ['an approval', [{ name: '+1', users: ['U1'] }], [], [['U1', '+1', false]]],
  ['an approval in a skin tone', [{ name: '+1::skin-tone-4', users: ['U1'] }], [], [['U1', '+1::skin-tone-4', false]]],
  ['an approval that counted', [{ name: '+1', users: ['U1'] }], ['C1 1.2 U1'], []],
  ['an approval of another plan', [{ name: '+1', users: ['U1'] }], ['C1 9.9 U1'], [['U1', '+1', false]]],
  ['an approval taken back', [], ['C1 1.2 U1'], [['U1', 'white_check_mark', true]]],
  ['one sign taken back of two', [{ name: '+1', users: ['U1'] }], ['C1 1.2 U1'], []],
  [
    'a denial, before approvals',
    [
      { name: '+1', users: ['U2'] },
      { name: 'x', users: ['U1'] },
    ],
    [],
    [
      ['U1', 'x', false],
      ['U2', '+1', false],
    ],
  ],
  ['a reaction that is no vote', [{ name: 'tada', users: ['U1'] }], [], []],
  [
    'two signs of one person: one approval',
    [
      { name: '+1', users: ['U1'] },
      { name: 'white_check_mark', users: ['U1'] },
    ],
    [],
    [['U1', 'white_check_mark', false]],
  ],
])('%s', (_, shown, given, expected) => {
  const found = missed(on, shown, given, names);
  expect(found.map(({ user, name, removed }) => [user, name, removed])).toEqual(expected);
});

test('the approvals that counted are remembered across a restart', async () => {
  const notes = notesInMemory();
  const first = await AcknowledgedApprovals.open(notes);
  await Promise.all([first.add('C1 1.2 U1'), first.add('C1 1.2 U2'), first.drop(['C1 1.2 U1'])]);
  expect((await AcknowledgedApprovals.open(notes)).keys).toEqual(['C1 1.2 U2']);
});

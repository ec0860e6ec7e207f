import { pino } from 'pino';
import { expect, test } from 'vitest';
import { accountOf, People } from '../../../adapters/slack/people.ts';

const listed = new Set(['T1/UGUEST', 'T2/UOUT']);

test.each([
  ['a member', { id: 'U1', team_id: 'T1' }, 'T1/U1'],
  ['a guest', { id: 'U2', team_id: 'T1', is_restricted: true }, null],
  ['a guest of one channel', { id: 'U2', team_id: 'T1', is_restricted: true, is_ultra_restricted: true }, null],
  ['a guest farm.yaml lists', { id: 'UGUEST', team_id: 'T1', is_restricted: true }, 'T1/UGUEST'],
  ['somebody of another workspace', { id: 'U3', team_id: 'T2' }, null],
  ['the same id in another workspace', { id: 'UGUEST', team_id: 'T2' }, null],
  ['somebody of another workspace farm.yaml lists', { id: 'UOUT', team_id: 'T2', is_stranger: true }, 'T2/UOUT'],
  ['somebody who was deactivated', { id: 'UGUEST', team_id: 'T1', deleted: true }, null],
  ['a bot', { id: 'U5', team_id: 'T1', is_bot: true }, null],
])('%s', (_, profile, account) => {
  expect(accountOf(profile, 'T1', listed)).toBe(account);
});

test.each([
  ['a guest', { id: 'U2', team_id: 'T1', is_restricted: true }, 'T1/U2'],
  ['somebody of another workspace', { id: 'U3', team_id: 'T2', is_stranger: true }, 'T2/U3'],
  ['somebody who was deactivated', { id: 'U4', team_id: 'T1', deleted: true }, undefined],
  ['a bot', { id: 'U5', team_id: 'T2', is_bot: true }, undefined],
  ['a member, who needs no listing to count', { id: 'U1', team_id: 'T1' }, undefined],
])('the identity to list: %s', async (_, profile, unlisted) => {
  const people = new People(async () => profile, 'T1', listed, pino({ level: 'silent' }));
  expect((await people.speaker(profile.id)).unlisted).toBe(unlisted);
});

test('somebody Slack does not tell about is nobody, until it does', async () => {
  let asked = 0;
  const ask = async (id: string) => {
    asked += 1;
    if (asked === 1) throw new Error('away');
    return { id, team_id: 'T1' };
  };
  const people = new People(ask, 'T1', listed, pino({ level: 'silent' }));
  expect((await people.speaker('U1')).account).toBeNull();
  expect((await people.speaker('U1')).account).toBe('T1/U1');
  await people.speaker('U1');
  expect(asked).toBe(2);
});

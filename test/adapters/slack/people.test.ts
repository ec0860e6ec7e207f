import { pino } from 'pino';
import { expect, test } from 'vitest';
import { installationOf } from '../../../adapters/slack/installation.ts';
import { accountOf, People, type Profile } from '../../../adapters/slack/people.ts';

const listed = new Set(['T1/UGUEST', 'T2/UOUT']);
const workspace = { team: 'T1', enterprise: undefined };

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
  expect(accountOf(profile, workspace, listed)).toBe(account);
});

const of = (enterprise_id: string, ...teams: string[]) => ({ enterprise_id, id: 'W9', teams });

test.each<[string, Profile, string | null, string | null]>([
  ['a member of one of its workspaces', { id: 'U9', team_id: 'T2', enterprise_user: of('E1', 'T2') }, 'E1/W9', null],
  [
    'a member of the workspace, too',
    { id: 'U9', team_id: 'T2', enterprise_user: of('E1', 'T2', 'T1') },
    'E1/W9',
    'T2/U9',
  ],
  ['a member of the workspace first', { id: 'U9', team_id: 'T1', enterprise_user: of('E1', 'T1') }, 'E1/W9', 'T1/U9'],
  [
    'a guest of the organisation',
    { id: 'U9', team_id: 'T1', enterprise_user: of('E1', 'T1'), is_restricted: true },
    null,
    null,
  ],
  [
    'somebody of another one',
    { id: 'U9', team_id: 'T7', enterprise_user: of('E7', 'T7'), is_stranger: true },
    null,
    null,
  ],
  [
    'somebody of another one who is said to be of the workspace',
    { id: 'U9', team_id: 'T7', enterprise_user: of('E7', 'T1') },
    null,
    null,
  ],
  ['somebody of whom nothing is said', { id: 'U9', team_id: 'T7' }, null, null],
  [
    'who is listed by the organisation',
    { id: 'U1', team_id: 'T2', enterprise_user: { ...of('E1'), id: 'WLISTED' } },
    'E1/WLISTED',
    'E1/WLISTED',
  ],
  [
    'who is listed by their workspace',
    { id: 'UOUT', team_id: 'T2', enterprise_user: of('E1', 'T2') },
    'T2/UOUT',
    'T2/UOUT',
  ],
])('in an organisation, %s', (_, profile, whole, oneOfIts) => {
  const known = new Set([...listed, 'E1/WLISTED']);
  expect(accountOf(profile, { team: undefined, enterprise: 'E1' }, known)).toBe(whole);
  expect(accountOf(profile, { team: 'T1', enterprise: 'E1' }, known)).toBe(oneOfIts);
});

test.each([
  ['a workspace', { team_id: 'T1' }, { team: 'T1', enterprise: undefined }],
  [
    'one of an organisation',
    { team_id: 'T1', enterprise_id: 'E1', is_enterprise_install: false },
    { team: 'T1', enterprise: 'E1' },
  ],
  [
    'an organisation',
    { team_id: 'E1', enterprise_id: 'E1', is_enterprise_install: true },
    { team: undefined, enterprise: 'E1' },
  ],
])('where it is installed: %s', (_, said, installed) => {
  expect(installationOf(said)).toEqual(installed);
});

test('an installation of which Slack does not say where it is trusts nobody', () => {
  expect(() => installationOf({ team_id: 'T1', is_enterprise_install: true })).toThrow(/neither/);
});

test.each([
  ['a guest', { id: 'U2', team_id: 'T1', is_restricted: true }, 'T1/U2'],
  ['somebody of another workspace', { id: 'U3', team_id: 'T2', is_stranger: true }, 'T2/U3'],
  ['somebody who was deactivated', { id: 'U4', team_id: 'T1', deleted: true }, undefined],
  ['a bot', { id: 'U5', team_id: 'T2', is_bot: true }, undefined],
  ['a member, who needs no listing to count', { id: 'U1', team_id: 'T1' }, undefined],
])('the identity to list: %s', async (_, profile, unlisted) => {
  const people = new People(async () => profile, workspace, listed, pino({ level: 'silent' }));
  expect((await people.speaker(profile.id)).unlisted).toBe(unlisted);
});

test('somebody Slack does not tell about is nobody, until it does', async () => {
  let asked = 0;
  const ask = async (id: string) => {
    asked += 1;
    if (asked === 1) throw new Error('away');
    return { id, team_id: 'T1' };
  };
  const people = new People(ask, workspace, listed, pino({ level: 'silent' }));
  expect((await people.speaker('U1')).account).toBeNull();
  expect((await people.speaker('U1')).account).toBe('T1/U1');
  await people.speaker('U1');
  expect(asked).toBe(2);
});

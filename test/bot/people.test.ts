import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Speaker } from '../../src/bot/incoming.ts';
import { personOf, stranger } from '../../src/bot/people.ts';
import type { FarmPerson } from '../../src/farm/settings.ts';

const farm = {
  people: new Map<string, FarmPerson>([
    ['loic', { name: 'loic', roles: ['operator'], identities: { irc: 'dachary', slack: 'T01/U01', console: 'root' } }],
    ['kim', { name: 'kim', roles: [], identities: { irc: 'kim' } }],
    ['nina', { name: 'nina', roles: [], identities: { irc: 'Nina' } }],
    ['rose', { name: 'rose', roles: [], identities: { 'irc/libera': 'Rose', 'irc/oftc': 'tyler' } }],
    ['nik', { name: 'nik', roles: [], identities: { irc: 'nik' } }],
  ]),
};
const speaker = (platform: string, account: string | null, nick = 'somebody'): Speaker => ({ platform, account, nick });

test.each([
  ['by their services account', speaker('irc', 'dachary'), 'loic'],
  ['whatever the case, since services compare accounts so', speaker('irc', 'nINA'), 'nina'],
  ['by their Slack team and user id', speaker('slack', 'T01/U01'), 'loic'],
  ['by their account on each network that they have one on', speaker('irc/oftc', 'tyler'), 'rose'],
  ['on a network with a name whatever the case, too', speaker('irc/libera', 'rOSE'), 'rose'],
  ['by their login', speaker('console', 'root'), 'loic'],
])('a person is recognised %s', (_, who, name) => {
  expect(personOf(farm, who)?.name).toBe(name);
});

test.each([
  ['a nick alone', speaker('irc', null, 'dachary')],
  ['an empty account', speaker('irc', '', 'dachary')],
  ['an account of another platform', speaker('slack', 'dachary')],
  ['the name in farm.yaml', speaker('irc', 'loic')],
  ['an account with a letter of Unicode that is one of ASCII in small', speaker('irc', 'K\u0131m')],
  ['an account with the Kelvin sign for a k', speaker('irc', '\u212aim')],
  ['an account that Unicode alone holds for the same', speaker('irc', 'ni\u212A')],
  ['a Slack id in another case', speaker('slack', 't01/u01')],
  ['the account of one network on another', speaker('irc/oftc', 'rose')],
  ['the account of a network on one that has no name', speaker('irc', 'rose')],
  ['the account of one without a name on a network that has one', speaker('irc/libera', 'dachary')],
  ['the account of a network that farm.yaml does not name', speaker('irc/efnet', 'rose')],
  ['an account beginning like one', speaker('irc', 'dachary2')],
  ['a platform that is a property of every object', speaker('constructor', 'root')],
])('nobody is recognised by %s', (_, who) => {
  expect(personOf(farm, who)).toBeNull();
});

test('no nick whatever makes somebody without an account a person', () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom('irc', 'irc/libera', 'slack', 'console'), (nick, platform) => {
      expect(personOf(farm, speaker(platform, null, nick))).toBeNull();
    }),
  );
});

test('no account makes somebody a person of two networks', () => {
  const networks = ['irc', 'irc/libera', 'irc/oftc', 'irc/efnet', 'slack'];
  const own = [...farm.people.values()].flatMap(({ identities }) => Object.values(identities));
  fc.assert(
    fc.property(fc.oneof(fc.constantFrom(...own), fc.string()), (account) => {
      const known = networks.filter((platform) => personOf(farm, speaker(platform, account)) !== null);
      expect(known.length).toBeLessThanOrEqual(1);
    }),
  );
});

test('strangers are told how to be recognised', () => {
  expect(stranger(speaker('irc', null), 'Log in with /msg NickServ IDENTIFY.')).toContain('NickServ');
  expect(stranger(speaker('irc', 'eve'), 'Log in.')).toContain('irc identity eve');
});

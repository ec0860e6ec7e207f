import { describe, expect, test } from 'vitest';
import { chat } from '../../../main/adapters.ts';
import { parseFarm } from '../../../platforms/load-farm.ts';
import { smallText } from '../farms.ts';
import { problems } from './problems.ts';

const two = 'chat: {irc: {libera: {host: irc.libera.chat}, oftc: {host: irc.oftc.net, nick: fh}}}\n';
const one = 'chat: {irc: {host: irc.example.org}}\n';
const said = (added: string) => problems(smallText + added, { chat }).map((line) => line.replace(/^\d+ /, ''));

test('several networks are each a platform of their own, with its settings, identities and channels', () => {
  const farm = parseFarm(
    `${smallText}${two}people: {rose: {irc: {libera: rose, oftc: tyler}, slack: T1/U1}}
channels: [{irc: {libera: '#farm', oftc: '#farm'}}]
drift: {at: "07:30", tell: {irc: {oftc: '#farm'}}}
drill: {at: "03:00", tell: {irc: {libera: '#farm'}}}
`,
    'farm.yaml',
    { chat },
  );
  expect(Object.keys(farm.chat)).toEqual(['irc/libera', 'irc/oftc']);
  expect(farm.chat).toMatchObject({
    'irc/libera': { host: 'irc.libera.chat', nick: 'farmhand' },
    'irc/oftc': { host: 'irc.oftc.net', nick: 'fh' },
  });
  expect(farm.people.get('rose')?.identities).toEqual({
    'irc/libera': 'rose',
    'irc/oftc': 'tyler',
    slack: 'T1/U1',
  });
  expect(farm.channels).toEqual([{ 'irc/libera': '#farm', 'irc/oftc': '#farm' }]);
  expect(farm.drift?.tell).toEqual({ 'irc/oftc': '#farm' });
  expect(farm.drill?.tell).toEqual({ 'irc/libera': '#farm' });
});

test('one network without a name is as it was', () => {
  const farm = parseFarm(`${smallText}${one}people: {rose: {irc: rose}}\n`, 'farm.yaml', { chat });
  expect(Object.keys(farm.chat)).toEqual(['irc']);
  expect(farm.people.get('rose')?.identities).toEqual({ irc: 'rose' });
});

describe('no identity or channel is of a network that is not named:', () => {
  test.each([
    [
      `${two}people: {rose: {irc: rose}}`,
      'people.rose.irc: chat.irc has the networks libera, oftc: say on which, such as irc: {libera: rose}',
    ],
    [
      `${two}people: {rose: {irc: {efnet: rose}}}`,
      'people.rose.irc.efnet: chat.irc has the networks libera, oftc, and no efnet',
    ],
    [
      `${one}people: {rose: {irc: {libera: rose}}}`,
      'people.rose.irc: chat.irc is one network without a name: write irc: rose',
    ],
    [
      `${two}drift: {at: "07:30", tell: {irc: '#farm'}}`,
      'drift.tell.irc: chat.irc has the networks libera, oftc: say on which, such as irc: {libera: "#farm"}',
    ],
    [
      `${two}drill: {at: "03:00", tell: {irc: {libera: '#a', oftc: '#b'}}}`,
      'drill.tell: found a section, expected a channel of one platform',
    ],
    [`${two}channels: [{irc: {libera: '#a'}}]`, 'channels.0: channels of two platforms or more'],
  ])('%s', (added, says) => {
    expect(said(`${added}\n`)).toEqual([says]);
  });
});

test('an account belongs to one person on its network, and may be another on the next', () => {
  expect(said(`${two}people: {rose: {irc: {libera: ann}}, sarah: {irc: {oftc: ann}}}\n`)).toEqual([]);
  expect(said(`${two}people: {rose: {irc: {libera: ann}}, sarah: {irc: {libera: Ann}}}\n`)).toEqual([
    expect.stringMatching(/^people\.sarah\.irc\.libera: Ann is also rose \(line \d+\); a person is listed once$/),
  ]);
});

describe('what is wrong in a network is said of it:', () => {
  test.each([
    ['{libera: {hots: a}}', ['chat.irc.libera: unknown key hots', 'chat.irc.libera.host is missing']],
    ['{libera: {host: a, sasl: plain}}', ['chat.irc.libera.account: sasl: plain needs an account']],
    ['{Libera: {host: a}}', ["chat.irc: found Libera, expected a network's name of small letters"]],
    ['{nick: {host: a}}', ['chat.irc.nick: found a section', 'chat.irc.host is missing']],
    ['{}', ['chat.irc.host is missing']],
    ['{hots: a}', ['chat.irc.host is missing', 'chat.irc: unknown key hots']],
    ['{host: a, libera: {host: a}}', ['chat.irc: unknown key libera']],
    ['5', ['chat.irc: found the number 5, expected a section (key: value)']],
  ])('%s', (block, says) => {
    const found = said(`chat: {irc: ${block}}\n`);
    expect(found).toHaveLength(says.length);
    for (const text of says) expect(found).toContainEqual(expect.stringContaining(text));
  });
});

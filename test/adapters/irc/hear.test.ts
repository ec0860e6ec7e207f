import { describe, expect, test } from 'vitest';
import { ServerClock } from '../../../adapters/irc/clock.ts';
import { isLive, type Line, type Listener, meant } from '../../../adapters/irc/hear.ts';

const listener: Listener = {
  nick: 'Farm[hand]',
  wanted: 'xivo-bot',
  // CASEMAPPING=rfc1459: []\^ are the capitals of {}|~.
  fold: (name) => name.toLowerCase().replaceAll('[', '{').replaceAll(']', '}'),
  isChannel: (target) => target.startsWith('#'),
  prefixIn: () => '!',
  isBot: (nick) => nick === 'handfarm',
  age: (tags) => new ServerClock().age(tags),
};

function line(message: string, more: Partial<Line> = {}): Line {
  return { nick: 'alice', ident: 'a', hostname: 'h', tags: {}, target: '#xivo', message, ...more };
}

describe('a line in a channel', () => {
  test.each([
    ['!status x', 'status x'],
    ['! status x', 'status x'],
    ['  !status x  ', 'status x'],
    ['\x02!status\x02 x', 'status x'],
    ['Farm[hand]: status x', 'status x'],
    ['farm{hand}: status x', 'status x'],
    ['FARM[HAND], status x', 'status x'],
    ['farm[hand]:status x', 'status x'],
    ['farm[hand]: !status x', 'status x'],
    ['farm[hand]:', 'help'],
    ['@Farm[hand] status x', 'status x'],
    ['@farm{hand}: status x', 'status x'],
    ['@farm[hand]', 'help'],
    ['！status　x', 'status x'],
    ['`!status x`', 'status x'],
    ['hey @farm[hand] status x', 'status x'],
    ['Hello, @farm[hand]: status x', 'status x'],
    ['xivo-bot: status x', 'status x'],
    ['@Xivo-Bot status x', 'status x'],
    ['!', ''],
  ])('%j is meant for farmhand', (message, text) => {
    expect(meant(line(message), listener)?.text).toBe(text);
  });

  test.each([
    'status x',
    'hello !status x',
    'farm[hand] status x',
    'farm[hand]_: status x',
    'xfarm[hand]: status x',
    'alice: !status x',
    '@alice status x',
    'hey farm[hand]: is that so?',
    '@farm[hand]_ status x',
    'xivo-bot status x',
    '',
  ])('%j is not', (message) => {
    expect(meant(line(message), listener)).toBeUndefined();
  });
});

test.each([
  ['status x', 'status x'],
  ['!status x', 'status x'],
  ['farm[hand]: status x', 'status x'],
])('in private %j is meant for farmhand', (message, text) => {
  expect(meant(line(message, { target: 'Farm[hand]' }), listener)?.text).toBe(text);
});

test('named in the middle of a sentence, farmhand may be meant: that is for who knows the commands', () => {
  expect(meant(line('I think @farm[hand] status is broken'), listener)).toEqual({
    text: 'status is broken',
    aside: true,
  });
});

test.each([
  ['.', '.status', 'status'],
  ['.', '!status', undefined],
  [null, '!status', undefined],
  [null, 'farm[hand]: status', 'status'],
])('where commands begin with %j, of %j farmhand takes %j', (prefix, message, text) => {
  expect(meant(line(message), { ...listener, prefixIn: () => prefix })?.text).toBe(text);
});

describe('a message counts', () => {
  test('from somebody else, said now', () => {
    expect(isLive(line('!x'), listener)).toBe(true);
  });

  test.each([59, -3600])('said %s s ago', (seconds) => {
    const time = new Date(Date.now() - seconds * 1000).toISOString();
    expect(isLive(line('!x', { tags: { time } }), listener)).toBe(true);
  });

  test('inside a batch that repeats nothing', () => {
    expect(isLive(line('!x', { batch: { type: 'netjoin' } }), listener)).toBe(true);
  });

  test.each([
    ["when it is farmhand's own echo", { nick: 'farm{hand}' }],
    ['when a server says it', { nick: '' }],
    ['when it is history', { batch: { type: 'chathistory' } }],
    ['when a bouncer repeats it', { batch: { type: 'znc.in/playback' } }],
    ['when a bot says it', { tags: { bot: '' } }],
    ['when a bot says it, as InspIRCd shows it', { tags: { 'inspircd.org/bot': '' } }],
    ['when the server shows its sender as a bot', { nick: 'handfarm' }],
    ['when it was said more than a minute ago', { tags: { time: new Date(Date.now() - 61_000).toISOString() } }],
    ['when nobody can tell when it was said', { tags: { time: 'yesterday' } }],
  ])('not %s', (_, more) => {
    expect(isLive(line('!x', more), listener)).toBe(false);
  });
});

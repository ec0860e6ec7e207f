import { expect, test } from 'vitest';
import { Remainders } from '../../src/bot/remainders.ts';

const reply = (text: string) => ({ tone: 'answer' as const, lines: [text] });
const by = (nick: string, channel = '#farm', account: string | null = nick) => ({
  where: { platform: 'irc', channel, private: false },
  speaker: { platform: 'irc', nick, account },
});

test('each person has a rest of their own in each place, and gets it once', () => {
  const rests = new Remainders();
  rests.keep(by('rose'), reply('of rose'), 0);
  rests.keep(by('rose', '#other'), reply('of rose, elsewhere'), 0);
  rests.keep(by('nina'), reply('of nina'), 0);
  expect(rests.take(by('rose'), 1)).toEqual(reply('of rose'));
  expect(rests.take(by('rose'), 1)).toBeUndefined();
  expect(rests.take(by('rose', '#other'), 1)).toEqual(reply('of rose, elsewhere'));
  expect(rests.take(by('nina'), 1)).toEqual(reply('of nina'));
});

test('it is the account that counts, whatever its nick', () => {
  const rests = new Remainders();
  rests.keep(by('rose'), reply('of rose'), 0);
  expect(rests.take(by('rose_away', '#farm', 'rose'), 1)).toEqual(reply('of rose'));
});

test('a newer rest takes the place of the one before; after a quarter of an hour there is none', () => {
  const rests = new Remainders();
  rests.keep(by('rose'), reply('old'), 0);
  rests.keep(by('rose'), reply('new'), 0);
  rests.keep(by('nina'), reply('of nina'), 0);
  expect(rests.take(by('rose'), 899_999)).toEqual(reply('new'));
  expect(rests.take(by('nina'), 900_000)).toBeUndefined();
});

test('a crowd takes the oldest away, and no more room', () => {
  const rests = new Remainders();
  for (let each = 0; each <= 200; each++) rests.keep(by(`guest${each}`), reply('rest'), 0);
  expect([rests.take(by('guest0'), 1), rests.take(by('guest1'), 1)]).toEqual([undefined, reply('rest')]);
});

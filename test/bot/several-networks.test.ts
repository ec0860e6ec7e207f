import { expect, test } from 'vitest';
import { isNewsPlace, newsPlaceOn, recordedOrigin } from '../../src/bot/request-origin.ts';
import type { RunView } from '../../src/engine/run.ts';

const asked = (platform: string) =>
  ({
    asked: recordedOrigin({
      where: { platform, channel: '#Farm', private: false },
      speaker: { platform, nick: 'rose', account: 'rose' },
      text: 'status',
    }),
  }) as RunView;
const channels = [{ 'irc/libera': '#farm', 'irc/oftc': '#farmhands' }];

test('a run asked on one network is told on another only in the channel that belongs to it', () => {
  expect(newsPlaceOn('irc/oftc', asked('irc/libera'), channels)).toEqual({
    platform: 'irc/oftc',
    channel: '#farmhands',
    private: false,
  });
  expect(newsPlaceOn('irc/oftc', asked('irc/libera'), [])).toBeUndefined();
  expect(newsPlaceOn('irc/efnet', asked('irc/libera'), channels)).toBeUndefined();
});

test('a channel of the same name on another network does not belong to it', () => {
  expect(newsPlaceOn('irc/libera', asked('irc/oftc'), channels)).toBeUndefined();
  const there = { platform: 'irc/oftc', channel: '#Farm', private: false };
  expect(isNewsPlace(there, asked('irc/libera'), channels)).toBe(false);
  expect(isNewsPlace({ ...there, platform: 'irc/libera' }, asked('irc/libera'), channels)).toBe(true);
});

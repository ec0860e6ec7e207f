import { expect, test } from 'vitest';
import { rejoinPause } from '../../../adapters/irc/channels.ts';
import { alternative } from '../../../adapters/irc/nick.ts';
import { reconnecting } from '../../../adapters/irc/reconnect.ts';
import { waitAfter } from '../../../src/time/backoff.ts';

test('reconnecting slows down to 5 minutes, less up to a half at random', () => {
  expect([1, 2, 3, 9, 10, 1000].map((failures) => waitAfter(failures, reconnecting, () => 0))).toEqual([
    1000, 2000, 4000, 256_000, 300_000, 300_000,
  ]);
  expect(waitAfter(3, reconnecting, () => 1)).toBe(2000);
});

test('rejoining slows down to 5 minutes and never ends', () => {
  expect([1, 2, 3, 4, 5, 100].map(rejoinPause)).toEqual([2000, 15_000, 60_000, 300_000, 300_000, 300_000]);
});

test('a taken nick is followed by ones like it, no longer than a server can need', () => {
  expect([1, 2, 3, 10].map((attempt) => alternative('farmhand', attempt))).toEqual([
    'farmhand_',
    'farmhan1',
    'farmhan2',
    'farmhan9',
  ]);
  expect(alternative('x', 2)).toBe('x1');
});

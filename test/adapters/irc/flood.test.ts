import { describe, expect, test } from 'vitest';
import { backoff } from '../../../adapters/irc/backoff.ts';
import { rejoinPause } from '../../../adapters/irc/channels.ts';
import { Budget } from '../../../adapters/irc/flood.ts';
import { alternative } from '../../../adapters/irc/nick.ts';

/** When each of so many lines is written, in seconds, by somebody who always has more to say. */
function times(lines: number, allowance = { burst: 8, per_second: 1 }): number[] {
  const budget = new Budget(allowance);
  let now = 1_000_000;
  const start = now;
  return Array.from({ length: lines }, () => {
    now += budget.wait(now);
    budget.spent(now);
    return (now - start) / 1000;
  });
}

describe('the flood budget', () => {
  test('allows 8 lines at once, then one a second', () => {
    expect(times(11)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3]);
  });

  test('is whole again after a rest', () => {
    const budget = new Budget({ burst: 8, per_second: 1 });
    for (let i = 0; i < 8; i++) budget.spent(0);
    expect(budget.wait(0)).toBe(1000);
    expect(budget.wait(1000)).toBe(0);
    for (let i = 0; i < 8; i++) {
      expect(budget.wait(8000)).toBe(0);
      budget.spent(8000);
    }
    expect(budget.wait(8000)).toBe(1000);
  });

  test('can be that of a faster class', () => {
    expect(times(5, { burst: 2, per_second: 10 })).toEqual([0, 0, 0.1, 0.2, 0.3]);
  });
});

test('reconnecting slows down to 5 minutes, less up to a half at random', () => {
  expect([1, 2, 3, 9, 10, 1000].map((failures) => backoff(failures, 0))).toEqual([
    1000, 2000, 4000, 256_000, 300_000, 300_000,
  ]);
  expect(backoff(3, 1)).toBe(2000);
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

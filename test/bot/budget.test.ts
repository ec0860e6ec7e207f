import { describe, expect, test } from 'vitest';
import { Budget } from '../../src/bot/budget.ts';

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

describe('a budget', () => {
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

  test('gives turns that are taken before they come', () => {
    const budget = new Budget({ burst: 3, per_second: 2 });
    const taken = [0, 0, 0, 0, 0].map((now) => {
      const wait = budget.wait(now);
      budget.spent(now);
      return wait;
    });
    expect(taken).toEqual([0, 0, 0, 500, 1000]);
    expect(budget.wait(60_000)).toBe(0);
  });

  test('can be that of a faster class', () => {
    expect(times(5, { burst: 2, per_second: 10 })).toEqual([0, 0, 0.1, 0.2, 0.3]);
  });
});

test('a part of the burst can be kept for something else', () => {
  const budget = new Budget({ burst: 8, per_second: 1 });
  const said = (kept: number) => {
    let count = 0;
    for (; budget.wait(0, kept) === 0; count++) budget.spent(0);
    return count;
  };
  expect(said(4)).toBe(4);
  expect(budget.wait(0, 4)).toBe(1000);
  expect(said(0)).toBe(4);
});

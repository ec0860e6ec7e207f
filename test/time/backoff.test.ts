import { expect, test } from 'vitest';
import { waitAfter } from '../../src/time/backoff.ts';

const none = () => 0;
const all = () => 1;

test('waits double from the first to the longest, however many failures there are', () => {
  const growth = { first: 250, longest: 30_000 };
  expect([1, 2, 3, 7, 8, 9, 100_000].map((failures) => waitAfter(failures, growth))).toEqual([
    250, 500, 1000, 16_000, 30_000, 30_000, 30_000,
  ]);
});

test('no failure waits as long as one', () => {
  expect(waitAfter(0, { first: 250, longest: 30_000 })).toBe(250);
});

test('waits grow by another factor where one is given', () => {
  const growth = { first: 50, longest: 1000, factor: 1.5 };
  expect([1, 2, 3, 4, 100].map((failures) => waitAfter(failures, growth))).toEqual([50, 75, 113, 169, 1000]);
});

test('a random share of the jitter is taken off, of the longest wait too', () => {
  const growth = { first: 1000, longest: 8000, jitter: 0.25 };
  expect([1, 3, 50].map((failures) => waitAfter(failures, growth, none))).toEqual([1000, 4000, 8000]);
  expect([1, 3, 50].map((failures) => waitAfter(failures, growth, all))).toEqual([750, 3000, 6000]);
  for (let i = 0; i < 100; i++) {
    const wait = waitAfter(2, growth);
    expect(wait).toBeGreaterThanOrEqual(1500);
    expect(wait).toBeLessThanOrEqual(2000);
  }
});

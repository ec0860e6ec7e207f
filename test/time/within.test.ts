import { expect, test, vi } from 'vitest';
import { late, within } from '../../src/time/within.ts';

test('what is in time is given, and leaves no timer', async () => {
  vi.useFakeTimers();
  try {
    expect(await within(1000, Promise.resolve('here'))).toBe('here');
    await expect(within(1000, Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test('what takes longer is late', async () => {
  expect(await within(5, new Promise(() => undefined))).toBe(late);
  expect(await within(-1, new Promise(() => undefined))).toBe(late);
});

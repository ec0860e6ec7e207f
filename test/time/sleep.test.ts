import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { pause, sleep } from '../../src/time/sleep.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** What becomes of a promise: 'waiting' until it settles. */
function followed(promise: Promise<void>): { readonly is: unknown } {
  let is: unknown = 'waiting';
  promise.then(
    () => {
      is = 'over';
    },
    (error: unknown) => {
      is = error;
    },
  );
  return {
    get is() {
      return is;
    },
  };
}

describe('a pause', () => {
  test('lasts as long as it should', async () => {
    const wait = followed(pause(1000, new AbortController().signal));
    await vi.advanceTimersByTimeAsync(999);
    expect(wait.is).toBe('waiting');
    await vi.advanceTimersByTimeAsync(1);
    expect(wait.is).toBe('over');
  });

  test('ends without an error when the signal is aborted, and leaves no timer', async () => {
    const stopping = new AbortController();
    const wait = followed(pause(1000, stopping.signal));
    stopping.abort();
    await vi.advanceTimersByTimeAsync(0);
    expect(wait.is).toBe('over');
    expect(vi.getTimerCount()).toBe(0);
  });

  test('does not begin when the signal is aborted already', async () => {
    await pause(1000, AbortSignal.abort());
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a sleep', () => {
  test('lasts as long as it should', async () => {
    const wait = followed(sleep(1000, [new AbortController().signal]));
    await vi.advanceTimersByTimeAsync(999);
    expect(wait.is).toBe('waiting');
    await vi.advanceTimersByTimeAsync(1);
    expect(wait.is).toBe('over');
  });

  test('throws the reason of whichever signal is aborted, and leaves no timer', async () => {
    const [cancel, letGo] = [new AbortController(), new AbortController()];
    const wait = followed(sleep(1000, [cancel.signal, letGo.signal]));
    const reason = new Error('the process ends');
    letGo.abort(reason);
    await vi.advanceTimersByTimeAsync(0);
    expect(wait.is).toBe(reason);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('throws at once when a signal is aborted already', async () => {
    const reason = new Error('cancelled');
    await expect(sleep(1000, [AbortSignal.abort(reason)])).rejects.toBe(reason);
    expect(vi.getTimerCount()).toBe(0);
  });
});

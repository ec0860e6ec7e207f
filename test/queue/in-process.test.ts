import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { inProcessQueue } from '../../src/queue/in-process.ts';

/** Handles runs until told to end each; `begun` in the order they came. */
function worker() {
  const begun: number[] = [];
  const ends = new Map<number, () => void>();
  const handler = (run: number) => {
    begun.push(run);
    return new Promise<void>((resolve) => ends.set(run, resolve));
  };
  const end = async (run: number) => {
    ends.get(run)?.();
    await turn();
  };
  return { begun, handler, end };
}

describe('the in-process queue', () => {
  it('hands out what was woken before anybody worked, in order, and what is woken later', async () => {
    const queue = inProcessQueue();
    const { begun, handler } = worker();
    await queue.wake(2);
    await queue.wake(1);
    queue.work(handler, 5);
    await turn();
    expect(begun).toEqual([2, 1]);
    await queue.wake(3);
    await turn();
    expect(begun).toEqual([2, 1, 3]);
  });

  it('hands out a number once that was woken several times while it waited', async () => {
    const queue = inProcessQueue();
    const { begun, handler, end } = worker();
    for (const run of [1, 2, 2, 1, 2]) await queue.wake(run);
    queue.work(handler, 1);
    await turn();
    await end(1);
    await end(2);
    await end(1);
    expect(begun).toEqual([1, 2]);
  });

  it('hands out a number again, once and after, when it is woken while it is handled', async () => {
    const queue = inProcessQueue();
    const { begun, handler, end } = worker();
    queue.work(handler, 5);
    await queue.wake(1);
    await turn();
    await queue.wake(1);
    await queue.wake(1);
    await turn();
    expect(begun).toEqual([1]);
    await end(1);
    expect(begun).toEqual([1, 1]);
    await end(1);
    expect(begun).toEqual([1, 1]);
  });

  it('has no more handlers at work than it was told', async () => {
    const queue = inProcessQueue();
    const { begun, handler, end } = worker();
    queue.work(handler, 2);
    for (const run of [1, 2, 3, 4]) await queue.wake(run);
    await turn();
    expect(begun).toEqual([1, 2]);
    await end(2);
    expect(begun).toEqual([1, 2, 3]);
    await end(1);
    expect(begun).toEqual([1, 2, 3, 4]);
  });

  it('does not keep whoever wakes waiting for the work', async () => {
    const queue = inProcessQueue();
    const handler = vi.fn(async () => {});
    queue.work(handler, 1);
    const woken = queue.wake(1);
    expect(handler).not.toHaveBeenCalled();
    await woken;
    await turn();
    expect(handler).toHaveBeenCalledWith(1);
  });

  it('hands out no more once it is stopped, and is stopped when those at work have ended', async () => {
    const queue = inProcessQueue();
    const { begun, handler, end } = worker();
    queue.work(handler, 1);
    await queue.wake(1);
    await queue.wake(2);
    await turn();
    const stopped = vi.fn();
    void queue.stop().then(stopped);
    await queue.wake(1);
    await queue.wake(3);
    await turn();
    expect(stopped).not.toHaveBeenCalled();
    await end(1);
    expect(stopped).toHaveBeenCalled();
    expect(begun).toEqual([1]);
  });

  it('is worked on by one', () => {
    const queue = inProcessQueue();
    queue.work(async () => {}, 1);
    expect(() => queue.work(async () => {}, 1)).toThrow('works on this queue already');
  });
});

import type { Queue } from './queue.ts';

/** The queue of a process that works on its own runs. A number waits once; woken while it is being handled, it is handled again after. */
export function inProcessQueue(): Queue {
  const waiting = new Set<number>();
  const handling = new Map<number, Promise<void>>();
  const again = new Set<number>();
  let hand: (() => void) | undefined;

  return {
    shared: false,
    async wake(run) {
      (handling.has(run) ? again : waiting).add(run);
      hand?.();
    },
    work(handler, concurrency) {
      if (hand) throw new Error('somebody works on this queue already');
      const handle = async (run: number) => {
        try {
          await handler(run);
        } finally {
          handling.delete(run);
          if (again.delete(run)) waiting.add(run);
          hand?.();
        }
      };
      hand = () => {
        for (const run of waiting) {
          if (handling.size >= concurrency) return;
          waiting.delete(run);
          // Begins later, so that nobody who wakes waits for the first part of the work.
          handling.set(run, Promise.resolve(run).then(handle));
        }
      };
      hand();
    },
    async stop() {
      hand = undefined;
      await Promise.allSettled(handling.values());
    },
  };
}

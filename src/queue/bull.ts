import type Bull from 'bull';
import type { RedisAddress } from '../redis/address.ts';
import { type OpenBull, openBull, type WakeUp } from './open-bull.ts';
import type { Queue } from './queue.ts';

const settings: Bull.AdvancedSettings = {
  // Until then nobody can be woken for a run whose worker died; shorter than the run's lease, so that this is not what people wait for.
  lockDuration: 10_000,
  stalledInterval: 5_000,
  // Bull gives a job up that stalled more often. A run is given up by people.
  maxStalledCount: Number.MAX_SAFE_INTEGER,
  // Milliseconds after an error of Redis until the next job is asked for.
  retryProcessDelay: 500,
};

/**
 * The queue between processes: Bull on Redis (https://github.com/OptimalBits/bull/blob/develop/REFERENCE.md). A job says only that
 * a worker should look at a run; who works on it, and whether it went well, is for the journal to say. So a job is tried
 * once and not kept, and one that stalls or fails means nothing: the lease of a worker that died runs out, and the sweep wakes again.
 * `complain` is called, once for each outage, when Redis cannot be reached.
 */
export function bullQueue(address: RedisAddress, complain: (message: string, error: unknown) => void): Queue {
  const handling = new Map<number, Promise<void>>();
  let opened: OpenBull | undefined;
  let away = false;
  let stopping = false;

  const trouble = (error: unknown) => {
    if (away || stopping) return;
    away = true;
    complain(`the queue in Redis at ${address.shown} does not answer; runs are woken once it does`, error);
  };
  const ready = () => {
    away = false;
  };
  // Opened at its first use: most commands of a terminal wake nobody.
  const queue = () => {
    opened ??= openBull(address, { trouble, ready, settings });
    return opened.queue;
  };
  const add = (run: number) =>
    queue().add({ run }, { jobId: String(run), attempts: 1, removeOnComplete: true, removeOnFail: true });
  /** Runs that others should look at once this worker has stopped: those it let go of, and those it was handed too late. */
  const left = new Set<number>();
  const leave = async () => {
    try {
      await queue().pause(true);
      await Promise.all([...left].map(add));
      await queue().close();
    } catch {
      // Redis is away: the sweep of another worker finds them.
    }
  };

  return {
    shared: true,
    async wake(run) {
      if (stopping) return;
      // Not waited for: while Redis is away this is not answered, and nothing depends on it.
      add(run).catch(trouble);
    },
    work(handler, concurrency) {
      const handle = async ({ data: { run } }: Bull.Job<WakeUp>) => {
        if (stopping) {
          left.add(run);
          return;
        }
        const work = handler(run);
        handling.set(run, work);
        await work.finally(() => handling.delete(run));
      };
      queue().process(concurrency, handle).catch(trouble);
    },
    async stop() {
      stopping = true;
      for (const run of handling.keys()) left.add(run);
      await Promise.allSettled(handling.values());
      await opened?.close(leave);
    },
  };
}

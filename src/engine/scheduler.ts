import type { Queue } from '../queue/queue.ts';
import { LetGo } from './leave.ts';
import { type Worker, workRun } from './work-run.ts';

/** What scheduling needs besides what work on a run does. */
export interface SchedulerParts extends Omit<Worker, 'slots' | 'stopping'> {
  readonly queue: Queue;
  /** How many runs may be worked on at once on a host, by all workers together, as things are now; no limit for hosts that are not in it. */
  readonly slots?: () => ReadonlyMap<string, number>;
  /** Is given the errors for which nobody waits. */
  readonly log: (message: string, error: unknown) => void;
  /** Ends the wait of a run whose gate's time is over. */
  expire(run: number): Promise<unknown>;
}

/** Milliseconds between two sweeps over unsettled runs, for what no wake-up reached: runs of a worker that died, gates that expired. */
const sweepInterval = 5000;

/** Works on runs that are queued or running, as the queue and its own sweeps find them. */
export class Scheduler {
  readonly #parts: SchedulerParts;
  readonly #stopping = new AbortController();
  #sweeper: NodeJS.Timeout | undefined;
  #sweeping = false;
  #unwatch: () => void = () => undefined;

  constructor(parts: SchedulerParts) {
    this.#parts = parts;
  }

  /** Begins to work on runs, at most `concurrency` at once; with 0 it only ends waits whose time is over and wakes other workers. */
  async start(concurrency: number): Promise<void> {
    const { queue, journal, log, slots: slotsNow = () => new Map<string, number>() } = this.#parts;
    const sweep = () => {
      this.#sweep().catch((error) => log('the sweep over open runs stopped', error));
    };
    const work = async (run: number) => {
      try {
        const slots = slotsNow();
        const worker = { ...this.#parts, slots, stopping: this.#stopping.signal };
        // Another run may have waited for its slots.
        if ((await workRun(worker, run)) && slots.size > 0) sweep();
      } catch (error) {
        log(`work on run ${run} stopped`, error);
      }
    };
    if (concurrency > 0) queue.work(work, concurrency);
    if (!queue.shared) this.#unwatch = journal.watch(sweep);
    this.#sweeper = setInterval(sweep, sweepInterval);
    await this.#sweep();
  }

  async #sweep(): Promise<void> {
    if (this.#sweeping || this.#stopping.signal.aborted) return;
    this.#sweeping = true;
    try {
      const { journal, queue, expire } = this.#parts;
      const open = await journal.runs({ settled: false, limit: 1000 });
      for (const { run, state } of open.toReversed()) {
        if (state === 'queued' || state === 'running') await queue.wake(run);
        if (state === 'waiting') await expire(run);
      }
    } finally {
      this.#sweeping = false;
    }
  }

  /** Lets go of the runs in flight, where the next worker takes them up, and stops working. */
  async stop(): Promise<void> {
    clearInterval(this.#sweeper);
    this.#unwatch();
    this.#stopping.abort(new LetGo('farmhand is stopping'));
    await this.#parts.queue.stop();
  }
}

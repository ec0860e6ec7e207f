/**
 * Wakes workers: carries runs' numbers and nothing else. At least once, in no promised order; a number lost with the process
 * is found again by the sweep over unsettled runs, so nothing depends on it being kept.
 */
export interface Queue {
  /** Whether a wake-up reaches workers of other processes. Where it does not, a worker has to follow the journal. */
  readonly shared: boolean;
  /** A worker should look at this run soon. Never throws. */
  wake(run: number): Promise<void>;
  /** Starts handing out numbers, at most `concurrency` at a time. A handler never throws. */
  work(handler: (run: number) => Promise<void>, concurrency: number): void;
  /** Hands out no more; resolves when handlers under way have ended. */
  stop(): Promise<void>;
}

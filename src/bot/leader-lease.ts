import { type Journal, type Lease, LeaseLost } from '../journal/journal.ts';
import { pause } from '../time/sleep.ts';

export interface LeaderLeaseParts {
  readonly leases: Pick<Journal, 'lease' | 'renew' | 'release'>;
  readonly platform: string;
  /** Which process this is; see Journal.lease. */
  readonly owner: string;
  log(message: string, error?: unknown): void;
}

/**
 * Milliseconds: for how long the lease is taken; how often it is renewed; how often processes that stand by ask for it; and how
 * long before its end nothing is sent any more, since a message needs time to arrive.
 */
const time = { length: 6000, renewal: 2000, retry: 1000, margin: 1000 };

/**
 * Milliseconds of two clocks: one may stand still while the machine sleeps, the other may be set. What has passed is what passed by
 * the one that went further.
 */
class Stopwatch {
  readonly #began = { steady: performance.now(), wall: Date.now() };

  get passed(): number {
    return Math.max(performance.now() - this.#began.steady, Date.now() - this.#began.wall);
  }
}

/** A second lease, which one of the processes that stand by holds while it waits: so the leader can see that another process is ready. */
class Candidacy {
  readonly #parts: LeaderLeaseParts;
  #lease: Lease | undefined;
  #since = 0;

  constructor(parts: LeaderLeaseParts) {
    this.#parts = parts;
  }

  async renew(): Promise<void> {
    const { leases, platform, owner } = this.#parts;
    if (this.#lease && performance.now() - this.#since < time.renewal) return;
    const held = this.#lease;
    this.#lease = undefined;
    this.#lease = held
      ? await leases.renew(held, time.length)
      : await leases.lease(leaseOfCandidate(platform), owner, time.length);
    this.#since = performance.now();
  }

  async end(): Promise<void> {
    const { leases } = this.#parts;
    // Where that fails it runs out by itself.
    if (this.#lease) await leases.release(this.#lease).catch(() => undefined);
  }
}

/** The leader lease of a platform: the process that has it is the only one that speaks there. It must be renewed. */
export class LeaderLease {
  readonly #parts: LeaderLeaseParts;
  readonly #lost = new AbortController();
  readonly #ended = new AbortController();
  readonly #keeping: Promise<void>;
  #lease: Lease;
  /** Since before the lease was asked for, or last renewed. */
  #since: Stopwatch;

  private constructor(parts: LeaderLeaseParts, lease: Lease, since: Stopwatch) {
    this.#parts = parts;
    this.#lease = lease;
    this.#since = since;
    this.#keeping = this.#keep();
  }

  /** Resolves when this process has it; with undefined when it stops before. `standsBy` is called once when another one has it. */
  static async acquire(
    parts: LeaderLeaseParts,
    stopping: AbortSignal,
    standsBy: () => void,
  ): Promise<LeaderLease | undefined> {
    const { leases, platform, owner, log } = parts;
    const waiting = new Candidacy(parts);
    let waits = false;
    try {
      while (!stopping.aborted) {
        const since = new Stopwatch();
        try {
          const lease = await leases.lease(leaseOfLeader(platform), owner, time.length);
          if (lease) return new LeaderLease(parts, lease, since);
          await waiting.renew();
        } catch (error) {
          if (!(error instanceof LeaseLost))
            log(`${platform}: cannot ask whose turn it is to speak; asks again`, error);
        }
        if (!waits) standsBy();
        waits = true;
        await pause(time.retry, stopping);
      }
      return undefined;
    } finally {
      await waiting.end();
    }
  }

  /** The lease that writes depend on which only the leader may make. */
  get lease(): Lease {
    return this.#lease;
  }

  /** Aborted when another process has it. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /**
   * Whether something may be said at this moment. False when the lease was not renewed in time, whatever the reason: the process was
   * stopped (SIGSTOP), or the journal cannot be reached. True again when it could be renewed after all: no other process had it.
   */
  readonly maySpeak = (): boolean =>
    !this.#lost.signal.aborted && !this.#ended.signal.aborted && this.#since.passed < time.length - time.margin;

  /** Whether another process stands by. Throws JournalUnusable. */
  async isWanted(): Promise<boolean> {
    const { leases, platform, owner } = this.#parts;
    const free = await leases.lease(leaseOfCandidate(platform), owner, time.retry);
    if (free) await leases.release(free);
    return free === undefined;
  }

  /** Gives it back, so that another process has it at once. */
  async release(): Promise<void> {
    this.#ended.abort();
    await this.#keeping;
    const { leases, platform, log } = this.#parts;
    await leases
      .release(this.#lease)
      .catch((error) => log(`${platform}: the right to speak runs out by itself`, error));
  }

  async #keep(): Promise<void> {
    const { leases, platform, log } = this.#parts;
    const { signal } = this.#ended;
    let failing = false;
    while (!signal.aborted) {
      await pause(failing ? time.retry : time.renewal, signal);
      if (signal.aborted) return;
      const since = new Stopwatch();
      try {
        this.#lease = await leases.renew(this.#lease, time.length);
        this.#since = since;
        failing = false;
      } catch (error) {
        if (error instanceof LeaseLost) return this.#lost.abort();
        if (!failing) log(`${platform}: cannot say that this process speaks here, so it may soon not`, error);
        failing = true;
      }
    }
  }
}

function leaseOfLeader(platform: string): string {
  return `voice:${platform}`;
}

function leaseOfCandidate(platform: string): string {
  return `next-voice:${platform}`;
}

import { type Journal, type Lease, LeaseLost } from '../journal/journal.ts';
import { pause } from '../time/sleep.ts';

export interface VoiceParts {
  readonly leases: Pick<Journal, 'lease' | 'renew' | 'release'>;
  readonly platform: string;
  /** Which process this is; see Journal.lease. */
  readonly owner: string;
  log(message: string, error?: unknown): void;
}

/**
 * Milliseconds: for how long the right to speak is taken; how often it is renewed; how often those ask for it who stand by; and how
 * long before its end nothing is said any more, for what is on its way then.
 */
const time = { length: 6000, renewal: 2000, asking: 1000, margin: 1000 };

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

/** Whose turn it is next, of those who stand by: one of them has it while it waits, so that whoever speaks can tell that somebody does. */
class Waiting {
  readonly #parts: VoiceParts;
  #lease: Lease | undefined;
  #since = 0;

  constructor(parts: VoiceParts) {
    this.#parts = parts;
  }

  async goOn(): Promise<void> {
    const { leases, platform, owner } = this.#parts;
    if (this.#lease && performance.now() - this.#since < time.renewal) return;
    const held = this.#lease;
    this.#lease = undefined;
    this.#lease = held
      ? await leases.renew(held, time.length)
      : await leases.lease(leaseOfWaiting(platform), owner, time.length);
    this.#since = performance.now();
  }

  async end(): Promise<void> {
    const { leases } = this.#parts;
    // Where that fails it runs out by itself.
    if (this.#lease) await leases.release(this.#lease).catch(() => undefined);
  }
}

/** The right to speak on a platform, which one process has at a time: while it is renewed. */
export class Voice {
  readonly #parts: VoiceParts;
  readonly #lost = new AbortController();
  readonly #ended = new AbortController();
  readonly #keeping: Promise<void>;
  #lease: Lease;
  /** Since before the lease was asked for, or last renewed. */
  #since: Stopwatch;

  private constructor(parts: VoiceParts, lease: Lease, since: Stopwatch) {
    this.#parts = parts;
    this.#lease = lease;
    this.#since = since;
    this.#keeping = this.#keep();
  }

  /** Resolves when this process has it; with undefined when it stops before. `standsBy` is called once when another one has it. */
  static async take(parts: VoiceParts, stopping: AbortSignal, standsBy: () => void): Promise<Voice | undefined> {
    const { leases, platform, owner, log } = parts;
    const waiting = new Waiting(parts);
    let waits = false;
    try {
      while (!stopping.aborted) {
        const since = new Stopwatch();
        try {
          const lease = await leases.lease(leaseOfVoice(platform), owner, time.length);
          if (lease) return new Voice(parts, lease, since);
          await waiting.goOn();
        } catch (error) {
          if (!(error instanceof LeaseLost))
            log(`${platform}: cannot ask whose turn it is to speak; asks again`, error);
        }
        if (!waits) standsBy();
        waits = true;
        await pause(time.asking, stopping);
      }
      return undefined;
    } finally {
      await waiting.end();
    }
  }

  /** What a write hangs on that only the process that speaks may make. */
  get lease(): Lease {
    return this.#lease;
  }

  /** Aborted when another process has it. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /**
   * Whether something may be said at this moment. False when the lease was not renewed in time, whatever the reason: the process was
   * stopped (SIGSTOP), or the journal cannot be reached. True again when it could be renewed after all: nobody else had it.
   */
  readonly maySpeak = (): boolean =>
    !this.#lost.signal.aborted && !this.#ended.signal.aborted && this.#since.passed < time.length - time.margin;

  /** Whether another process stands by for it. Throws JournalUnusable. */
  async isWanted(): Promise<boolean> {
    const { leases, platform, owner } = this.#parts;
    const free = await leases.lease(leaseOfWaiting(platform), owner, time.asking);
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
      await pause(failing ? time.asking : time.renewal, signal);
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

function leaseOfVoice(platform: string): string {
  return `voice:${platform}`;
}

function leaseOfWaiting(platform: string): string {
  return `next-voice:${platform}`;
}

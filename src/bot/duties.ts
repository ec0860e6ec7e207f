import type { Journal, Lease } from '../journal/journal.ts';

/** Something that is to be done when its time has come, without being asked: a reminder, what has an end. */
export interface Duty {
  readonly name: string;
  /**
   * Does what is due at that time. Called every minute by one process of the farm, again after a failure or a crash: what it did it must find done.
   * `lease`: what its writes depend on, so that a process that was taken for dead does nothing twice.
   */
  due(now: Date, lease: Pick<Lease, 'of' | 'token'>): Promise<void>;
}

export interface DutiesParts {
  readonly duties: readonly Duty[];
  readonly leases: Pick<Journal, 'lease' | 'release'>;
  /** Which process this is. */
  readonly owner: string;
  readonly log: (message: string, error?: unknown) => void;
  readonly now?: () => Date;
}

/** Milliseconds between two looks whether something is due. */
const interval = 60_000;

/** Milliseconds one process has for all that is due, before another one takes it for dead. */
const longest = 600_000;

/** What the right to do the duties is called. */
const dutiesLease = 'duties';

/** Looks every minute whether a duty is due, in one process at a time. */
export class Duties {
  readonly #parts: DutiesParts;
  #timer: NodeJS.Timeout | undefined;
  #turn: Promise<void> = Promise.resolve();

  constructor(parts: DutiesParts) {
    this.#parts = parts;
  }

  /** The first look is after a minute. */
  start(): void {
    if (this.#parts.duties.length === 0 || this.#timer) return;
    this.#timer = setInterval(() => {
      this.turn().catch((error) => this.#parts.log('what is due could not be looked at', error));
    }, interval);
    this.#timer.unref();
  }

  /** Resolves when what was begun is over. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#turn.catch(() => undefined);
  }

  /** One look, after the one before. What fails is logged and due again; the rest is done. Throws JournalUnusable. */
  turn(): Promise<void> {
    this.#turn = this.#turn.catch(() => undefined).then(() => this.#look());
    return this.#turn;
  }

  async #look(): Promise<void> {
    const { duties, leases, owner, log, now = () => new Date() } = this.#parts;
    const lease = await leases.lease(dutiesLease, owner, longest);
    if (!lease) return;
    try {
      for (const duty of duties) {
        await duty
          .due(now(), lease)
          .catch((error) => log(`${duty.name} could not be done; tried again in a minute`, error));
      }
    } finally {
      await leases.release(lease);
    }
  }
}

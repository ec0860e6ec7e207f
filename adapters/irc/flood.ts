/** How many lines a server takes: at most `burst` at once, then `per_second`. */
export interface Allowance {
  readonly burst: number;
  readonly per_second: number;
}

/**
 * Counts every line that is written, farmhand's own and the library's (PONG, JOIN), against the server's allowance (a leaky
 * bucket). InspIRCd's default class takes 10 lines at once, then 1 a second; what comes faster fills its receive queue, and a full
 * queue ends the connection.
 */
export class Budget {
  readonly #allowance: Allowance;
  /** Milliseconds at which the bucket is empty again. */
  #empty = 0;

  constructor(allowance: Allowance) {
    this.#allowance = allowance;
  }

  /** A line was written. */
  spent(now: number): void {
    this.#empty = Math.max(this.#empty, now) + 1000 / this.#allowance.per_second;
  }

  /** Milliseconds until a line may be written; 0 when it may be now. */
  wait(now: number): number {
    const { burst, per_second } = this.#allowance;
    return Math.max(0, Math.ceil(this.#empty - now - ((burst - 1) * 1000) / per_second));
  }
}

/** Most bytes written and not yet seen to be processed: well under the smallest usual receive queue (8 KiB). */
export const mostInFlight = 4096;

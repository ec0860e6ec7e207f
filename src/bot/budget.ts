/** How often something may be said: at most `burst` times at once, then `per_second`. */
export interface Allowance {
  readonly burst: number;
  readonly per_second: number;
}

/** Counts what is said against an allowance: a leaky bucket. Times are milliseconds. */
export class Budget {
  readonly #allowance: Allowance;
  /** When the bucket is empty again. */
  #empty = 0;

  constructor(allowance: Allowance) {
    this.#allowance = allowance;
  }

  /** Something was said, or its turn was taken. */
  spent(now: number): void {
    this.#empty = Math.max(this.#empty, now) + 1000 / this.#allowance.per_second;
  }

  /** How long until something may be said; 0 when it may be now. `kept`: so many of the burst are left for something else. */
  wait(now: number, kept = 0): number {
    const { burst, per_second } = this.#allowance;
    return Math.max(0, Math.ceil(this.#empty - now - ((Math.max(1, burst - kept) - 1) * 1000) / per_second));
  }
}

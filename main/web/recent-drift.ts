import { driftLines } from '../../src/bot/drift-text.ts';
import type { Farmhand } from '../farmhand.ts';

/** What is not as runs left it, in lines, and when that was looked at. */
export interface DriftShown {
  readonly lines: readonly string[];
  readonly at: Date;
}

/** Milliseconds for which a look is taken for the farm's page: it reads what all runs left, and asks every host. */
const fresh = 60_000;

/** What was found by the newest look. Nobody waits for one: where it is old, another is begun, and whoever asks next has that. */
export class RecentDrift {
  readonly #farmhand: Pick<Farmhand, 'drift' | 'recent'>;
  readonly #log: (message: string, error: unknown) => void;
  #shown: DriftShown | undefined;
  #begun = Number.NEGATIVE_INFINITY;

  constructor(farmhand: Pick<Farmhand, 'drift' | 'recent'>, log: (message: string, error: unknown) => void) {
    this.#farmhand = farmhand;
    this.#log = log;
  }

  /** Undefined: nothing was found yet. */
  newest(): DriftShown | undefined {
    if (performance.now() - this.#begun > fresh) {
      this.#begun = performance.now();
      this.#look().catch((error) => this.#log('what is not as runs left it cannot be told', error));
    }
    return this.#shown;
  }

  async #look(): Promise<void> {
    const { drift, recent } = this.#farmhand;
    const at = new Date();
    this.#shown = { lines: driftLines(await drift.compare(await drift.all(), recent.read)), at };
  }
}

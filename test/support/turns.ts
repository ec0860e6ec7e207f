import type { Instrumentation } from '../../main/instrumentation.ts';
import { keyOf } from '../../src/engine/look.ts';

/** How hosts were read. */
export interface TurnsTaken {
  /** Round trips of the host that took the most: what is asked after an answer is the next one, what is asked beside others the same. */
  readonly most: number;
  /** Scripts that a host was asked to run more than once. */
  readonly again: readonly string[];
}

/** Counts how hosts are read. */
export class Turns {
  #over = new Map<string, number>();
  #asked: string[] = [];

  readonly instrumentation: Instrumentation = {
    journal: (journal) => journal,
    inbound: (_, inbound) => inbound,
    hosts: (hosts) => (name) => ({
      ...hosts(name),
      batch: async (scripts, options) => {
        const over = this.#over;
        const turn = (over.get(name) ?? 0) + 1;
        this.#asked.push(...scripts.map((script) => keyOf(name, script)));
        const results = await hosts(name).batch(scripts, options);
        over.set(name, Math.max(turn, over.get(name) ?? 0));
        return results;
      },
    }),
  };

  /** What that work took. */
  async of(work: () => Promise<unknown>): Promise<TurnsTaken> {
    this.#over = new Map();
    this.#asked = [];
    await work();
    const again = this.#asked.filter((key, index) => this.#asked.indexOf(key) < index);
    return { most: Math.max(0, ...this.#over.values()), again };
  }
}

import { putNewest } from './newest.ts';

/** How often farmhand refuses something before it says no more about it: to whom it knows, to others in a channel and in private. */
const most = { known: 5, channel: 3, private: 1 };

/** Milliseconds within which refusals count, and for which it is quiet after the last one. */
const quiet = 600_000;

/** Speakers remembered. */
const remembered = 10_000;

export type Standing = keyof typeof most;

interface Misfires {
  readonly count: number;
  /** Milliseconds; when the last one was. */
  readonly at: number;
}

/**
 * Counts refusals: of whom farmhand does not know, whatever they say; of whom it knows, of each line they say. Another bot takes every refusal for talk and answers it; people
 * give up, or read. So after a few farmhand is quiet about more of it for a while.
 */
export class Patience {
  readonly #misfires = new Map<string, Misfires>();

  /** Something is refused: whether to say so. Times are milliseconds. */
  admits(speaker: string, standing: Standing, now: number): boolean {
    const last = this.#misfires.get(speaker);
    const count = last && now - last.at < quiet ? last.count + 1 : 1;
    putNewest(this.#misfires, speaker, { count, at: now }, remembered);
    return count <= most[standing];
  }
}

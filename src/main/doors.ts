import type { Ears } from '../bot/adapter.ts';
import { within } from '../time/within.ts';

/** The way in for what is heard, which is shut before farmhand stops. */
export class Doors {
  readonly #inside = new Set<Promise<void>>();
  #open = true;

  /** The same ears, as long as the doors are open; then others, which leave what they hear to another process. */
  before(ears: Ears, later?: Pick<Ears, 'message' | 'vote'>): Ears {
    return {
      message: (message) =>
        this.#enter(
          () => ears.message(message),
          () => later?.message(message),
        ),
      vote: (vote) =>
        this.#enter(
          () => ears.vote(vote),
          () => later?.vote(vote),
        ),
      take: async (parcel) => {
        const deal = await ears.take(parcel);
        // It is written down by now: behind shut doors it is left as it is.
        return deal && (() => this.#enter(deal, () => Promise.resolve()));
      },
      open: () => ears.open(),
    };
  }

  /** Nothing more comes in. Resolves when what is inside has been answered, or after so many milliseconds. */
  async shut(milliseconds: number): Promise<void> {
    this.#open = false;
    await within(milliseconds, Promise.allSettled(this.#inside));
  }

  #enter(work: () => Promise<void>, later: () => Promise<void> | undefined): Promise<void> {
    // Never dealt with, as far as the adapter can tell: one that keeps what it hears until then keeps it for the next process.
    if (!this.#open) return later() ?? new Promise(() => undefined);
    const answered = work().finally(() => this.#inside.delete(answered));
    this.#inside.add(answered);
    return answered;
  }
}

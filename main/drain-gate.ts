import type { InboundHandler } from '../src/bot/adapter.ts';
import { within } from '../src/time/within.ts';

/** Lets in what adapters receive until farmhand stops, and waits for what is in flight then. */
export class DrainGate {
  readonly #inFlight = new Set<Promise<void>>();
  #open = true;

  /** The same handler while the gate is open; after that `later`, which leaves what it receives to another process. */
  guard(inbound: InboundHandler, later?: Pick<InboundHandler, 'message' | 'vote'>): InboundHandler {
    return {
      message: (message, ack) =>
        this.#enter(
          () => inbound.message(message, ack),
          () => later?.message(message, ack),
        ),
      vote: (vote, ack) =>
        this.#enter(
          () => inbound.vote(vote, ack),
          () => later?.vote(vote, ack),
        ),
      ask: (message) => inbound.ask(message),
      open: () => inbound.open(),
    };
  }

  /** Closes the gate. Resolves when what is in flight has been answered, or after so many milliseconds. */
  async drain(milliseconds: number): Promise<void> {
    this.#open = false;
    await within(milliseconds, Promise.allSettled(this.#inFlight));
  }

  #enter(work: () => Promise<void>, later: () => Promise<void> | undefined): Promise<void> {
    // Never dealt with, as far as the adapter can tell: one that keeps what it hears until then keeps it for the next process.
    if (!this.#open) return later() ?? new Promise(() => undefined);
    const answered = work().finally(() => this.#inFlight.delete(answered));
    this.#inFlight.add(answered);
    return answered;
  }
}

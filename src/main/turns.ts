import { setTimeout } from 'node:timers/promises';
import type { Adapter, Network, Turn } from '../bot/adapter.ts';
import { Voice, type VoiceParts } from '../bot/voice.ts';
import type { Sitting } from './sitting.ts';

/** Milliseconds before this process asks for its turn again after one that came to nothing. */
const pause = 10_000;

export interface TurnsParts extends Omit<VoiceParts, 'platform'> {
  readonly notes: Turn['notes'];
  readonly info: (message: string) => void;
  sit(adapter: Adapter, voice: Voice): Sitting;
  /** Aborted when this process asks for no turn any more; and, later, when it gives back the one it has. */
  readonly stopping: AbortSignal;
  readonly leaving: AbortSignal;
}

/** Speaks on a network whenever it is this process's turn, and stands by while it is another one's. */
export class Turns {
  readonly platform: string;
  readonly #network: Network;
  readonly #parts: TurnsParts;
  #sitting: Sitting | undefined;
  #over: Promise<void> = Promise.resolve();

  constructor(network: Network, parts: TurnsParts) {
    this.platform = network.platform;
    this.#network = network;
    this.#parts = parts;
  }

  /** Where it is its turn: whoever speaks there. */
  get adapter(): Adapter | undefined {
    return this.#sitting?.adapter;
  }

  /** Resolves when it speaks for the first time, or stands by. Throws when it had its turn first of all and cannot even begin. */
  begin(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#over = this.#take(resolve).catch(reject);
    });
  }

  /** Resolves when it has given back its turn. */
  async end(): Promise<void> {
    await this.#over;
  }

  async #take(ready: () => void): Promise<void> {
    const { platform } = this;
    const { stopping, info, log } = this.#parts;
    let begun = false;
    const began = () => {
      begun = true;
      ready();
    };
    const standsBy = () => {
      info(`${platform}: another process speaks here; this one stands by`);
      began();
    };
    while (!stopping.aborted) {
      const voice = await Voice.take({ ...this.#parts, platform }, stopping, standsBy);
      if (!voice) return ready();
      info(`${platform}: this process speaks here`);
      const problem = await this.#speak(voice, began).catch((error: unknown) => ({ error }));
      await voice.release();
      if (voice.lost.aborted) info(`${platform}: another process speaks here now`);
      if (!problem) continue;
      if (!begun) throw problem.error;
      log(`${platform}: cannot speak here`, problem.error);
      await setTimeout(pause, undefined, { signal: stopping }).catch(() => undefined);
    }
  }

  async #speak(voice: Voice, began: () => void): Promise<void> {
    const { sit, notes, leaving } = this.#parts;
    const over = aborted(AbortSignal.any([voice.lost, leaving]));
    const sitting = sit(await this.#network.adapter({ maySpeak: voice.maySpeak, notes }), voice);
    this.#sitting = sitting;
    try {
      await Promise.race([over, sitting.begin().then(began)]);
      await over;
    } finally {
      this.#sitting = undefined;
      await sitting.end();
    }
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

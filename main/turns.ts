import type { Adapter, Network, Trouble, Turn } from '../src/bot/adapter.ts';
import { LeaderLease, type LeaderLeaseParts } from '../src/bot/leader-lease.ts';
import { waitAfter } from '../src/time/backoff.ts';
import { pause } from '../src/time/sleep.ts';
import type { AdapterSession } from './adapter-session.ts';

/** Before this process asks for its turn again after one that came to nothing; at random, so that processes do not take turns in step. */
const between = { first: 5000, longest: 60_000, jitter: 1 / 2 };

/**
 * Milliseconds for which a process may be deaf and keep its turn while another one stands by: where the network refuses this one; where
 * it is known what is in the way, and where nothing is: the other may be no better off, and to connect anew may take a minute.
 */
const patience = { refused: 5000, known: 20_000, unknown: 90_000 };

/** Milliseconds between looks whether it hears. */
const lookInterval = 1000;

export interface TurnsParts extends Omit<LeaderLeaseParts, 'platform'> {
  readonly notes: Turn['notes'];
  /** Whether it goes on trying when it cannot even begin. */
  readonly insists?: boolean;
  readonly info: (message: string) => void;
  newSession(adapter: Adapter, leaderLease: LeaderLease): AdapterSession;
  /** Aborted when this process asks for no turn any more; and, later, when it gives back the one it has. */
  readonly stopping: AbortSignal;
  readonly leaving: AbortSignal;
}

/** Speaks on a network whenever it is this process's turn, and stands by while it is another one's. */
export class Turns {
  readonly platform: string;
  readonly #network: Network;
  readonly #parts: TurnsParts;
  #session: AdapterSession | undefined;
  /** Turns in a row in which it heard nothing. */
  #fruitless = 0;
  /** Why the latest turn came to nothing, while no other process is known to speak. */
  #trouble: Trouble | undefined;
  #over: Promise<void> = Promise.resolve();

  constructor(network: Network, parts: TurnsParts) {
    this.platform = network.platform;
    this.#network = network;
    this.#parts = parts;
  }

  /** The adapter that speaks, while it is this process's turn. */
  get adapter(): Adapter | undefined {
    return this.#session?.adapter;
  }

  /** Why nothing is heard here, where that is known and no other process speaks. */
  get trouble(): Trouble | undefined {
    return this.adapter ? this.adapter.trouble : this.#trouble;
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
    let begun = this.#parts.insists ?? false;
    let said: string | undefined;
    const began = () => {
      begun = true;
      said = undefined;
      ready();
    };
    const standsBy = () => {
      this.#trouble = undefined;
      info(`${platform}: another process speaks here; this one stands by`);
      begun = true;
      ready();
    };
    while (!stopping.aborted) {
      const leaderLease = await LeaderLease.acquire({ ...this.#parts, platform }, stopping, standsBy);
      if (!leaderLease) return ready();
      info(`${platform}: this process speaks here`);
      this.#fruitless += 1;
      const problem = await this.#speak(leaderLease, began).then(
        (deaf) => deaf && { error: undefined, why: `${deaf}; another process has the turn` },
        (error: unknown) => ({ error, why: error instanceof Error ? error.message : String(error) }),
      );
      await leaderLease.release();
      if (leaderLease.lost.aborted) info(`${platform}: another process speaks here now`);
      if (!problem) continue;
      if (!begun && problem.error) throw problem.error;
      this.#trouble = { why: problem.why, lasts: true };
      // The same again is not said again: it may go on for days.
      if (problem.why !== said)
        log(`${platform}: cannot speak here, and tries for ever: ${problem.why}`, problem.error);
      said = problem.why;
      await pause(waitAfter(this.#fruitless, between), stopping);
    }
  }

  /** Resolves when the turn is over; with why, when it is given to another process because nothing is heard here. */
  async #speak(leaderLease: LeaderLease, began: () => void): Promise<string | undefined> {
    const { newSession: sit, notes, leaving } = this.#parts;
    const ended = new AbortController();
    const over = aborted(AbortSignal.any([leaderLease.lost, leaving]));
    const session = sit(await this.#network.adapter({ maySpeak: leaderLease.maySpeak, notes }), leaderLease);
    this.#session = session;
    const deaf = this.#deaf(session.adapter, leaderLease, ended.signal);
    try {
      const early = await Promise.race([over, deaf, session.begin().then(began)]);
      return early ?? (await Promise.race([over, deaf]));
    } finally {
      this.#session = undefined;
      ended.abort();
      await session.end();
    }
  }

  /** Resolves, with why, when nothing was heard for so long that the turn is for another process that stands by. */
  async #deaf(adapter: Adapter, leaderLease: LeaderLease, ended: AbortSignal): Promise<string | undefined> {
    let since: number | undefined;
    while (!ended.aborted) {
      if (adapter.connected) {
        since = undefined;
        this.#fruitless = 0;
      } else {
        since ??= performance.now();
        const { trouble } = adapter;
        const longest = trouble ? patience[trouble.lasts ? 'refused' : 'known'] : patience.unknown;
        if (performance.now() - since >= longest && (await this.#isWanted(leaderLease)))
          return trouble?.why ?? 'nothing is heard';
      }
      await pause(lookInterval, ended);
    }
    return undefined;
  }

  /** Nothing is given away while it cannot be asked. */
  #isWanted(leaderLease: LeaderLease): Promise<boolean> {
    return leaderLease.isWanted().catch(() => false);
  }
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}

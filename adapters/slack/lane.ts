import type { Logger } from 'pino';
import type { MaySpeak } from '../../src/bot/adapter.ts';
import type { Budget } from '../../src/bot/budget.ts';
import { pause } from '../../src/time/sleep.ts';
import { again, explained, inShort, refusalIn, tokenRefusalIn } from './call.ts';
import type { Trouble } from './trouble.ts';

/** Milliseconds between looks whether this process may speak again. */
const muted = 250;

interface Job {
  readonly what: string;
  /** It is done even while it is not sure that this process may speak. */
  readonly unsure: boolean;
  /** A refused token is an answer to it, too, and no reason to ask again. */
  readonly once: boolean;
  attempt(): Promise<void>;
  reject(error: Error): void;
}

/**
 * Calls of Slack that go one after the other: those about one channel. One that Slack puts off, or that does not get through, is
 * made again, and what comes after it waits; other lanes do not.
 */
export class Lane {
  readonly #budget: Budget;
  readonly #log: Logger;
  readonly #stopping: AbortSignal;
  readonly #maySpeak: MaySpeak;
  readonly #token: Trouble;
  readonly #jobs: Job[] = [];
  #working = false;

  /** `token`: is notified whether Slack accepts the token. */
  constructor(budget: Budget, log: Logger, stopping: AbortSignal, maySpeak: MaySpeak, token: Trouble) {
    this.#token = token;
    this.#budget = budget;
    this.#log = log;
    this.#stopping = stopping;
    this.#maySpeak = maySpeak;
  }

  /** Calls that wait. */
  get length(): number {
    return this.#jobs.length;
  }

  /** Does it in its turn. Throws SlackRefused when Slack will not have it, and when farmhand stops before. */
  do<T>(
    what: string,
    call: () => Promise<T>,
    { unsure = false, once = false }: Partial<Pick<Job, 'unsure' | 'once'>> = {},
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const attempt = async () => resolve(await call());
      this.#jobs.push({ what, unsure, once, attempt, reject });
      if (this.#working) return;
      this.#working = true;
      void this.#work();
    });
  }

  async #work(): Promise<void> {
    for (let job = this.#jobs[0]; job; job = this.#jobs[0]) {
      await this.#finish(job);
      this.#jobs.shift();
    }
    this.#working = false;
  }

  async #finish({ what, unsure, once, attempt, reject }: Job): Promise<void> {
    let said: string | undefined;
    for (let failures = 1; ; failures++) {
      const now = performance.now();
      const turn = this.#budget.wait(now);
      this.#budget.spent(now);
      await this.#sleep(turn);
      while (!unsure && !this.#maySpeak() && !this.#stopping.aborted) await this.#sleep(muted);
      if (this.#stopping.aborted) return reject(new Error(`farmhand has left Slack before ${what}`));
      try {
        await attempt();
        return this.#token.over();
      } catch (error) {
        const { orgWide } = this.#token;
        const refusal = tokenRefusalIn(error, orgWide);
        const wait = once && refusal !== undefined ? undefined : again(error, failures, orgWide);
        if (wait === undefined) {
          // Slack knows who asks, at least.
          if (refusal === undefined && refusalIn(error) !== undefined) this.#token.over();
          return reject(explained(what, error));
        }
        const why = inShort(error);
        if (refusal !== undefined) this.#token.refused('SLACK_BOT_TOKEN', refusal);
        else if (why !== said) this.#log.warn(`slack: ${what}: ${why}; tries again`);
        said = why;
        await this.#sleep(wait);
      }
    }
  }

  async #sleep(milliseconds: number): Promise<void> {
    if (milliseconds > 0) await pause(milliseconds, this.#stopping);
  }
}

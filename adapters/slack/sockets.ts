import { type App, type Receiver, SocketModeReceiver } from '@slack/bolt';
import type { Logger } from 'pino';
import type { Trouble as Known } from '../../src/bot/adapter.ts';
import { type Growth, waitAfter } from '../../src/time/backoff.ts';
import { pause } from '../../src/time/sleep.ts';
import { again, explained, inShort, isPassing, refusalIn } from './call.ts';
import { inApp } from './pages.ts';
import { Trouble, withMend } from './trouble.ts';

type Options = ConstructorParameters<typeof SocketModeReceiver>[0];

/** Connections kept at once: while one is made anew, as Slack asks every few hours, events come over the other. */
const connections = 2;

/** Connected for so long, in milliseconds, a connection was good: the next is made at once. */
const goodAfter = 10_000;

/** Milliseconds Slack has to say hello over a connection. */
const patience = 30_000;

/** Slack lets an app whose Socket Mode is off ask for a connection, and ends it at once. */
const early = `it ended before Slack said hello; where that goes on, switch on Socket Mode: ${inApp('Socket Mode')}`;

/** Before the next try; and where Slack refuses, which lets a method be called once a minute. */
const failed: Growth = { first: 250, longest: 30_000, jitter: 1 / 4 };
const refused: Growth = { first: 1000, longest: 60_000, jitter: 1 / 4 };

/**
 * Socket Mode over several connections, each kept up for ever, whatever Slack says once there was a first. The library's own
 * reconnecting is not used: it waits 5 s first, and ends the process when Slack cannot be reached at that moment.
 */
export class Sockets implements Receiver {
  readonly #receivers: readonly SocketModeReceiver[];
  readonly #log: Logger;
  readonly #stopping = new AbortController();
  /** Those connected just now. */
  readonly #up = new Set<SocketModeReceiver>();
  readonly #trouble: Trouble;
  /** There was a connection: from then on a refusal is one that may pass. */
  #begun = false;
  #keeping: Promise<unknown> = Promise.resolve();

  constructor(options: Options, log: Logger) {
    this.#log = log;
    this.#trouble = new Trouble(log);
    this.#receivers = Array.from(
      { length: connections },
      () => new SocketModeReceiver({ ...options, autoReconnectEnabled: false }),
    );
  }

  get connected(): boolean {
    return this.#up.size > 0;
  }

  /** Why there is no connection; undefined while there is one, or nothing is known. */
  get trouble(): Known | undefined {
    return this.connected ? undefined : this.#trouble.is;
  }

  init(app: App): void {
    for (const receiver of this.#receivers) receiver.init(app);
  }

  /** Resolves when there is a first connection. Rejects when Slack refuses that one, as for a wrong token. */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#keeping = Promise.all(this.#receivers.map((receiver) => this.#keep(receiver, resolve).catch(reject)));
    });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#receivers.map((receiver) => receiver.stop()));
    await this.#keeping;
  }

  async #keep(receiver: SocketModeReceiver, up: () => void): Promise<void> {
    const { signal } = this.#stopping;
    let failures = 0;
    while (!signal.aborted) {
      const began = Date.now();
      let wait = 0;
      try {
        await this.#connect(receiver);
        if (signal.aborted) return await receiver.stop();
        const gone = new Promise<void>((resolve) => receiver.client.once('disconnected', () => resolve()));
        this.#begun = true;
        this.#up.add(receiver);
        this.#trouble.over();
        up();
        await gone;
        this.#up.delete(receiver);
        failures = Date.now() - began > goodAfter ? 0 : failures + 1;
        wait = failures === 0 ? 0 : waitAfter(failures, failed);
        if (!signal.aborted) this.#log.info('slack: a connection ended; making it anew');
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        wait = this.#failed(error, failures);
      }
      await pause(wait, signal);
    }
  }

  /** Rejects with nothing when the connection ends before it is one. */
  async #connect(receiver: SocketModeReceiver): Promise<void> {
    const late = setTimeout(() => void receiver.stop(), patience);
    await receiver.start().finally(() => clearTimeout(late));
  }

  /** Milliseconds to wait. Throws when Slack refuses before there was any connection. */
  #failed(error: unknown, failures: number): number {
    const refusal = refusalIn(error);
    if (refusal === undefined || isPassing(error)) {
      const why = error === undefined ? early : inShort(error);
      this.#trouble.passing('cannot connect', why);
      return Math.max(waitAfter(failures, failed), again(error, 1) ?? 0);
    }
    if (!this.#begun) throw withMend(explained('a connection (SLACK_APP_TOKEN)', error));
    this.#trouble.refused('a connection (SLACK_APP_TOKEN)', refusal);
    return waitAfter(failures, refused);
  }
}

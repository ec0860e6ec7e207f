import { setTimeout } from 'node:timers/promises';
import { type App, type Receiver, SocketModeReceiver } from '@slack/bolt';
import type { Logger } from 'pino';
import { again } from './call.ts';

type Options = ConstructorParameters<typeof SocketModeReceiver>[0];

/** Connections kept at once: while one is made anew, as Slack asks every few hours, events come over the other. */
const connections = 2;

/** Connected for so long, in milliseconds, a connection was good: the next is made at once. */
const goodAfter = 10_000;

/**
 * Socket Mode over several connections, each kept up for ever. The library's own reconnecting is not used: it waits 5 s first, and ends
 * the process when Slack cannot be reached at that moment.
 */
export class Sockets implements Receiver {
  readonly #receivers: readonly SocketModeReceiver[];
  readonly #log: Logger;
  readonly #stopping = new AbortController();
  /** Those connected just now. */
  readonly #up = new Set<SocketModeReceiver>();
  #keeping: Promise<unknown> = Promise.resolve();

  constructor(options: Options, log: Logger) {
    this.#log = log;
    this.#receivers = Array.from(
      { length: connections },
      () => new SocketModeReceiver({ ...options, autoReconnectEnabled: false }),
    );
  }

  get connected(): boolean {
    return this.#up.size > 0;
  }

  init(app: App): void {
    for (const receiver of this.#receivers) receiver.init(app);
  }

  /** Resolves when there is a first connection. Rejects when Slack will never give one, as for a wrong token. */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      const given = (error: Error) => {
        this.#log.error(`slack: no connection is made any more: ${error.message}`);
        reject(error);
      };
      this.#keeping = Promise.all(this.#receivers.map((receiver) => this.#keep(receiver, resolve).catch(given)));
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
      try {
        await receiver.start();
        if (signal.aborted) return await receiver.stop();
        this.#up.add(receiver);
        up();
        await new Promise<void>((resolve) => receiver.client.once('disconnected', () => resolve()));
        this.#up.delete(receiver);
        failures = Date.now() - began > goodAfter ? 0 : failures + 1;
        if (!signal.aborted) this.#log.info('slack: a connection ended; making it anew');
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        const of = error ?? new Error('the connection ended before Slack said hello');
        if (error !== undefined && again(of, failures) === undefined) throw error;
        this.#log.warn(`slack: cannot connect: ${(of as Error).message}`);
      }
      const pause = failures === 0 ? 0 : Math.min(30_000, 250 * 2 ** Math.min(failures - 1, 10));
      await setTimeout(pause, undefined, { signal }).catch(() => undefined);
    }
  }
}

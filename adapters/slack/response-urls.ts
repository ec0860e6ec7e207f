import type { Incoming } from '../../src/bot/incoming.ts';

/** Milliseconds for which Slack takes answers at such an address, and how many are remembered. */
const [valid, most] = [30 * 60_000, 500];

/** Something a person did, and where they alone are answered. */
interface Answerable {
  readonly keys: readonly string[];
  readonly channel: string;
  readonly responseUrl?: string;
}

/**
 * Addresses at which something a person did by a command or a button is answered to them alone, wherever that was. Who has one may write there, so
 * they are in memory only: after a restart an answer goes another way. https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
 */
export class ResponseUrls {
  readonly #urls = new Map<string, { readonly url: string; readonly at: number }>();

  keep(heard: Answerable, now = Date.now()): void {
    const { responseUrl: url, channel } = heard;
    const id = heard.keys.at(-1);
    if (url === undefined || id === undefined) return;
    this.#urls.set(`${channel} ${id}`, { url, at: now });
    const [oldest] = this.#urls.keys();
    if (this.#urls.size > most && oldest !== undefined) this.#urls.delete(oldest);
  }

  /** The address for what was said, given once; undefined where there is none, any more. */
  take({ where, id }: Pick<Incoming, 'where' | 'id'>, now = Date.now()): string | undefined {
    const key = `${where.channel} ${id}`;
    const known = this.#urls.get(key);
    this.#urls.delete(key);
    return known && now - known.at < valid ? known.url : undefined;
  }
}

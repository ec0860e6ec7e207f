import type { webApi } from '@slack/bolt';
import type { Logger } from 'pino';
import type { Trouble as Known, MaySpeak } from '../../src/bot/adapter.ts';
import { asCalled } from '../../src/bot/addressed.ts';
import { type Allowance, Budget } from '../../src/bot/budget.ts';
import { type Content, lines, page } from './blocks.ts';
import { SlackRefused } from './call.ts';
import { shown } from './fit.ts';
import { IdempotentPost, metadataOf, said } from './idempotent-post.ts';
import { Lane } from './lane.ts';
import { asUnsayable, orPlain } from './or-plain.ts';
import { cut, escaped } from './plain.ts';
import type { Spot } from './spot.ts';
import { Trouble } from './trouble.ts';

/** Milliseconds between two edits of one message that a person may be reading. */
const editInterval = 1500;

/** How often messages may be edited, all together: 50 times a minute. https://docs.slack.dev/reference/methods/chat.update */
const edits: Allowance = { burst: 8, per_second: 50 / 60 };

/** What else is asked of Slack: at least 50 times a minute, each method. */
const questions: Allowance = { burst: 40, per_second: 1 };

/** Milliseconds Slack has to take an answer for one person. */
const patience = 5000;

/** How something is said. */
export interface Manner {
  /** What it is known by: kept in the message's metadata. https://docs.slack.dev/messaging/message-metadata */
  readonly mark?: string;
  /** It may have been posted before: then it is looked for first. Needs a mark. */
  readonly maybePosted?: boolean;
  /** It is posted even while it is not sure that this process may speak. */
  readonly unsure?: boolean;
}

interface Edit {
  content: Content;
  readonly done: Promise<void>;
}

export interface MessageSenderParts {
  readonly client: webApi.WebClient;
  /** How fast it posts in one channel. */
  readonly flood: Allowance;
  readonly log: Logger;
  readonly stopping: AbortSignal;
  readonly maySpeak: MaySpeak;
  /** What commands begin with in a channel; null: nothing does. */
  prefixIn(channel: string): string | null;
}

/** Says things in Slack: in each channel in order and no faster than Slack lets, and again when Slack puts it off. */
export class MessageSender {
  readonly #parts: MessageSenderParts;
  readonly #token: Trouble;
  readonly #lanes = new Map<string, Lane>();
  readonly #editing = new Budget(edits);
  readonly #edits = new Map<string, Edit>();
  readonly #editedAt = new Map<string, number>();

  constructor(parts: MessageSenderParts) {
    this.#parts = parts;
    this.#token = new Trouble(parts.log);
  }

  /** Whether the token is of a whole organisation. */
  set orgWide(is: boolean) {
    this.#token.orgWide = is;
  }

  /** Why Slack does not take the bot's token just now; undefined when it does. */
  get trouble(): Known | undefined {
    return this.#token.is;
  }

  /**
   * Resolves with the message's ts. Throws SlackRefused when nothing can be said there, Unsayable when this cannot, and when farmhand
   * stops before.
   */
  post(spot: Spot, content: Content, { mark, maybePosted = false, unsure = false }: Manner = {}): Promise<string> {
    const once = new IdempotentPost(maybePosted);
    const post = () => once.do(this.#parts.client, spot, mark, () => this.#post(spot, content, mark));
    return this.#lane(spot.channel).do(`a message in ${spot.channel}`, post, { unsure }).catch(asUnsayable);
  }

  /** As `post`, with the content made when its turn comes. */
  async postLate(spot: Spot, make: () => Content & { readonly mark?: string }): Promise<void> {
    const once = new IdempotentPost(false);
    let content: ReturnType<typeof make> | undefined;
    const post = async () => {
      content ??= make();
      const { mark, ...said } = content;
      await once.do(this.#parts.client, spot, mark, () => this.#post(spot, said, mark));
    };
    await this.#lane(spot.channel).do(`a message in ${spot.channel}`, post).catch(asUnsayable);
  }

  /** The ts of what was said there under a mark. */
  find(spot: Spot, mark: string): Promise<string | undefined> {
    return this.#lane(spot.channel).do(`a look into ${spot.channel}`, () => said(this.#parts.client, spot, mark));
  }

  /** Shows it to one person in a channel. Slack does not keep it: a person who is away does not see it. */
  async whisper({ channel, thread }: Spot, user: string, content: Content): Promise<void> {
    const place = { channel, user, ...(thread !== undefined && { thread_ts: thread }) };
    await this.#lane(channel).do(`a word to ${user} in ${channel}`, () =>
      orPlain(this.#parts.log, (plain) =>
        this.#parts.client.chat.postEphemeral({ ...place, ...shown(this.#asCalled(channel, content), plain) }),
      ),
    );
  }

  /** Shows it to the one person whom the address was given for. Throws where Slack does not take it there, any more. */
  async respond({ channel, thread }: Spot, url: string, content: Content): Promise<void> {
    const place = {
      response_type: 'ephemeral',
      replace_original: false,
      ...(thread !== undefined && { thread_ts: thread }),
    };
    const said = shown(this.#asCalled(channel, content), false);
    await this.#lane(channel).do(`an answer in ${channel}`, async () => {
      const headers = { 'Content-Type': 'application/json; charset=utf-8' };
      const body = JSON.stringify({ ...place, ...said });
      const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(patience) });
      if (!response.ok) throw new SlackRefused(`an answer in ${channel}`, `HTTP ${response.status}`);
    });
  }

  /** Puts a text there as a file; as messages, as far as they go, where the app may not upload files. */
  async file(spot: Spot, name: string, text: string): Promise<void> {
    const { channel, thread } = spot;
    const place = thread === undefined ? { channel_id: channel } : { channel_id: channel, thread_ts: thread };
    const upload = () => this.#parts.client.files.uploadV2({ ...place, filename: name, title: name, content: text });
    try {
      await this.#lane(channel).do(`a file in ${channel}`, upload);
    } catch (error) {
      if (!(error instanceof SlackRefused)) throw error;
      this.#parts.log.warn(`slack: ${error.message}; said in messages instead`);
      for (const part of pieces(text))
        await this.post(spot, { text: escaped(part), blocks: [lines(part, { fixed: true })] });
    }
  }

  /**
   * Changes a message. Of several changes that wait the last is made; resolves when it, or a later one, is. A message that is gone
   * is left alone.
   */
  edit(channel: string, ts: string, content: Content): Promise<void> {
    const key = `${channel} ${ts}`;
    const waiting = this.#edits.get(key);
    if (waiting) {
      waiting.content = content;
      return waiting.done;
    }
    const wait = Math.max(0, (this.#editedAt.get(key) ?? 0) + editInterval - performance.now());
    const done = new Promise((resolve) => setTimeout(resolve, wait).unref()).then(() => this.#edit(channel, ts, key));
    this.#edits.set(key, { content, done });
    return done;
  }

  /** Asks Slack something. `once`: a refused token is the answer, and not waited for. */
  ask<T>(method: string, call: (client: webApi.WebClient) => Promise<T>, once = false): Promise<T> {
    return this.#lane(method, questions).do(method, () => call(this.#parts.client), { once });
  }

  async #edit(channel: string, ts: string, key: string): Promise<void> {
    const what = `the message ${ts} in ${channel}`;
    const waiting = this.#edits.get(key);
    const edit = async () => {
      // What is to be changed from now on is another edit.
      if (this.#edits.get(key) === waiting) this.#edits.delete(key);
      this.#edited(key);
      if (!waiting) return;
      const { content } = waiting;
      // Without blocks the old ones would stay.
      await orPlain(this.#parts.log, (plain) =>
        this.#parts.client.chat.update({ channel, ts, blocks: [], ...shown(this.#asCalled(channel, content), plain) }),
      );
    };
    try {
      await this.#lane(`edits ${channel}`, this.#editing).do(what, edit);
    } catch (error) {
      if (!(error instanceof SlackRefused)) throw error;
      this.#parts.log.warn(`slack: ${error.message}`);
    }
  }

  #edited(key: string): void {
    if (this.#editedAt.size > 500) this.#editedAt.clear();
    this.#editedAt.set(key, performance.now());
  }

  async #post({ channel, thread }: Spot, content: Content, mark: string | undefined): Promise<string> {
    const place = { channel, ...(thread !== undefined && { thread_ts: thread }) };
    const manner = { mrkdwn: false, unfurl_links: false, unfurl_media: false };
    const { ts = '' } = await orPlain(this.#parts.log, (plain, refusal) =>
      this.#parts.client.chat.postMessage({
        ...place,
        ...manner,
        ...shown(this.#asCalled(channel, content), plain),
        ...(mark !== undefined && !refusal?.includes('metadata') && { metadata: metadataOf(mark) }),
      }),
    );
    return ts;
  }

  /** What it says to type, as it is typed in that channel. */
  #asCalled(channel: string, content: Content): Content {
    const prefix = this.#parts.prefixIn(channel);
    if (prefix === '!') return content;
    const called = (key: string, value: unknown) =>
      key === 'text' && typeof value === 'string' ? asCalled(value, { prefix, name: '@farmhand' }) : value;
    return JSON.parse(JSON.stringify(content), called) as Content;
  }

  #lane(name: string, allowance: Allowance | Budget = this.#parts.flood): Lane {
    const known = this.#lanes.get(name);
    if (known) return known;
    const budget = allowance instanceof Budget ? allowance : new Budget(allowance);
    const lane = new Lane(budget, this.#parts.log, this.#parts.stopping, this.#parts.maySpeak, this.#token);
    this.#lanes.set(name, lane);
    return lane;
  }
}

/** Most messages a text becomes that cannot be a file. */
const mostPieces = 5;

/** A text in pieces that fit a message, cut between lines. */
export function pieces(text: string): readonly string[] {
  const parts: string[] = [];
  let part = '';
  for (const line of text
    .trimEnd()
    .split('\n')
    .map((one) => cut(one, page.characters))) {
    if (part.length + line.length + 1 > page.characters) {
      parts.push(part);
      part = '';
    }
    part += part === '' ? line : `\n${line}`;
  }
  return [...parts, part].slice(0, mostPieces);
}

import type { Logger } from 'pino';
import type { Reply } from '../../src/bot/adapter.ts';
import type { Incoming } from '../../src/bot/incoming.ts';
import { replyText } from '../../src/bot/reply-text.ts';
import { Unsayable } from '../../src/bot/unsayable.ts';
import { answered } from './answer.ts';
import { SlackRefused } from './call.ts';
import type { MessageSender } from './message-sender.ts';
import type { ResponseUrls } from './response-urls.ts';
import type { Spot } from './spot.ts';

export interface RepliesParts {
  readonly sender: MessageSender;
  readonly urls: Pick<ResponseUrls, 'take'>;
  readonly log: Logger;
}

/** Brings an answer to who asked: where they asked, to them alone where others need not read it, or directly where it cannot be said there. */
export class Replies {
  readonly #parts: RepliesParts;

  constructor(parts: RepliesParts) {
    this.#parts = parts;
  }

  async reply(to: Incoming, reply: Reply): Promise<void> {
    const { where, speaker, quiet, id, redelivered = false } = to;
    const { unsure = false } = reply;
    const spot = { channel: where.channel, ...(where.thread !== undefined && { thread: where.thread }) };
    const { file, ...content } = answered(reply, where.private ? undefined : speaker.nick);
    const mark = id === undefined ? {} : { mark: `answer:${id.replaceAll(' ', ':')}` };
    try {
      // One who has gone away meanwhile would not see what is shown to them alone, so after a restart all see it.
      const personal = reply.tone === 'refusal' || reply.personal === true;
      if (!where.private && (quiet || (personal && !redelivered))) return await this.#privately(to, spot, reply);
      await this.#parts.sender.post(spot, content, { maybePosted: redelivered, unsure, ...mark });
      if (file !== undefined) await this.#parts.sender.file(spot, 'answer.txt', file);
    } catch (error) {
      if (where.private || !(error instanceof SlackRefused || error instanceof Unsayable)) throw error;
      this.#parts.log.error(`slack: ${error.message}; said to ${speaker.nick} alone`);
      await this.#alone(speaker.nick, reply, error, mark);
    }
  }

  /** An answer that others need not read: so channels stay quiet. */
  async #privately(to: Incoming, spot: Spot, reply: Reply): Promise<void> {
    const content = answered(reply, undefined, false);
    const url = this.#parts.urls.take(to);
    if (url !== undefined) {
      try {
        return await this.#parts.sender.respond(spot, url, content);
      } catch (error) {
        this.#parts.log.info(`slack: ${(error as Error).message}; said in another way`);
      }
    }
    await this.#parts.sender.whisper(spot, to.speaker.nick, content);
  }

  async whisper(nick: string, lines: readonly string[]): Promise<void> {
    // In the direct messages between that person and farmhand, which Slack opens.
    await this.#parts.sender.post({ channel: nick }, answered({ tone: 'answer', lines }, undefined));
  }

  /** An answer that could not be given where it was asked for. */
  async #alone(nick: string, reply: Reply, why: Error, mark: { readonly mark?: string }): Promise<void> {
    const spot: Spot = { channel: nick };
    const lines = [`I could not answer where you asked (${why.message}). My answer:`, ...replyText(reply)];
    const { more } = reply;
    const content = answered({ tone: reply.tone, lines, ...(more !== undefined && { more }) }, undefined, false);
    await this.#parts.sender.post(spot, content, mark);
  }
}

import { fault } from '../engine/fault.ts';
import type { Farm } from '../farm/farm.ts';
import { LeaseLost } from '../journal/journal.ts';
import type { Adapter, Reply } from './adapter.ts';
import { clean } from './clean.ts';
import { errorReply, faultReply } from './error-reply.ts';
import type { Incoming } from './incoming.ts';
import type { Notifier } from './notifier.ts';
import { paged } from './page.ts';
import { Patience } from './patience.ts';
import { personOf } from './people.ts';
import { presentable } from './presentable.ts';
import type { Remainders } from './remainders.ts';
import { placeKey } from './request-origin.ts';
import { speakerKey } from './said.ts';
import type { Redact } from './secrets.ts';

export interface AnswersParts {
  readonly farm: Pick<Farm, 'people'>;
  readonly adapter: Pick<Adapter, 'reply' | 'fits' | 'alone' | 'takesData'>;
  readonly notifier: Pick<Notifier, 'catchUp'>;
  readonly redact: Redact;
  readonly log: (message: string, error?: unknown) => void;
  /** Where the rest of a long answer is kept. */
  readonly remainders: Remainders;
}

/** What came of something said: what is answered, and whether news about a run come first. */
export interface Answer {
  readonly reply?: Reply | undefined;
  readonly news?: boolean;
}

/** Says what came of what was said; whatever went wrong, too. */
export class Answers {
  readonly #parts: AnswersParts;
  readonly #patience = new Patience();

  constructor(parts: AnswersParts) {
    this.#parts = parts;
  }

  /** Says what came of it. False: another process speaks here now, and does. */
  async tell(message: Incoming, { reply, news }: Answer): Promise<boolean> {
    const { adapter, log } = this.#parts;
    try {
      const failure = news ? await this.#caughtUp(message) : undefined;
      fault('before answering');
      const said = this.#ranked(message, failure ?? reply);
      if (said) await adapter.reply(message, this.#page(message, said));
    } catch (error) {
      if (error instanceof LeaseLost) return false;
      log(`could not answer ${clean(message.speaker.nick)} on ${message.where.platform}`, error);
    }
    return true;
  }

  /** As it can be shown. */
  presented(reply: Reply): Reply {
    return presentable(reply, this.#parts.redact);
  }

  /** Has the news delivered where it was asked; the reply when that fails. */
  async #caughtUp(message: Incoming): Promise<Reply | undefined> {
    try {
      await this.#parts.notifier.catchUp(message.where);
      return undefined;
    } catch (error) {
      if (error instanceof LeaseLost) throw error;
      return this.failed(message, error).reply;
    }
  }

  /** As much of it as fits where it is said; the rest is kept for `!more`. */
  #page(message: Incoming, said: Reply): Reply {
    const { adapter, redact, remainders } = this.#parts;
    const { data: _, ...plain } = said;
    const whole = presentable(adapter.takesData ? said : plain, redact);
    const { page, rest } = paged(whole, adapter.fits?.(message, whole) ?? Number.POSITIVE_INFINITY);
    if (rest) remainders.keep(message, rest, performance.now());
    return page;
  }

  /** Strangers get short replies, after all others; and nobody gets refusals without end. */
  #ranked(message: Incoming, reply: Reply | undefined): Reply | undefined {
    const { farm, adapter } = this.#parts;
    const { speaker, where } = message;
    if (!reply || adapter.alone) return reply;
    const known = personOf(farm, speaker) !== null;
    const standing = known ? 'known' : where.private ? 'private' : 'channel';
    // Whom farmhand knows is answered whatever they say: but the same line again and again is a program's.
    const who = [placeKey(where), speakerKey(speaker), ...(known ? [message.text] : [])].join(' ');
    if (reply.tone === 'refusal' && !this.#patience.admits(who, standing, performance.now())) return undefined;
    return known ? reply : { ...reply, priority: 'last' };
  }

  /** What is said of a failure. */
  failed(message: Incoming, error: unknown): Answer {
    const known = errorReply(error);
    if (known) return { reply: known };
    this.#parts.log(`"${clean(message.text)}" failed`, error);
    return { reply: faultReply(error) };
  }
}

import { App, type AppOptions, type Receiver } from '@slack/bolt';
import type { Logger } from 'pino';
import type { InboundHandler, MaySpeak } from '../../src/bot/adapter.ts';
import { JournalUnusable } from '../../src/journal/journal.ts';
import { type Heard, heardIn, keyOf, type Me } from './hear.ts';
import { entryOf } from './hearing.ts';

/** What was refused and is known again, so that it is refused once. */
const mostRefused = 1000;

type ReceiverEvent = Parameters<App['processEvent']>[0];

export interface ListeningParts {
  readonly me: Me;
  readonly inbound: Pick<InboundHandler, 'take'>;
  readonly maySpeak: MaySpeak;
  readonly log: Logger;
  /** Whether a slash command can be answered where it was typed; when not, or when it is not known, why not, for the person. */
  mayAnswer(heard: Extract<Heard, { is: 'command' }>): Promise<string | undefined>;
  /** Answers that it cannot be dealt with. */
  refuse(heard: Heard, error: JournalUnusable): void;
}

/**
 * Bolt, whose receivers hand everything to `processEvent`. What is for farmhand is written down there before Slack is told that it
 * arrived, and never dealt with twice: Bolt itself acknowledges an event before its listeners hear it, and a crash after that
 * would lose it. There is one listener for everything, so Bolt's own way to find them is not gone.
 */
export class ListeningApp extends App {
  readonly #parts: ListeningParts;
  readonly #refused = new Set<string>();

  constructor(options: AppOptions & { readonly receiver: Receiver }, parts: ListeningParts) {
    super({ ...options, convoStore: false, tokenVerificationEnabled: false });
    this.#parts = parts;
  }

  /** Throws when it is not this process's turn: then it is not acknowledged, and Slack delivers it to another, or again. */
  override async processEvent({ body, ack }: ReceiverEvent): Promise<void> {
    const { me, inbound, mayAnswer, maySpeak } = this.#parts;
    const heard = heardIn(body, me);
    if (!heard || this.#refused.has(keyOf(heard))) return this.#acknowledge(ack);
    const outside = heard.is === 'command' ? await mayAnswer(heard) : undefined;
    if (outside !== undefined) return this.#acknowledge(ack, { response_type: 'ephemeral', text: outside });
    let deal: Awaited<ReturnType<InboundHandler['take']>>;
    try {
      deal = await inbound.take(entryOf(heard));
    } catch (error) {
      if (error instanceof JournalUnusable) return this.#refuse(heard, ack, error);
      throw error;
    }
    if (!deal) return this.#acknowledge(ack);
    // Written down after another process took over: that one finds it.
    if (!maySpeak()) throw new Error('slack: not acknowledged, since another process may speak here now');
    // An answer for all shows the command to all, too.
    await this.#acknowledge(ack, heard.is === 'command' ? { response_type: 'in_channel' } : undefined);
    void deal();
  }

  /** It cannot be written down: whoever said it is told, once. */
  async #refuse(heard: Heard, ack: ReceiverEvent['ack'], error: JournalUnusable): Promise<void> {
    const told = this.#refused.has(keyOf(heard));
    if (this.#refused.size >= mostRefused) this.#refused.clear();
    this.#refused.add(keyOf(heard));
    if (heard.is === 'command') return this.#acknowledge(ack, { response_type: 'ephemeral', text: error.message });
    await this.#acknowledge(ack);
    if (!told) this.#parts.refuse(heard, error);
  }

  /** A connection that ends just now takes the acknowledgement along; Slack delivers again, and it is known by then. */
  async #acknowledge(ack: ReceiverEvent['ack'], response?: object): Promise<void> {
    const { log } = this.#parts;
    await ack(response).catch((error: Error) => log.info(`slack: not acknowledged: ${error.message}`));
  }
}

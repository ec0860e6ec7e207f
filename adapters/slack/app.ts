import { App, type AppOptions, type Receiver } from '@slack/bolt';
import type { Logger } from 'pino';
import type { MaySpeak } from '../../src/bot/adapter.ts';
import type { Inbox } from '../../src/bot/inbox.ts';
import { fault } from '../../src/engine/fault.ts';
import { JournalUnusable } from '../../src/journal/journal.ts';
import { type Heard, heardIn, keyOf, type Me } from './hear.ts';

/** What was refused and is known again, so that it is refused once. */
const mostRefused = 1000;

type ReceiverEvent = Parameters<App['processEvent']>[0];

export interface ListeningParts {
  readonly me: Me;
  readonly inbox: Pick<Inbox<Heard>, 'take' | 'done'>;
  readonly maySpeak: MaySpeak;
  readonly log: Logger;
  /** Whether a slash command can be answered where it was typed; when not, why not, for the person. */
  mayAnswer(heard: Extract<Heard, { is: 'command' }>): Promise<string | undefined>;
  deal(heard: Heard): void;
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
    const { me, inbox, deal, maySpeak } = this.#parts;
    const heard = heardIn(body, me);
    if (!heard || this.#refused.has(keyOf(heard))) return this.#acknowledge(ack);
    try {
      if (!(await inbox.take(keyOf(heard), heard))) return this.#acknowledge(ack);
    } catch (error) {
      if (error instanceof JournalUnusable) return this.#refuse(heard, ack, error);
      throw error;
    }
    // Written down after another process took over: that one finds it.
    if (!maySpeak()) throw new Error('slack: not acknowledged, since another process may speak here now');
    fault('after noting what was heard');
    if (heard.is === 'command') return this.#command(heard, ack);
    await this.#acknowledge(ack);
    deal(heard);
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

  async #command(heard: Extract<Heard, { is: 'command' }>, ack: ReceiverEvent['ack']): Promise<void> {
    const { mayAnswer, inbox, deal } = this.#parts;
    const refusal = await mayAnswer(heard);
    // An answer for all shows the command to all, too.
    const shown = { response_type: 'in_channel' };
    await this.#acknowledge(ack, refusal === undefined ? shown : { response_type: 'ephemeral', text: refusal });
    if (refusal === undefined) deal(heard);
    else await inbox.done(keyOf(heard));
  }

  /** A connection that ends just now takes the acknowledgement along; Slack delivers again, and it is known by then. */
  async #acknowledge(ack: ReceiverEvent['ack'], response?: object): Promise<void> {
    const { log } = this.#parts;
    await ack(response).catch((error: Error) => log.info(`slack: not acknowledged: ${error.message}`));
  }
}

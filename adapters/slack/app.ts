import { App, type AppOptions, type Receiver } from '@slack/bolt';
import type { Logger } from 'pino';
import { type Heard, heardIn, type Me } from './hear.ts';
import type { Inbox } from './inbox.ts';

type ReceiverEvent = Parameters<App['processEvent']>[0];

export interface ListeningParts {
  readonly me: Me;
  readonly inbox: Pick<Inbox, 'knows' | 'add' | 'done'>;
  readonly log: Logger;
  /** Whether a slash command can be answered where it was typed; when not, why not, for the person. */
  mayAnswer(heard: Extract<Heard, { is: 'command' }>): Promise<string | undefined>;
  deal(heard: Heard): void;
}

/**
 * Bolt, whose receivers hand everything to `processEvent`. What is for farmhand is written down there before Slack is told that it
 * arrived, and never dealt with twice: Bolt itself acknowledges an event before its listeners hear it, and a crash after that
 * would lose it. There is one listener for everything, so Bolt's own way to find them is not gone.
 */
export class ListeningApp extends App {
  readonly #parts: ListeningParts;

  constructor(options: AppOptions & { readonly receiver: Receiver }, parts: ListeningParts) {
    super({ ...options, convoStore: false, tokenVerificationEnabled: false });
    this.#parts = parts;
  }

  /** Throws when it cannot be written down: then it is not acknowledged, and Slack delivers it again. */
  override async processEvent({ body, ack }: ReceiverEvent): Promise<void> {
    const { me, inbox, deal } = this.#parts;
    const heard = heardIn(body, me);
    if (!heard || inbox.knows(heard)) return this.#acknowledge(ack);
    inbox.add(heard);
    if (heard.is === 'command') return this.#command(heard, ack);
    await this.#acknowledge(ack);
    deal(heard);
  }

  async #command(heard: Extract<Heard, { is: 'command' }>, ack: ReceiverEvent['ack']): Promise<void> {
    const { mayAnswer, inbox, deal } = this.#parts;
    const refusal = await mayAnswer(heard);
    // An answer for all shows the command to all, too.
    const shown = { response_type: 'in_channel' };
    await this.#acknowledge(ack, refusal === undefined ? shown : { response_type: 'ephemeral', text: refusal });
    if (refusal === undefined) deal(heard);
    else inbox.done(heard);
  }

  /** A connection that ends just now takes the acknowledgement along; Slack delivers again, and it is known by then. */
  async #acknowledge(ack: ReceiverEvent['ack'], response?: object): Promise<void> {
    const { log } = this.#parts;
    await ack(response).catch((error: Error) => log.info(`slack: not acknowledged: ${error.message}`));
  }
}

import { App, type AppOptions, type Receiver } from '@slack/bolt';
import type { Logger } from 'pino';
import { type Heard, heardIn, type Me } from './hear.ts';
import type { Inbox } from './inbox.ts';

type ReceiverEvent = Parameters<App['processEvent']>[0];

export interface ListeningParts {
  readonly me: Me;
  readonly inbox: Inbox;
  readonly log: Logger;
  /** Whether a slash command can be answered where it was typed; when not, why not, for the person. */
  mayAnswer(heard: Extract<Heard, { is: 'command' }>): Promise<string | undefined>;
  deal(heard: Heard): void;
}

/**
 * Bolt, but what is for farmhand is written down before Slack is told that it arrived, and never dealt with twice: Bolt itself
 * acknowledges an event before anybody has heard it, and a crash after that would lose it.
 */
export class ListeningApp extends App {
  readonly #parts: ListeningParts;
  /** What was written down of a delivery, until Bolt has told what kind it is. */
  readonly #heard = new WeakMap<object, Heard>();

  constructor(options: AppOptions & { readonly receiver: Receiver }, parts: ListeningParts) {
    super({ ...options, ignoreSelf: true, convoStore: false, tokenVerificationEnabled: false });
    this.#parts = parts;
    this.message(async ({ body }) => this.#deal(body));
    this.event(/^(app_mention|reaction_added|reaction_removed)$/, async ({ body }) => this.#deal(body));
    this.action({ type: 'block_actions' }, async ({ body, ack }) => {
      await ack();
      this.#deal(body);
    });
    this.command(/^\//, async ({ body, ack }) => {
      const heard = this.#heard.get(body);
      if (heard?.is !== 'command') return ack();
      const refusal = await this.#parts.mayAnswer(heard);
      // An answer for all shows the command to all, too.
      await ack(
        refusal === undefined ? { response_type: 'in_channel' } : { response_type: 'ephemeral', text: refusal },
      );
      if (refusal === undefined) this.#parts.deal(heard);
      else this.#parts.inbox.done(heard);
    });
    this.error(async (error) => this.#parts.log.error({ err: error }, 'slack: what was heard could not be dealt with'));
  }

  override async processEvent(event: ReceiverEvent): Promise<void> {
    const { me, inbox, log } = this.#parts;
    const heard = heardIn(event.body, me);
    if (!heard) return super.processEvent(event);
    if (inbox.knows(heard)) return void (await event.ack());
    inbox.add(heard);
    this.#heard.set(event.body, heard);
    // A connection that ends just now takes the acknowledgement along; Slack delivers again, and it is known by then.
    const ack = (response?: unknown) =>
      event.ack(response).catch((error: Error) => log.info(`slack: not acknowledged: ${error.message}`));
    await super.processEvent({ ...event, ack });
  }

  #deal(body: object): void {
    const heard = this.#heard.get(body);
    if (heard) this.#parts.deal(heard);
  }
}

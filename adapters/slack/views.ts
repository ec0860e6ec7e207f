import type { types } from '@slack/bolt';
import type { Logger } from 'pino';
import type { InboundHandler, MaySpeak, Reply } from '../../src/bot/adapter.ts';
import type { Incoming, Speaker } from '../../src/bot/incoming.ts';
import { late, within } from '../../src/time/within.ts';
import type { InView, Place } from './hear-view.ts';
import type { Homes } from './homes.ts';
import type { MessageSender } from './message-sender.ts';
import { choiceModal, cloneModal, lookingModal, optionsOf, placeInput, previewModal } from './modals.ts';
import { cut } from './plain.ts';

export interface ViewsParts {
  readonly inbound: Pick<InboundHandler, 'ask'>;
  readonly sender: Pick<MessageSender, 'ask' | 'respond'>;
  readonly homes: Pick<Homes, 'opened'>;
  readonly maySpeak: MaySpeak;
  readonly log: Logger;
  /** Whether something said there can be answered there; when not, or when it is not known, why not, for the person. */
  mayAnswer(channel: string): Promise<string | undefined>;
  /** Who that is, as Slack vouches for. */
  speaker(user: string): Promise<Speaker>;
}

/** Milliseconds, of the 3000 in which a menu is to be filled, spent on finding out with what. */
const patience = 2500;

/** What is done at once with what people do in views: they show answers, and what is said by them is said as if it had been typed. */
export class Views {
  readonly #parts: ViewsParts;

  constructor(parts: ViewsParts) {
    this.#parts = parts;
  }

  /** Acknowledges it and shows what comes of it. Throws when it is not this process's turn. */
  async act(did: Exclude<InView, { is: 'says' | 'wants' }>, ack: (response?: object) => Promise<void>): Promise<void> {
    if (!this.#parts.maySpeak()) throw new Error('slack: not acknowledged, since another process may speak here now');
    switch (did.is) {
      case 'home':
        await ack();
        return this.#parts.homes.opened(did.user, did.place);
      case 'open':
        await ack();
        return this.#open(
          did.trigger,
          did.what === 'choice' && did.place ? choiceModal(did.place) : cloneModal(did.place),
        );
      case 'asks': {
        await ack();
        return this.#update(did.view, choiceModal(did.place, await this.#ask(did, did.place, did.text)));
      }
      case 'picks':
        return ack(optionsOf(await this.#names(did), did.typed));
      case 'describes': {
        const outside = await this.#parts.mayAnswer(did.place.channel);
        if (outside !== undefined)
          return ack({ response_action: 'errors', errors: { [placeInput]: cut(outside, 150) } });
        await ack({ response_action: 'update', view: lookingModal() });
        const reply = await this.#ask(did, did.place, `plan ${did.command}`);
        return this.#update(did.view, previewModal(did.place, did.command, reply));
      }
    }
  }

  /** Says something to the one person who did it, where the message whose menu it was has an address for that. */
  async tell({ place, ...did }: Extract<InView, { is: 'says' | 'wants' }>, text: string): Promise<void> {
    const url = 'responseUrl' in did ? did.responseUrl : undefined;
    if (url === undefined) return this.#parts.log.info(`slack: ${did.user} could not be told: ${text}`);
    await this.#shown(this.#parts.sender.respond(place, url, { text, blocks: [] }));
  }

  /** The names of VMs: the first cells of what this person is answered who asks for them. */
  async #names(did: InView): Promise<readonly string[]> {
    const reply = await within(patience, this.#ask(did, { channel: did.user }, 'list'));
    if (reply === late || reply.tone !== 'answer') return [];
    return reply.lines.flatMap((line) => (typeof line === 'string' ? [] : (line[0] ?? [])));
  }

  async #ask({ user }: InView, { channel, thread }: Place, text: string): Promise<Reply> {
    const speaker = await this.#parts.speaker(user);
    const where = { platform: 'slack', channel, private: true, ...(thread !== undefined && { thread }) };
    const message: Incoming = { where, speaker, text };
    return this.#parts.inbound.ask(message);
  }

  /** A trigger that is too old opens nothing: the person sees that, and tries again. */
  async #open(trigger_id: string, view: types.ModalView): Promise<void> {
    await this.#shown(this.#parts.sender.ask('views.open', (slack) => slack.views.open({ trigger_id, view })));
  }

  async #update(view_id: string, view: types.ModalView): Promise<void> {
    await this.#shown(this.#parts.sender.ask('views.update', (slack) => slack.views.update({ view_id, view })));
  }

  async #shown(showing: Promise<unknown>): Promise<void> {
    await showing.catch((error: Error) => this.#parts.log.warn(`slack: ${error.message}`));
  }
}

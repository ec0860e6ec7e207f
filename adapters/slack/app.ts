import { App, type AppOptions, type Receiver } from '@slack/bolt';
import type { Logger } from 'pino';
import type { Acknowledge, InboundHandler, MaySpeak } from '../../src/bot/adapter.ts';
import { replyText } from '../../src/bot/reply-text.ts';
import { type Heard, heardIn, type Me } from './hear.ts';
import { type InView, inViewOf } from './hear-view.ts';
import type { ResponseUrls } from './response-urls.ts';
import { saidIn } from './said.ts';
import type { SlackSettings } from './settings.ts';
import type { Views } from './views.ts';

type ReceiverEvent = Parameters<App['processEvent']>[0];

export interface ListeningParts {
  readonly me: Me;
  readonly names: SlackSettings['reactions'];
  readonly inbound: Pick<InboundHandler, 'message' | 'vote'>;
  readonly maySpeak: MaySpeak;
  readonly urls: Pick<ResponseUrls, 'keep'>;
  readonly views: Pick<Views, 'act' | 'tell'>;
  readonly log: Logger;
  /** Whether a slash command can be answered where it was typed; when not, or when it is not known, why not, for the person. */
  mayAnswer(where: { readonly channel: string }): Promise<string | undefined>;
}

/**
 * Bolt, whose receivers hand everything to `processEvent`. What is for farmhand is written down there before Slack is notified that it
 * arrived, and never dealt with twice: Bolt itself acknowledges an event before its listeners hear it, and a crash after that
 * would lose it. There is one listener for everything, so Bolt's own way to find them is not gone.
 */
export class ListeningApp extends App {
  readonly #parts: ListeningParts;

  constructor(options: AppOptions & { readonly receiver: Receiver }, parts: ListeningParts) {
    super({ ...options, convoStore: false, tokenVerificationEnabled: false });
    this.#parts = parts;
  }

  /** Resolves when it was dealt with. Throws when it is not this process's turn: then it is not acknowledged, and Slack delivers it to another, or again. */
  override async processEvent({ body, ack }: ReceiverEvent): Promise<void> {
    const { me, names, inbound, mayAnswer, urls, views } = this.#parts;
    const did = inViewOf(body, me.user);
    if (did?.is === 'says' || did?.is === 'wants') return this.#said(did, ack);
    if (did) return views.act(did, (response) => this.#acknowledge(ack, response));
    const heard = heardIn(body, me);
    const said = heard && saidIn(heard, names);
    if (!said) return this.#acknowledge(ack);
    const outside = heard.is === 'command' ? await mayAnswer(heard) : undefined;
    if (outside !== undefined) return this.#acknowledge(ack, shownAlone(outside));
    urls.keep(heard);
    const arrived = this.#arrived(ack, whenKept(heard), heard.is === 'command');
    await ('message' in said ? inbound.message(said.message, arrived) : inbound.vote(said.vote, arrived));
  }

  /** What is said in a view, or by a message's own menu, is a command as one that is typed in its conversation. */
  async #said(did: Extract<InView, { is: 'says' | 'wants' }>, ack: ReceiverEvent['ack']): Promise<void> {
    const { inbound, mayAnswer, urls, views } = this.#parts;
    const { channel, thread } = did.place;
    const outside = await mayAnswer({ channel });
    if (outside !== undefined) {
      await this.#acknowledge(ack);
      return views.tell(did, outside);
    }
    const id = did.keys.at(-1);
    const speaker = { platform: 'slack', nick: did.user, account: null };
    const where = {
      platform: 'slack',
      channel,
      private: channel.startsWith('D'),
      ...(thread !== undefined && { thread }),
    };
    const text = did.is === 'says' ? did.text : did.command;
    urls.keep({ ...did, channel });
    const kept = did.is === 'wants' ? { response_action: 'clear' } : undefined;
    await inbound.message({ where, speaker, text, ...(id !== undefined && { id }) }, this.#arrived(ack, kept, false));
  }

  /** What tells Slack that it arrived. */
  #arrived(ack: ReceiverEvent['ack'], kept: object | undefined, isCommand: boolean): Acknowledge {
    const { maySpeak } = this.#parts;
    const acknowledge: Acknowledge = async (unkept) => {
      if (unkept) {
        await this.#acknowledge(ack, isCommand ? shownAlone(replyText(unkept)[0] ?? '') : undefined);
        return isCommand;
      }
      // Written down after another process took over: that one finds it.
      if (!maySpeak()) throw new Error('slack: not acknowledged, since another process may speak here now');
      await this.#acknowledge(ack, kept);
      return false;
    };
    return Object.assign(acknowledge, { first: () => isCommand || !maySpeak() });
  }

  /** A connection that ends just now takes the acknowledgement along; Slack delivers again, and it is known by then. */
  async #acknowledge(ack: ReceiverEvent['ack'], response?: object): Promise<void> {
    const { log } = this.#parts;
    await ack(response).catch((error: Error) => log.info(`slack: not acknowledged: ${error.message}`));
  }
}

/** An answer for all shows the slash command to all, too; help is for one. */
function whenKept(heard: Heard): object | undefined {
  const forAll = heard.is === 'command' && !/^help\b/i.test(heard.text);
  return forAll ? { response_type: 'in_channel' } : undefined;
}

/** A word for who typed a slash command, where they typed it. */
function shownAlone(text: string): object {
  return { response_type: 'ephemeral', text };
}

import type { Logger } from 'pino';
import type { Adapter, Ears, Incoming, Reply, Where } from '../../src/bot/adapter.ts';
import type { RunNews } from '../../src/bot/news.ts';
import { answerLines } from './answer.ts';
import { markAsBot } from './bot-mode.ts';
import { keepJoined } from './channels.ts';
import type { Pins } from './identity.ts';
import { keepConnected } from './keep.ts';
import { listen } from './listen.ts';
import { Output } from './output.ts';
import { Pace } from './pace.ts';
import { pinsInMemory } from './pins.ts';
import { recoverNick } from './recover.ts';
import { register } from './register.ts';
import { render } from './render.ts';
import type { Session } from './session.ts';
import { channelsOf, type IrcSettings } from './settings.ts';

export interface IrcOptions extends IrcSettings {
  /** For `sasl: plain`: FARMHAND_IRC_PASSWORD. */
  readonly password?: string;
}

export interface IrcParts {
  readonly log: Logger;
  /** Remembers which account a name stands for; without it, until the process ends. */
  readonly pins?: Pins;
}

/** The IRC adapter. Throws when a password is needed and there is none. */
export function createIrc(options: IrcOptions, parts: IrcParts): Adapter {
  if (options.sasl === 'plain' && !options.password) {
    throw new Error('irc: sasl: plain needs the password of the account in FARMHAND_IRC_PASSWORD');
  }
  return new Irc(options, parts);
}

class Irc implements Adapter {
  readonly platform = 'irc';
  readonly #options: IrcOptions;
  readonly #log: Logger;
  readonly #pins: Pins;
  readonly #output: Output;
  readonly #pace = new Pace();
  #session: Session | undefined;
  #disconnect: () => Promise<void> = () => Promise.resolve();
  #abandon: (error: Error) => void = () => undefined;

  constructor(options: IrcOptions, { log, pins = pinsInMemory() }: IrcParts) {
    this.#options = options;
    this.#log = log;
    this.#pins = pins;
    this.#output = new Output(options.flood, log);
  }

  get identify(): string {
    return this.#session && !this.#session.offers.accounts
      ? 'This IRC server does not say who is logged in, so I can recognise nobody here.'
      : 'Log in to your account (/msg NickServ IDENTIFY, or SASL in your client), then ask again.';
  }

  get connected(): boolean {
    return this.#session !== undefined;
  }

  start(ears: Ears): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#abandon = reject;
      let leave = () => {};
      const open = (stopping: AbortSignal) =>
        register(this.#options, this.#options.password, this.#log, () => this.#output.wrote(), stopping);
      const up = (session: Session) => {
        this.#session = session;
        leave = this.#live(session, ears, resolve);
      };
      const down = () => {
        this.#session = undefined;
        leave();
        this.#output.down();
      };
      this.#disconnect = keepConnected({ open, up, down }, this.#log);
    });
  }

  async reply({ where, speaker }: Incoming, reply: Reply): Promise<void> {
    const lines = answerLines(reply, where.private);
    const [first = '', ...rest] = lines;
    const named = reply.tone === 'answer' || where.private ? lines : [`${speaker.nick}: ${first}`, ...rest];
    await this.#output.say({ target: where.channel, lines: named, lane: reply.tone === 'error' ? 'urgent' : 'normal' });
  }

  async report({ channel }: Where, news: RunNews): Promise<readonly string[]> {
    if (!this.#pace.admits(news)) return [];
    const reactions = this.#session?.offers.reactions ?? false;
    const rendered = render(news, { reactions, now: new Date() });
    if (!rendered) return [];
    const { lines, lane, asks } = rendered;
    const saying = this.#output.say({ target: channel, lines, lane, run: news.view.run });
    if (lane !== 'progress') return asks ? saying : saying.then(() => []);
    // Newer progress may take its place, so nobody should wait for it.
    saying.catch((error: Error) => this.#log.info(`irc: progress not told: ${error.message}`));
    return [];
  }

  async stop(): Promise<void> {
    this.#output.stop();
    await this.#disconnect();
    this.#abandon(new Error('farmhand was stopped before it was on IRC'));
  }

  /** Begins to listen and speak over a session; what it returns ends that. */
  #live(session: Session, ears: Ears, ready: () => void): () => void {
    this.#log.info(`irc: connected to ${this.#options.host} as ${session.mask.nick}`);
    listen(session, ears, this.#pins, this.#log);
    markAsBot(session);
    session.client.on('join', ({ nick }) => {
      if (session.isMe(nick)) this.#output.pump();
    });
    this.#output.up(session);
    const nick = recoverNick(session, this.#options.nick, this.#log);
    const channels = keepJoined(session, channelsOf(this.#options), this.#log);
    void channels.tried.then(ready);
    return () => {
      nick();
      channels.stop();
    };
  }
}

import type { Logger } from 'pino';
import type { Adapter, Ears, Incoming, MaySpeak, Reply, Where } from '../../src/bot/adapter.ts';
import type { RunNews } from '../../src/bot/news.ts';
import { answerLines } from './answer.ts';
import { awayFor, keepListening, type Listening } from './away.ts';
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
  /** Whether this process may say something just now; always, when left out. */
  readonly maySpeak?: MaySpeak;
  /** Remembers until when somebody listened; without it nobody is told that nobody did. */
  readonly listening?: Listening;
}

/** Throws when a password is needed and there is none. */
export function checkSecret({ sasl, password }: IrcOptions): void {
  if (sasl === 'plain' && !password)
    throw new Error('irc: sasl: plain needs the password of the account in FARMHAND_IRC_PASSWORD');
}

/** The IRC adapter. Throws when a password is needed and there is none. */
export function createIrc(options: IrcOptions, parts: IrcParts): Adapter {
  checkSecret(options);
  return new Irc(options, parts);
}

class Irc implements Adapter {
  readonly platform = 'irc';
  readonly #options: IrcOptions;
  readonly #log: Logger;
  readonly #pins: Pins;
  readonly #output: Output;
  readonly #pace = new Pace();
  readonly #maySpeak: MaySpeak;
  readonly #listening: Listening | undefined;
  #session: Session | undefined;
  #disconnect: (farewell: string | undefined) => Promise<void> = () => Promise.resolve();
  #abandon: (error: Error) => void = () => undefined;

  constructor(options: IrcOptions, { log, pins = pinsInMemory(), maySpeak = () => true, listening }: IrcParts) {
    this.#options = options;
    this.#log = log;
    this.#pins = pins;
    this.#maySpeak = maySpeak;
    this.#listening = listening;
    this.#output = new Output(options.flood, log, maySpeak);
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

  async reply({ where, speaker, again }: Incoming, reply: Reply): Promise<void> {
    const [first = '', ...rest] = answerLines(reply, where.private);
    const named = reply.tone === 'answer' || where.private ? '' : `${speaker.nick}: `;
    const late = again ? '(asked before I was restarted) ' : '';
    const lane = reply.tone === 'error' ? 'urgent' : 'normal';
    const lines = [`${named}${late}${first}`, ...rest];
    await this.#output.say({ target: where.channel, lines, lane, unsure: reply.unsure ?? false });
  }

  async report({ channel }: Where, news: RunNews): Promise<readonly string[]> {
    if (!this.#pace.admits(news)) return [];
    const reactions = this.#session?.offers.reactions ?? false;
    const rendered = render(news, { reactions, now: new Date() });
    if (!rendered) return [];
    const { lane, asks } = rendered;
    const lines = news.again
      ? rendered.lines.map((line, index) => (index === 0 ? `(perhaps told before) ${line}` : line))
      : rendered.lines;
    const saying = this.#output.say({ target: channel, lines, lane, run: news.view.run });
    if (lane !== 'progress') return asks ? saying : saying.then(() => []);
    // Newer progress may take its place, so nobody should wait for it.
    saying.catch((error: Error) => this.#log.info(`irc: progress not told: ${error.message}`));
    return [];
  }

  async stop(): Promise<void> {
    this.#output.stop();
    await this.#disconnect(this.#maySpeak() ? 'farmhand stops' : undefined);
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
    const listening = this.#listening && keepListening(this.#listening, this.#log);
    void channels.tried.then(async () => {
      await this.#tellAway(session, await listening?.before);
      ready();
    });
    return () => {
      nick();
      channels.stop();
      listening?.stop();
    };
  }

  /** Says how long nobody listened: what was typed meanwhile can be known by nobody. */
  async #tellAway(session: Session, before: number | undefined): Promise<void> {
    const away = before === undefined ? undefined : awayFor(Date.now() - before);
    if (away === undefined) return;
    const lines = [`I was away for ${away}: what was typed meanwhile I did not hear.`];
    for (const { name } of channelsOf(this.#options)) {
      if (session.isIn(name)) this.#output.say({ target: name, lines, lane: 'urgent' }).catch(() => undefined);
    }
  }
}

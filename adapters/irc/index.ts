import type { Logger } from 'pino';
import {
  Absent,
  type Adapter,
  type InboundHandler,
  type Incoming,
  type MaySpeak,
  type Reply,
  type Where,
} from '../../src/bot/adapter.ts';
import { asCalled } from '../../src/bot/addressed.ts';
import type { RunNews } from '../../src/bot/news.ts';
import { speakerKey } from '../../src/bot/said.ts';
import { asciiLower } from '../../src/farm/ascii.ts';
import { answerLines } from './answer.ts';
import { awayFor, keepListening, type Listening } from './away.ts';
import { markAsBot } from './bot-mode.ts';
import { keepJoined } from './channels.ts';
import { asideTo, type Pins } from './identity.ts';
import { listen } from './listen.ts';
import type { Lane } from './outbox.ts';
import { Moved, Output, Refused, type Saying } from './output.ts';
import { pinsInMemory } from './pins.ts';
import { ProgressThrottle } from './progress-throttle.ts';
import { keepConnected } from './reconnect.ts';
import { recoverNick } from './recover.ts';
import { register, type Secrets } from './register.ts';
import { render } from './render.ts';
import type { Session } from './session.ts';
import { channelsOf, type IrcSettings } from './settings.ts';
import { Whereabouts } from './whereabouts.ts';

/** `password` is FARMHAND_IRC_PASSWORD, for `sasl: plain`; `serverPassword` FARMHAND_IRC_SERVER_PASSWORD. */
export interface IrcOptions extends IrcSettings, Secrets {}

export interface IrcParts {
  readonly log: Logger;
  /** Remembers which account a name stands for; without it, until the process ends. */
  readonly pins?: Pins;
  /** Whether this process may say something just now; always, when left out. */
  readonly maySpeak?: MaySpeak;
  /** Remembers until when somebody listened; without it nobody is told that nobody did. */
  readonly listening?: Listening;
}

/** Throws when a password is needed and there is none, or one cannot be sent. */
export function checkSecret({ sasl, password, serverPassword = '' }: IrcOptions): void {
  if (sasl === 'plain' && !password)
    throw new Error('irc: sasl: plain needs the password of the account in FARMHAND_IRC_PASSWORD');
  if (/[\r\n\0]/.test(serverPassword))
    throw new Error('irc: FARMHAND_IRC_SERVER_PASSWORD has a line break in it, which no IRC server can be sent');
}

/** The IRC adapter. Throws when a password is needed and there is none, or one cannot be sent. */
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
  readonly #throttle = new ProgressThrottle();
  readonly #whereabouts = new Whereabouts((nick) => this.#output.recall(nick));
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

  start(inbound: InboundHandler): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#abandon = reject;
      let leave = () => {};
      const open = (stopping: AbortSignal) =>
        register(this.#options, this.#options, this.#log, () => this.#output.wrote(), stopping);
      const up = (session: Session) => {
        this.#session = session;
        leave = this.#live(session, inbound, resolve);
      };
      const down = () => {
        this.#session = undefined;
        leave();
        this.#whereabouts.down();
        this.#output.down();
      };
      this.#disconnect = keepConnected({ open, up, down }, this.#log);
    });
  }

  async reply(to: Incoming, reply: Reply): Promise<void> {
    const { where, speaker, redelivered = false } = to;
    const [first = '', ...rest] = answerLines(reply, where.private);
    const named = reply.tone === 'answer' || where.private ? '' : `${speaker.nick}: `;
    const late = redelivered ? '(asked before I was restarted) ' : '';
    const saying = { lane: laneOf(reply), speaker: speakerKey(speaker), unsure: reply.unsure ?? false };
    try {
      await this.#say(where, { ...saying, lines: [`${named}${late}${first}`, ...rest] }, redelivered);
    } catch (error) {
      if (where.private || !(error instanceof Refused)) throw error;
      const lines = [`${aside(where, error)}${late}${first}`, ...rest];
      await this.#say(asideTo(speaker.nick, speaker.account), { ...saying, lines }, redelivered);
    }
  }

  async report(place: Where, news: RunNews): Promise<readonly string[]> {
    if (!this.#throttle.admits(news)) return [];
    const reactions = this.#session?.offers.reactions ?? false;
    const rendered = render({ ...news, asker: this.#called(news) }, { reactions, now: new Date() });
    if (!rendered) return [];
    const { asks } = rendered;
    // What happens to a run may be what came of a decision, and is told in order: it waits behind no talk.
    const lane = rendered.lane === 'progress' ? 'progress' : 'urgent';
    const lines = news.maybeDelivered
      ? rendered.lines.map((line, index) => (index === 0 ? `(perhaps told before) ${line}` : line))
      : rendered.lines;
    const where = ownPlace(place, news);
    const saying = this.#say(where, { lines, lane, run: news.view.run }, true);
    if (lane !== 'progress') {
      const ids = await saying
        .catch((error) => this.#tellAside(where, news, { lines, lane }, error))
        .catch((error) => this.#held(where, error));
      return asks ? ids : [];
    }
    // Newer progress may take its place, so nobody should wait for it.
    saying.catch((error: Error) => this.#log.info(`irc: progress not told: ${error.message}`));
    return [];
  }

  /** What commands begin with in a channel; null: farmhand is called by its name only. */
  #prefixIn(channel: string): string | null {
    const fold = (name: string) => this.#session?.fold(name) ?? name;
    const known = channelsOf(this.#options).find(({ name }) => fold(name) === fold(channel));
    return known?.prefix === undefined ? '!' : known.prefix;
  }

  /** Says it in a channel, or to whoever a private place belongs to; `ask`: the server is asked first where they are. Throws Absent. */
  async #say(where: Where, given: Omit<Saying, 'target'>, ask: boolean): Promise<readonly string[]> {
    const { account } = where;
    const calling = { prefix: where.private ? '!' : this.#prefixIn(where.channel), name: this.#options.nick };
    const saying = { ...given, lines: given.lines.map((line) => asCalled(line, calling)) };
    if (!where.private || account === undefined) return this.#output.say({ ...saying, target: where.channel });
    for (let sure = !ask; ; sure = false) {
      const nick = sure ? (this.#whereabouts.nickOf(account) ?? where.channel) : undefined;
      const target = nick ?? (await this.#whereabouts.find(account, where.channel));
      if (target === undefined)
        throw new Absent(
          `nobody on IRC is logged in as ${account} as far as farmhand knows`,
          this.#whereabouts.seen(account),
        );
      try {
        return await this.#output.say({ ...saying, target, account });
      } catch (error) {
        if (!(error instanceof Moved)) throw error;
      }
    }
  }

  /** What a channel does not let farmhand say about a run, whoever asked for it is told alone. */
  async #tellAside(
    where: Where,
    { asker, askerAccount }: RunNews,
    saying: Omit<Saying, 'target'>,
    error: unknown,
  ): Promise<readonly string[]> {
    if (where.private || !(error instanceof Refused) || asker === undefined || askerAccount === undefined) throw error;
    const [first = '', ...rest] = saying.lines;
    const lines = [`${aside(where, error)}${first}`, ...rest];
    await this.#say(asideTo(asker, askerAccount), { ...saying, lines }, true).catch(() => {
      throw error;
    });
    return [];
  }

  /** Whoever is not there to be told in private is nobody's mistake. */
  #held(where: Where, error: unknown): never {
    const gone = error instanceof Refused && where.private;
    const held = gone ? new Absent(error.message, new Promise(() => undefined)) : error;
    if (held instanceof Absent) this.#log.info(`irc: news are held: ${held.message}`);
    throw held;
  }

  /** What whoever asked for a run is called now; never by a nick that is somebody else's since. */
  #called({ view, asker, askerAccount }: RunNews): string {
    const account = askerAccount && asciiLower(askerAccount);
    const now = account && this.#whereabouts.nickOf(account);
    if (now) return now;
    if (asker === undefined || (account && this.#whereabouts.isAnothers(asker, account))) return view.by;
    return asker;
  }

  async stop(): Promise<void> {
    this.#output.stop();
    await this.#disconnect(this.#maySpeak() ? 'farmhand stops' : undefined);
    this.#abandon(new Error('farmhand was stopped before it was on IRC'));
  }

  /** Begins to listen and speak over a session; what it returns ends that. */
  #live(session: Session, inbound: InboundHandler, ready: () => void): () => void {
    this.#log.info(`irc: connected to ${this.#options.host} as ${session.mask.nick}`);
    this.#whereabouts.up(session);
    listen(session, inbound, {
      pins: this.#pins,
      log: this.#log,
      wanted: this.#options.nick,
      prefixIn: (channel) => this.#prefixIn(channel),
      whereabouts: this.#whereabouts,
    });
    markAsBot(session);
    session.client.on('join', ({ nick }) => {
      if (session.isMe(nick)) this.#output.pump();
    });
    this.#output.up(session);
    const nick = recoverNick(session, fitting(session, this.#options.nick), this.#log);
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

function laneOf({ priority, tone }: Reply): Lane {
  if (priority === 'last') return 'last';
  return priority === 'first' || tone === 'error' ? 'urgent' : 'normal';
}

/** Before what would have been said in a channel. */
function aside({ channel }: Where, { reason }: Refused): string {
  return `(I cannot say this in ${channel}: ${reason.replace(/\.$/, '')}) `;
}

/** What an earlier version kept of a private place did not say whose it is: whoever asked for the run. */
function ownPlace(where: Where, { asker, askerAccount }: RunNews): Where {
  if (!where.private || where.account !== undefined || asker === undefined || askerAccount === undefined) return where;
  return { ...where, account: asciiLower(askerAccount) };
}

/** The nick as long as the server allows. */
function fitting({ client }: Session, nick: string): string {
  const most = Number(client.network.options.NICKLEN);
  return most > 0 ? nick.slice(0, most) : nick;
}

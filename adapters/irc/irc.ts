import type { Logger } from 'pino';
import { Absent, type Adapter, type InboundHandler, type MaySpeak, type Reply } from '../../src/bot/adapter.ts';
import type { AdapterParts } from '../../src/bot/adapter-folder.ts';
import { calledIn } from '../../src/bot/calls.ts';
import type { Incoming, Where } from '../../src/bot/incoming.ts';
import type { RunNews } from '../../src/bot/news.ts';
import { type Said, speakerKey } from '../../src/bot/said.ts';
import type { Json } from '../../src/journal/json.ts';
import { answerLines, fitting } from './answer.ts';
import { allCalledNow, calledNow, present } from './asker.ts';
import type { Listening } from './away.ts';
import { asideTo, type Pins } from './identity.ts';
import { roomOf } from './layout.ts';
import { live } from './live.ts';
import { ircPlatform } from './network.ts';
import type { IrcOptions } from './options.ts';
import type { Lane } from './outbox.ts';
import { Output } from './output.ts';
import { Places, type Unaddressed } from './places.ts';
import { ProgressThrottle } from './progress-throttle.ts';
import { read } from './read.ts';
import { keepConnected } from './reconnect.ts';
import { register } from './register.ts';
import { render } from './render.ts';
import type { Session } from './session.ts';
import { Refused } from './unsaid.ts';
import { Whereabouts } from './whereabouts.ts';

export interface IrcParts extends Pick<AdapterParts, 'log' | 'maySpeak'> {
  /** Remembers which account a name stands for. */
  readonly pins: Pins;
  /** Remembers until when farmhand listened. */
  readonly listening: Listening;
}

/** An adapter for one turn to speak on an IRC network. */
export class Irc implements Adapter {
  readonly platform: string;
  readonly #options: IrcOptions;
  readonly #log: Logger;
  readonly #pins: Pins;
  readonly #output: Output;
  readonly #throttle = new ProgressThrottle();
  readonly #whereabouts = new Whereabouts((nick) => this.#output.recall(nick));
  readonly #places: Places;
  readonly #maySpeak: MaySpeak;
  readonly #listening: Listening;
  #session: Session | undefined;
  #disconnect: (farewell: string | undefined) => Promise<void> = () => Promise.resolve();
  #abandon: (error: Error) => void = () => undefined;

  constructor(options: IrcOptions, { log, pins, maySpeak, listening }: IrcParts) {
    this.platform = ircPlatform(options);
    this.#options = options;
    this.#log = log;
    this.#pins = pins;
    this.#maySpeak = maySpeak;
    this.#listening = listening;
    this.#output = new Output(options, log, maySpeak);
    this.#places = new Places({
      options,
      output: this.#output,
      whereabouts: this.#whereabouts,
      fold: (name) => this.#session?.fold(name) ?? name,
    });
  }

  get identify(): string {
    return this.#session && !this.#session.offers.accounts
      ? 'This IRC server does not say who is logged in, so I can recognise nobody here.'
      : 'Log in to your account (/msg NickServ IDENTIFY, or SASL in your client), then ask again.';
  }

  get connected(): boolean {
    return this.#session !== undefined;
  }

  async read(heard: Json): Promise<Said | undefined> {
    return read(heard);
  }

  start(inbound: InboundHandler): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#abandon = reject;
      let leave = () => {};
      const open = (stopping: AbortSignal) => register(this.#options, this.#log, () => this.#output.wrote(), stopping);
      const up = (session: Session) => {
        this.#session = session;
        this.#log.info(`connected to ${this.#options.host} as ${session.mask.nick}`);
        leave = live(session, inbound, {
          options: this.#options,
          log: this.#log,
          pins: this.#pins,
          output: this.#output,
          whereabouts: this.#whereabouts,
          listening: this.#listening,
          prefixIn: (channel) => this.#places.prefixIn(channel),
          ready: resolve,
        });
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

  fits({ where }: Incoming, reply: Reply): number {
    return fitting(reply, where.private, this.#columns);
  }

  /** Columns of a table. */
  get #columns(): number {
    return roomOf(this.#session?.mask.nick ?? this.#options.nick);
  }

  async reply(to: Incoming, reply: Reply): Promise<void> {
    const { where, speaker, redelivered = false } = to;
    const [first = '', ...rest] = answerLines(reply, this.#columns);
    const named = reply.tone === 'answer' || where.private ? '' : `${speaker.nick}: `;
    const late = redelivered ? '(asked before I was restarted) ' : '';
    const saying = { lane: laneOf(reply), speaker: speakerKey(speaker), unsure: reply.unsure ?? false };
    try {
      await this.#places.say(where, { ...saying, lines: [`${named}${late}${first}`, ...rest] }, redelivered);
    } catch (error) {
      if (where.private || !(error instanceof Refused)) throw error;
      const lines = [`${late}${first}`, ...rest];
      await this.#places.sayAside(
        where,
        error,
        asideTo(this.platform, speaker.nick, speaker.account),
        { ...saying, lines },
        redelivered,
      );
    }
  }

  async report(where: Where, news: RunNews): Promise<readonly string[]> {
    if (!this.#throttle.admits(news)) return [];
    const reactions = this.#session?.offers.reactions ?? false;
    const whom =
      where.private && news.news.kind === 'planned' ? [] : calledIn(this.#places.callsIn(where.channel), news);
    const called =
      news.news.kind === 'planned' ? present(whom, this.#whereabouts) : allCalledNow(whom, this.#whereabouts);
    const noticed = allCalledNow(news.noticed ?? [], this.#whereabouts);
    const named = { ...news, asker: calledNow(news, this.#whereabouts), called, noticed };
    const rendered = render(named, { reactions, now: new Date(), platform: this.platform });
    if (!rendered) return [];
    const { asks } = rendered;
    // News of a run may be the result of a decision, and is sent in order: it does not wait behind talk.
    const lane = rendered.lane === 'progress' ? 'progress' : 'urgent';
    const lines = news.maybeDelivered
      ? rendered.lines.map((line, index) => (index === 0 ? `(perhaps told before) ${line}` : line))
      : rendered.lines;
    const saying = this.#places.say(where, { lines, lane, run: news.view.run }, true);
    if (lane !== 'progress') {
      const ids = await saying
        .catch((error) => this.#tellAside(where, news, { lines, lane }, error))
        .catch((error) => this.#held(where, error));
      return asks ? ids : [];
    }
    // Newer progress may take its place, so nobody should wait for it.
    saying.catch((error: Error) => this.#log.info(`progress not told: ${error.message}`));
    return [];
  }

  /** What a channel does not let farmhand say about a run is sent only to the person who asked for the run. */
  async #tellAside(
    where: Where,
    { asker, askerAccount }: RunNews,
    saying: Unaddressed,
    error: unknown,
  ): Promise<readonly string[]> {
    if (where.private || !(error instanceof Refused) || asker === undefined || askerAccount === undefined) throw error;
    await this.#places.sayAside(where, error, asideTo(this.platform, asker, askerAccount), saying, true).catch(() => {
      throw error;
    });
    return [];
  }

  /** It is nobody's mistake when a person is not there to get a private message. */
  #held(where: Where, error: unknown): never {
    const gone = error instanceof Refused && where.private;
    const held = gone ? new Absent(error.message, new Promise(() => undefined)) : error;
    if (held instanceof Absent) this.#log.info(`news are held: ${held.message}`);
    throw held;
  }

  async stop(): Promise<void> {
    this.#output.stop();
    await this.#disconnect(this.#maySpeak() ? 'farmhand stops' : undefined);
    this.#abandon(new Error('farmhand was stopped before it was on IRC'));
  }
}

function laneOf({ priority, tone }: Reply): Lane {
  if (priority === 'last') return 'last';
  return priority === 'first' || tone === 'error' ? 'urgent' : 'normal';
}

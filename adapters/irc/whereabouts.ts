import type { RawMessage, Tags } from 'irc-framework';
import { asciiLower } from '../../src/farm/ascii.ts';
import { isChannel, isTarget } from './names.ts';
import type { Session } from './session.ts';

/** Milliseconds in which the server says whose a nick is; later counts as nobody's. */
const patience = 10_000;

/** Nicks whose leaving the server is asked to tell (MONITOR) at most. */
const mostWatched = 50;

/** Marks the answers to a question about a channel's people. */
const whoxToken = '417';

/**
 * Which account's whichever nick is just now, as far as the server tells: by the tags of what people say, by who joins, logs in or
 * out, leaves, or goes by another nick. Good enough to call a person; before a private message, the server is asked who the receiver is.
 * Accounts are in small letters.
 */
export class Whereabouts {
  readonly #moved: (nick: string) => void;
  /** Nick, by account. */
  readonly #nicks = new Map<string, string>();
  /** Account, by folded nick; null: not logged in. */
  readonly #accounts = new Map<string, string | null>();
  readonly #bots = new Set<string>();
  /** Accounts that are other ones than before, as what was said under them shows. */
  readonly #doubted = new Set<string>();
  readonly #watched = new Set<string>();
  readonly #waiting = new Map<string, () => void>();
  readonly #questions = new Map<
    string,
    { account: string | null; readonly answer: ((account: string | null) => void)[] }
  >();
  #session: Session | undefined;

  /** `moved` is called with a nick that its user no longer has. */
  constructor(moved: (nick: string) => void) {
    this.#moved = moved;
  }

  up(session: Session): void {
    this.#session = session;
    const { client } = session;
    client.connection.on('message', (message) => this.#take(session, message));
    client.on('users offline', ({ nicks }) => {
      for (const nick of nicks) this.#forget(session, nick);
    });
    client.on('join', ({ nick, channel }) => {
      if (session.isMe(nick) && client.network.options.WHOX !== undefined)
        client.raw(`WHO ${channel} %tnfa,${whoxToken}`);
    });
    for (const wake of [...this.#waiting.values()]) wake();
  }

  down(): void {
    this.#session = undefined;
    for (const { answer } of this.#questions.values()) for (const say of answer) say(null);
    for (const known of [this.#nicks, this.#accounts, this.#bots, this.#watched, this.#questions]) known.clear();
  }

  /** The nick of the person last seen logged in to that account. */
  nickOf(account: string): string | undefined {
    return this.#nicks.get(account);
  }

  /** Whether the nick is known to be another's than that account's. */
  isAnothers(nick: string, account: string): boolean {
    const now = this.#session && this.#accounts.get(this.#session.fold(nick));
    return now !== undefined && now !== account;
  }

  isBot(nick: string): boolean {
    return this.#session !== undefined && this.#bots.has(this.#session.fold(nick));
  }

  /** Whether what is said under that account is another's than before. */
  doubt(account: string, doubted: boolean): void {
    if (doubted) this.#doubted.add(account);
    else this.#doubted.delete(account);
  }

  /** The nick of the person logged in to that account, after asking the server; `last` is their last nick. */
  async find(account: string, last: string): Promise<string | undefined> {
    const session = this.#session;
    if (!session || this.#doubted.has(account)) return undefined;
    const nick = this.#nicks.get(account) ?? last;
    if (!isTarget(nick) || isChannel(nick)) return undefined;
    if ((await this.#ask(session, nick)) !== account) return undefined;
    this.#watch(session, nick);
    return nick;
  }

  /** Resolves when a person logged in to that account is seen, or after the next connection. */
  seen(account: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const others = this.#waiting.get(account);
    this.#waiting.set(account, () => {
      this.#waiting.delete(account);
      others?.();
      resolve();
    });
    return promise;
  }

  #take(session: Session, { command, params, nick, tags }: RawMessage): void {
    if (/^\d{3}$/.test(command)) this.#numeric(session, command, params);
    if (!nick || tags.batch !== undefined) return;
    const [first = '', second] = params;
    if (command === 'NICK') this.#rename(session, nick, first);
    if (command === 'QUIT') this.#forget(session, nick);
    const account = this.#shown(session, command, first, second, tags);
    if (account !== undefined) this.#learn(session, nick, account === '*' ? null : account);
  }

  /** The account a message shows its sender to be logged in to, `*` for none; undefined where it shows neither. */
  #shown(session: Session, command: string, first: string, second: string | undefined, tags: Tags): string | undefined {
    if (command === 'ACCOUNT') return first;
    if (command === 'JOIN') return second;
    const speaks = command === 'PRIVMSG' || command === 'TAGMSG' || command === 'NOTICE';
    return speaks && session.offers.accounts ? tags.account || '*' : undefined;
  }

  #numeric(session: Session, command: string, params: readonly string[]): void {
    const [, about = '', third = '', fourth = '', fifth = ''] = params;
    if (command === '354' && about === whoxToken) {
      const { BOT } = session.client.network.options;
      if (BOT !== undefined && fourth.includes(BOT)) this.#bots.add(session.fold(third));
      this.#learn(session, third, fifth === '0' ? null : fifth);
    }
    const question = this.#questions.get(session.fold(about));
    if (!question) return;
    if (command === '330') question.account = asciiLower(third);
    if (command === '318') this.#answered(session, about, question.account);
  }

  /** The account of the person who has that nick (WHOIS); null when nobody has it, or they are not logged in. */
  #ask(session: Session, nick: string): Promise<string | null> {
    return new Promise((resolve) => {
      const key = session.fold(nick);
      const asked = this.#questions.get(key);
      if (asked) return void asked.answer.push(resolve);
      const late = setTimeout(() => this.#answered(session, nick, null), patience).unref();
      this.#questions.set(key, { account: null, answer: [resolve, () => clearTimeout(late)] });
      session.client.raw(`WHOIS ${nick}`);
    });
  }

  #answered(session: Session, nick: string, account: string | null): void {
    const key = session.fold(nick);
    const question = this.#questions.get(key);
    this.#questions.delete(key);
    this.#learn(session, nick, account);
    for (const say of question?.answer ?? []) say(account);
  }

  #learn(session: Session, nick: string, name: string | null): void {
    if (session.isMe(nick)) return;
    const account = name === null ? null : asciiLower(name);
    const key = session.fold(nick);
    const before = this.#accounts.get(key);
    if (before && before !== account) this.#leave(session, nick);
    this.#accounts.set(key, account);
    if (account === null) return;
    this.#nicks.set(account, nick);
    this.#waiting.get(account)?.();
  }

  #rename(session: Session, from: string, to: string): void {
    const account = this.#accounts.get(session.fold(from));
    const isBot = this.#bots.delete(session.fold(from));
    if (isBot) this.#bots.add(session.fold(to));
    this.#forget(session, from);
    this.#accounts.delete(session.fold(to));
    if (account !== undefined) this.#learn(session, to, account);
  }

  #forget(session: Session, nick: string): void {
    this.#bots.delete(session.fold(nick));
    this.#leave(session, nick);
    this.#accounts.delete(session.fold(nick));
  }

  /** The person logged in under that nick is no longer there. */
  #leave(session: Session, nick: string): void {
    const account = this.#accounts.get(session.fold(nick));
    if (account && session.same(this.#nicks.get(account) ?? '', nick)) this.#nicks.delete(account);
    this.#moved(nick);
  }

  /** Has the server tell when the nick's user leaves it, whether or not farmhand shares a channel with them. */
  #watch(session: Session, nick: string): void {
    const key = session.fold(nick);
    if (session.client.network.options.MONITOR === undefined || this.#watched.has(key)) return;
    const [oldest] = this.#watched;
    if (this.#watched.size >= mostWatched && oldest !== undefined) {
      session.client.removeMonitor(oldest);
      this.#watched.delete(oldest);
    }
    this.#watched.add(key);
    session.client.addMonitor(nick);
  }
}

import type { Client } from 'irc-framework';
import { folded } from './casemapping.ts';
import { ServerClock } from './clock.ts';
import type { Mask } from './split.ts';

/** What the server offers on this connection. */
export interface Offers {
  /** Each message names its sender's services account. */
  readonly accounts: boolean;
  /** farmhand's own messages come back, with their ids. */
  readonly echo: boolean;
  /** People can put reactions on messages, and farmhand knows whose and on which. */
  readonly reactions: boolean;
}

/** A refusal from the server: a numeric reply 400 to 599. */
export interface ServerRefusal {
  readonly numeric: string;
  /** The nick or channel it is about, where it is about one. */
  readonly about: string;
  readonly reason: string;
}

/** A registered connection, and what is known of it. Ends once; a new connection is a new session. */
export class Session {
  readonly client: Client;
  /** Whether the server knows farmhand by its services account. */
  readonly identified: boolean;
  /** Resolves with the reason when the connection has ended. Never rejects. */
  readonly ended: Promise<string>;
  readonly clock = new ServerClock();
  #mask: Mask;
  /** Channels farmhand is in: folded name → name. */
  readonly #joined = new Map<string, string>();

  constructor(client: Client, nick: string, identified: boolean, ended: Promise<string>) {
    this.client = client;
    this.identified = identified;
    this.ended = ended;
    this.#mask = { nick };
    client.connection.on('message', (message) => this.clock.heard(message));
    client.on('nick', (event) => {
      if (this.isMe(event.nick)) this.#mask = { ...this.#mask, nick: event.new_nick };
    });
    client.on('displayed host', (event) => {
      if (this.isMe(event.nick)) this.#mask = { ...this.#mask, host: event.hostname };
    });
    client.on('user updated', (event) => {
      if (!this.isMe(event.nick)) return;
      const { new_ident: user = event.ident, new_hostname: host = event.hostname } = event;
      this.#mask = { ...this.#mask, user, host };
    });
    client.on('join', (event) => {
      if (!this.isMe(event.nick)) return;
      this.#mask = { ...this.#mask, user: event.ident, host: event.hostname };
      this.#joined.set(this.fold(event.channel), event.channel);
    });
    client.on('part', (event) => {
      if (this.isMe(event.nick)) this.#joined.delete(this.fold(event.channel));
    });
    client.on('kick', (event) => {
      if (this.isMe(event.kicked)) this.#joined.delete(this.fold(event.channel));
    });
  }

  /** farmhand as others see it now. */
  get mask(): Mask {
    return this.#mask;
  }

  get offers(): Offers {
    const { network } = this.client;
    const accounts = network.cap.isEnabled('account-tag');
    const echo = network.cap.isEnabled('echo-message');
    const tags =
      network.supportsTag('draft/react') && (network.supportsTag('draft/reply') || network.supportsTag('reply'));
    return { accounts, echo, reactions: accounts && echo && tags };
  }

  /** A nick or channel name in the form in which equal ones are the same text, by the server's CASEMAPPING. */
  fold(name: string): string {
    return folded(name, this.client.network.options.CASEMAPPING);
  }

  /** Whether two names are the same nick or channel. */
  same(a: string, b: string): boolean {
    return this.fold(a) === this.fold(b);
  }

  isMe(nick: string): boolean {
    return this.same(nick, this.#mask.nick);
  }

  isIn(channel: string): boolean {
    return this.#joined.has(this.fold(channel));
  }

  /** A channel as the server writes its name, even if another person writes it differently. */
  nameOf(channel: string): string {
    return this.#joined.get(this.fold(channel)) ?? channel;
  }

  onRefusal(listener: (refusal: ServerRefusal) => void): void {
    this.client.connection.on('message', ({ command, params }) => {
      if (/^[45]\d\d$/.test(command)) {
        listener({ numeric: command, about: params[1] ?? '', reason: params.at(-1) ?? '' });
      }
    });
  }

  /** Ends the connection without a word. */
  cut(): void {
    this.client.connection.end(null, true);
  }

  /** Says goodbye; cuts the connection when the server does not close it within 2 seconds. */
  async end(message: string): Promise<void> {
    this.client.quit(message);
    const cut = setTimeout(() => this.cut(), 2000);
    await this.ended;
    clearTimeout(cut);
  }
}

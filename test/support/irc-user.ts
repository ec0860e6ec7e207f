import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { until } from './daemon.ts';

const everything = 'message-tags account-tag echo-message server-time batch';

/** PEM texts. */
export interface Certificate {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** Somebody on IRC who writes raw lines, so that a test can say anything, forged or broken. */
export class IrcUser {
  nick: string;
  /** Lines that came and were not asked for yet. */
  readonly lines: string[] = [];
  readonly #socket: Socket;
  #partial = '';
  #ended = false;

  private constructor(port: number, nick: string, certificate?: Certificate) {
    this.nick = nick;
    const to = { host: '127.0.0.1', port };
    this.#socket = certificate ? connectTls({ ...to, ...certificate, rejectUnauthorized: false }) : connect(to);
    this.#socket.on('error', () => undefined);
    this.#socket.on('close', () => {
      this.#ended = true;
    });
    this.#socket.on('data', (data) => {
      const lines = (this.#partial + data).split('\r\n');
      this.#partial = lines.pop() ?? '';
      for (const line of lines) {
        // With server-time asked for, InspIRCd tags its PING too.
        const ping = /^(?:@\S+ )?PING (.*)$/.exec(line);
        if (ping) this.send(`PONG ${ping[1]}`);
        else this.lines.push(line);
      }
    });
  }

  /** A connection on which nothing was said yet. */
  static open(port: number, nick: string): IrcUser {
    return new IrcUser(port, nick);
  }

  /** Connects and registers, with every capability a test needs. Joins the channels. */
  static async connect(port: number, nick: string, ...channels: readonly string[]): Promise<IrcUser> {
    const user = new IrcUser(port, nick);
    await user.#register(channels);
    return user;
  }

  /** The same over TLS, with a client certificate. */
  static async connectWith(
    certificate: Certificate,
    port: number,
    nick: string,
    ...channels: readonly string[]
  ): Promise<IrcUser> {
    const user = new IrcUser(port, nick, certificate);
    await user.#register(channels);
    return user;
  }

  async #register(channels: readonly string[]): Promise<void> {
    this.send('CAP LS 302');
    this.send(`NICK ${this.nick}`);
    this.send(`USER ${this.nick} 0 * :${this.nick}`);
    this.send(`CAP REQ :${everything}`);
    this.send('CAP END');
    await this.line(/ (376|422) /);
    for (const channel of channels) await this.join(channel);
  }

  send(...lines: readonly string[]): void {
    if (this.#ended) throw new Error(`the connection of ${this.nick} is closed; it got:\n${this.lines.join('\n')}`);
    for (const line of lines) this.#socket.write(`${line}\r\n`);
  }

  async join(channel: string): Promise<void> {
    this.send(`JOIN ${channel}`);
    await this.line(/ 366 /);
  }

  say(target: string, text: string): void {
    this.send(`PRIVMSG ${target} :${text}`);
  }

  /** Logs in to a services account. */
  async logIn(account: string, password: string): Promise<void> {
    this.send(`PRIVMSG NickServ :IDENTIFY ${account} ${password}`);
    await this.line(/ 900 /);
  }

  /** The next line that matches; those before it are forgotten. */
  async line(pattern: RegExp, patience?: number): Promise<string> {
    let found = -1;
    const matches = () => {
      found = this.lines.findIndex((line) => pattern.test(line));
      return found !== -1;
    };
    await until(() => `${pattern} at ${this.nick}, who got:\n${this.lines.join('\n')}`, matches, patience);
    return this.lines.splice(0, found + 1).at(-1) ?? '';
  }

  /** The next message from a nick, as its text. */
  async hears(from: string, pattern: RegExp = /./, patience?: number): Promise<string> {
    const text = `^(@\\S+ )?:${from}!\\S+ PRIVMSG \\S+ :?.*${pattern.source}`;
    return textOf(await this.line(new RegExp(text, 'u'), patience));
  }

  get ended(): boolean {
    return this.#ended;
  }

  close(): void {
    this.#socket.destroy();
  }

  async quit(): Promise<void> {
    this.send('QUIT');
    await until(`${this.nick} to leave`, () => this.#ended);
  }
}

/** The last parameter of a line. */
export function textOf(line: string): string {
  return /^(?:@\S+ )?(?::\S+ )?.*? :(.*)$/.exec(line)?.[1] ?? line.split(' ').at(-1) ?? '';
}

/** A tag of a line. */
export function tagOf(line: string, name: string): string | undefined {
  const tags = /^@(\S+)/.exec(line)?.[1]?.split(';') ?? [];
  return tags.find((tag) => tag.startsWith(`${name}=`))?.slice(name.length + 1);
}

import { connect, type Socket } from 'node:net';

/** Somebody on IRC who asks and measures; answers are noticed as they come, not looked for. */
export class IrcAsker {
  readonly #socket: Socket;
  readonly #channel: string;
  #partial = '';
  #waiting: { matches(line: string): boolean; found(at: number): void } | undefined;

  private constructor(port: number, channel: string) {
    this.#channel = channel;
    this.#socket = connect({ host: '127.0.0.1', port }).setNoDelay(true);
    this.#socket.on('data', (data) => this.#hear(`${data}`));
  }

  /** Connects, logs in to an account where one is given, and joins the channel. */
  static async connect(
    port: number,
    nick: string,
    channel: string,
    login?: { readonly account: string; readonly password: string },
  ): Promise<IrcAsker> {
    const asker = new IrcAsker(port, channel);
    asker.#socket.write(`NICK ${nick}\r\nUSER ${nick} 0 * :${nick}\r\n`);
    await asker.#seen((line) => / (376|422) /.test(line));
    if (login) {
      asker.#socket.write(`PRIVMSG NickServ :IDENTIFY ${login.account} ${login.password}\r\n`);
      await asker.#seen((line) => / 900 /.test(line));
    }
    asker.#socket.write(`JOIN ${channel}\r\n`);
    await asker.#seen((line) => / 366 /.test(line));
    return asker;
  }

  /** Milliseconds from the question until a message in the channel that contains this. */
  async ask(question: string, answer: string): Promise<number> {
    const answered = this.#seen((line) => line.includes(` PRIVMSG ${this.#channel} :`) && line.includes(answer));
    const asked = performance.now();
    this.#socket.write(`PRIVMSG ${this.#channel} :${question}\r\n`);
    return (await answered) - asked;
  }

  close(): void {
    this.#socket.destroy();
  }

  #seen(matches: (line: string) => boolean): Promise<number> {
    return new Promise((found) => {
      this.#waiting = { matches, found };
    });
  }

  #hear(text: string): void {
    const at = performance.now();
    const lines = (this.#partial + text).split('\r\n');
    this.#partial = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith('PING')) this.#socket.write(`PONG${line.slice(4)}\r\n`);
      else if (this.#waiting?.matches(line)) this.#waiting.found(at);
    }
  }
}

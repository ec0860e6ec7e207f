import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Adapter, InboundHandler, MaySpeak, Reply } from '../../../src/bot/adapter.ts';
import { clean } from '../../../src/bot/clean.ts';
import type { Incoming, Where } from '../../../src/bot/incoming.ts';
import type { RunNews } from '../../../src/bot/news.ts';
import { planHead, planSteps } from '../../../src/bot/plan-text.ts';
import { replyText } from '../../../src/bot/reply-text.ts';
import type { LinesOptions } from './lines-options.ts';

/** A chat of plain lines on a loopback port. Who begins with `HELLO NAME TOKEN` is NAME; everybody else is nobody. */
export class Lines implements Adapter {
  readonly platform = 'lines';
  readonly identify = 'Begin with HELLO NAME TOKEN.';
  readonly #options: LinesOptions;
  readonly #server = createServer();
  readonly #maySpeak: MaySpeak;
  readonly #open = new Map<string, Socket>();
  #guests = 0;

  constructor(options: LinesOptions, maySpeak: MaySpeak) {
    this.#options = options;
    this.#maySpeak = maySpeak;
  }

  get connected(): boolean {
    return this.#server.listening;
  }

  async start(inbound: InboundHandler): Promise<void> {
    this.#server.on('connection', (socket) => {
      socket.on('error', () => socket.destroy());
      this.#listen(socket, inbound).catch(() => socket.destroy());
    });
    await once(this.#server.listen(this.#options.port, '127.0.0.1'), 'listening');
  }

  async reply(to: Incoming, reply: Reply): Promise<void> {
    const { more, unsure = false } = reply;
    this.#say(to.where, [...replyText(reply), ...(more === undefined ? [] : [`${more} shows more.`])], unsure);
  }

  /** Throws when nobody is there: the bot then keeps the news and tries again. There are no reactions, so no messages to vote on. */
  async report(where: Where, told: RunNews): Promise<readonly string[]> {
    this.#say(where, newsLines(told));
    return [];
  }

  async stop(): Promise<void> {
    this.#server.close();
    for (const socket of this.#open.values()) socket.destroy();
  }

  async #listen(socket: Socket, inbound: InboundHandler): Promise<void> {
    this.#guests += 1;
    let account: string | null = null;
    let channel = `guest ${this.#guests}`;
    this.#open.set(channel, socket);
    for await (const line of createInterface({ input: socket })) {
      const [, name = '', token = ''] = /^HELLO (\S+) (\S+)$/.exec(line) ?? [];
      if (name !== '' && this.#vouches(name, token)) {
        this.#open.delete(channel);
        account = channel = name;
        this.#open.set(channel, socket);
      } else {
        const where = { platform: this.platform, channel, private: true };
        await inbound.message({ where, speaker: { platform: this.platform, nick: channel, account }, text: line });
      }
    }
    if (this.#open.get(channel) === socket) this.#open.delete(channel);
  }

  #vouches(name: string, token: string): boolean {
    const [known, given] = [Buffer.from(tokenOf(name, this.#options.secret)), Buffer.from(token)];
    return known.length === given.length && timingSafeEqual(known, given);
  }

  #say({ channel }: Where, lines: readonly string[], unsure = false): void {
    if (!this.#maySpeak() && !unsure) throw new Error('another process speaks now');
    const socket = this.#open.get(channel);
    if (!socket) throw new Error(`${channel} is not connected`);
    for (const line of lines) socket.write(`${clean(line)}\n`);
  }
}

/** The token of a person: printf NAME | openssl dgst -sha256 -hmac SECRET */
export function tokenOf(name: string, secret: string): string {
  return createHmac('sha256', secret).update(name).digest('hex');
}

/** The plan, and the end; `!plan` and `!log` show the rest. */
function newsLines({ news, view, waitsFor }: RunNews): readonly string[] {
  const { run, plan, state, why } = view;
  if (news.kind === 'planned') {
    const next = waitsFor === undefined ? [] : [`It waits for ${waitsFor}: !approve ${run}, or !deny ${run}.`];
    return [...planHead(plan, run), ...planSteps(plan), ...next];
  }
  if (news.kind !== 'ended' && news.kind !== 'expired') return [];
  return [`Run ${run} is ${state}: ${plan.title}${why === undefined ? '' : `: ${why}`}.`];
}

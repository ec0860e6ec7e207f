import type { Adapter, InboundHandler, Reply } from '../../src/bot/adapter.ts';
import type { Incoming, Where } from '../../src/bot/incoming.ts';
import type { RunNews } from '../../src/bot/news.ts';
import { Followed, type Result } from './followed.ts';
import { type ConsoleOptions, identify } from './options.ts';

/** What came back for a command. */
export interface CameBack {
  /** Absent: the news of its runs say everything. */
  readonly reply?: Reply;
  /** The newest news of each run. */
  readonly news: readonly RunNews[];
  readonly result: Result;
}

export interface OneCommandOptions extends Pick<ConsoleOptions, 'login'> {
  /** Its place, for news. */
  readonly channel: string;
  readonly text: string;
  /** Runs are followed to their end, whatever they wait for; absent: to their end or to where they wait for approval. */
  readonly follow?: {
    /** Called with all news as they come. */
    heard(told: RunNews): void;
    /** A run that is followed besides, as it is, by what was answered. */
    also(reply: Reply): Promise<RunNews | undefined>;
  };
}

/** One command, of which everything that comes back is kept as data, for a program. */
export class OneCommand implements Adapter {
  readonly platform = 'console';
  readonly connected = true;
  readonly alone = true;
  readonly takesData = true;
  readonly identify = identify;
  /** Resolves when it was answered, and all it began has come to rest. */
  readonly ended: Promise<void>;
  readonly #options: OneCommandOptions;
  readonly #followed: Followed;
  readonly #news = new Map<number, RunNews>();
  #reply: Reply | undefined;
  #end: { readonly resolve: () => void; readonly reject: (error: unknown) => void };

  constructor(options: OneCommandOptions) {
    this.#options = options;
    this.#followed = new Followed(options.follow ? 'to the end' : 'to the gate');
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.ended = promise;
    this.#end = { resolve, reject };
  }

  async start(inbound: InboundHandler): Promise<void> {
    this.#perform(inbound).then(this.#end.resolve, this.#end.reject);
  }

  async reply(_to: Incoming, reply: Reply): Promise<void> {
    if (reply.tone !== 'answer') this.#followed.fail();
    this.#reply = reply;
  }

  async report(_where: Where, told: RunNews): Promise<readonly string[]> {
    this.#news.set(told.view.run, told);
    this.#followed.take(told);
    this.#options.follow?.heard(told);
    return [];
  }

  async stop(): Promise<void> {}

  /** All that has come back so far. */
  get cameBack(): CameBack {
    const { result } = this.#followed;
    return { ...(this.#reply && { reply: this.#reply }), news: [...this.#news.values()], result };
  }

  async #perform(inbound: InboundHandler): Promise<void> {
    const { login, channel, text, follow } = this.#options;
    await inbound.message({
      where: { platform: this.platform, channel, private: true },
      speaker: { platform: this.platform, nick: login, account: login },
      text,
    });
    const also = this.#reply && (await follow?.also(this.#reply));
    // What came meanwhile is newer.
    if (also && !this.#news.has(also.view.run)) {
      this.#news.set(also.view.run, also);
      this.#followed.take(also);
    }
    await this.#followed.rest();
  }
}

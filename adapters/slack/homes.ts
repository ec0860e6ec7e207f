import type { Logger } from 'pino';
import type { InboundHandler, MaySpeak, Reply } from '../../src/bot/adapter.ts';
import type { Speaker } from '../../src/bot/incoming.ts';
import type { Place } from './hear-view.ts';
import { type Answers, asks, homeView, strangersHome } from './home.ts';
import type { MessageSender } from './message-sender.ts';
import { withMend } from './trouble.ts';

export interface HomesParts {
  readonly inbound: Pick<InboundHandler, 'ask'>;
  readonly sender: Pick<MessageSender, 'ask'>;
  readonly maySpeak: MaySpeak;
  readonly log: Logger;
  speaker(user: string): Promise<Speaker>;
  /** Milliseconds between two publications for one person. */
  readonly interval: number;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** Milliseconds for which one who opened it is taken to look at it. */
const looking = 3600_000;

/** Most people whose place is kept up to date: those who opened it last. */
const most = 50;

interface Home {
  readonly place: Place;
  openedAt: number;
  publishedAt: number;
  /** What was published, but for its time. */
  shown?: string;
}

/**
 * What is published in people's App Home: when they open it, and anew when something happened to a run, or time went by, while they may look at it.
 * Only what changed is published, and what happens meanwhile is published together.
 */
export class Homes {
  readonly #parts: HomesParts;
  readonly #homes = new Map<string, Home>();
  #soon: NodeJS.Timeout | undefined;

  constructor(parts: HomesParts) {
    this.#parts = parts;
  }

  /** One has opened theirs: it is published at once, unless it was just now. */
  async opened(user: string, place: Place): Promise<void> {
    const now = this.#parts.now();
    const known = this.#homes.get(user);
    this.#homes.delete(user);
    const home = known ?? { place, openedAt: now, publishedAt: Number.NEGATIVE_INFINITY };
    home.openedAt = now;
    // Whatever they see was perhaps published by another process since.
    delete home.shown;
    this.#homes.set(user, home);
    const [oldest] = this.#homes.keys();
    if (this.#homes.size > most && oldest !== undefined) this.#homes.delete(oldest);
    if (now - home.publishedAt >= this.#parts.interval) await this.#publish(user, home);
    else this.soon();
  }

  /** Something happened to a run: what that changes is published together with what happens in the next seconds. */
  soon(): void {
    if (this.#homes.size === 0) return;
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined;
      void this.refresh();
    }, this.#parts.interval).unref();
  }

  stop(): void {
    clearTimeout(this.#soon);
    this.#homes.clear();
  }

  /** Publishes anew what those may look at who opened theirs within the last hour. Never throws. */
  async refresh(): Promise<void> {
    const { now, maySpeak } = this.#parts;
    for (const [user, home] of this.#homes) {
      if (!maySpeak()) return;
      if (now() - home.openedAt > looking) this.#homes.delete(user);
      else await this.#publish(user, home);
    }
  }

  async #publish(user: string, home: Home): Promise<void> {
    const { now, sender, log } = this.#parts;
    home.publishedAt = now();
    try {
      const speaker = await this.#parts.speaker(user);
      const at = new Date(now()).toISOString();
      const view =
        speaker.account === null
          ? strangersHome(home.place, await this.#ask(speaker, home.place, 'whoami'))
          : homeView(home.place, await this.#answers(speaker, home.place), at);
      const shown = JSON.stringify(view.blocks).replaceAll(/<!date[^>]*>/g, '');
      if (shown === home.shown) return;
      await sender.ask('views.publish', (slack) => slack.views.publish({ user_id: user, view }));
      home.shown = shown;
    } catch (error) {
      log.warn(`slack: the App Home of ${user} is not up to date: ${(withMend(error) as Error).message}`);
    }
  }

  async #answers(speaker: Speaker, place: Place): Promise<Answers> {
    const entries = Object.entries(asks).map(
      async ([part, text]) => [part, await this.#ask(speaker, place, text)] as const,
    );
    return Object.fromEntries(await Promise.all(entries)) as Answers;
  }

  #ask(speaker: Speaker, { channel }: Place, text: string): Promise<Reply> {
    return this.#parts.inbound.ask({ where: { platform: 'slack', channel, private: true }, speaker, text });
  }
}

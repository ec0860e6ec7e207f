import { fault } from '../engine/fault.ts';
import type { Prompt, RunView } from '../engine/run.ts';
import { waitAfter } from '../time/backoff.ts';
import { pause } from '../time/sleep.ts';
import type { AboutRun } from './about-run.ts';
import { Absent, type Adapter } from './adapter.ts';
import type { Where } from './incoming.ts';
import type { News, RunNews } from './news.ts';
import { Unsayable } from './unsayable.ts';

/** What delivering needs. */
export interface DeliveryParts {
  readonly adapter: Pick<Adapter, 'platform' | 'report' | 'whisper'>;
  /** What the news say of a run besides its view. */
  about(view: RunView): Promise<AboutRun>;
  /** The messages that show a run's plan already. */
  prompts(run: number): Promise<readonly Prompt[]>;
  /** Remembers messages on which reactions count. */
  posted(run: number, prompts: readonly Prompt[]): Promise<unknown>;
  redact(news: RunNews): RunNews;
  log(message: string, error?: unknown): void;
}

/** News to deliver, with the event they come from. */
export interface Delivery {
  readonly seq: number;
  /** ISO time of the event. */
  readonly at: string;
  readonly where: Where;
  readonly news: News;
  readonly view: RunView;
  /** What to call who asked for this run, and their identity, there, those who would notice it, and whom an alert is for; empty where none is known. */
  readonly asker: Pick<RunNews, 'asker' | 'askerAccount' | 'noticed' | 'called'>;
}

/** How far news were delivered to a place; each is a seq, and never goes back. */
export interface DeliveryCursor {
  /** The last that was surely delivered. */
  readonly delivered: number;
  /** The last whose delivery was begun: more than `delivered` when a crash came between. */
  readonly begun: number;
  begin(seq: number): Promise<void>;
  end(seq: number): Promise<void>;
}

/** Before a delivery that failed is tried again. */
const retryDelay = { first: 1000, longest: 60_000 };
/**
 * Milliseconds after which the steps of a run are no news any more, nor what is said unasked, which is of that minute; after which nothing is; and after which the end of one's own
 * run is not, in a private place: its person may have been away.
 */
const stale = { step: 30_000, all: 24 * 3600_000, ownEnd: 7 * 24 * 3600_000, alert: 600_000 };

/** The news still to be delivered to one place, in order. A place that cannot be reached holds up no other. */
export class DeliveryQueue {
  readonly #parts: DeliveryParts;
  readonly #cursor: DeliveryCursor;
  readonly #stopping: AbortSignal;
  readonly #queue: Delivery[] = [];
  #delivered: number;
  readonly #begun: number;
  #working = false;
  #failing = false;
  #waiting: (() => void)[] = [];

  constructor(parts: DeliveryParts, cursor: DeliveryCursor, stopping: AbortSignal) {
    this.#parts = parts;
    this.#delivered = cursor.delivered;
    this.#begun = cursor.begun;
    this.#cursor = cursor;
    this.#stopping = stopping;
  }

  /** Seq of the first event whose news are not delivered yet. */
  get first(): number | undefined {
    return this.#queue[0]?.seq;
  }

  push(item: Delivery): void {
    if (item.seq <= this.#delivered) return;
    this.#overtake(item);
    this.#queue.push(item);
    if (this.#working) return;
    this.#working = true;
    void this.#work();
  }

  /** Drops the progress that newer progress makes worthless; the delivery of the first in the queue may be in flight. */
  #overtake({ news, view }: Delivery): void {
    if (news.kind !== 'progress') return;
    const last = this.#queue.at(-1);
    if (this.#queue.length > 1 && last?.news.kind === 'progress' && last.view.run === view.run) this.#queue.pop();
  }

  /** Resolves when everything was delivered, or when a delivery failed. */
  async tried(): Promise<void> {
    if (this.#working && !this.#failing) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #release(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  async #work(): Promise<void> {
    let failures = 0;
    for (let item = this.#queue[0]; item && !this.#stopping.aborted; item = this.#queue[0]) {
      try {
        if (!this.#isStale(item)) await this.#deliverOrSkip(item);
        this.#queue.shift();
        failures = 0;
        this.#failing = false;
        this.#delivered = item.seq;
        if (item.news.kind !== 'progress') await this.#cursor.end(item.seq);
      } catch (error) {
        this.#failing = true;
        this.#release();
        // A person who has left may stay away for a day: it is tried now and then, and nothing went wrong.
        const absent = error instanceof Absent ? error : undefined;
        if (!absent)
          this.#parts.log(`could not tell ${item.where.channel} about run ${item.view.run}; trying again`, error);
        failures += 1;
        await this.#wait(absent ? retryDelay.longest : waitAfter(failures, retryDelay), absent?.back);
      }
    }
    this.#working = false;
    this.#release();
  }

  /** So many milliseconds, or until `back` resolves, or the stop. */
  async #wait(milliseconds: number, back: Promise<unknown> = new Promise(() => undefined)): Promise<void> {
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, this.#stopping]);
    await Promise.race([back, pause(milliseconds, signal)]);
    over.abort();
  }

  /** Progress that newer news of the same run overtook; steps that are out of date; anything a day old. */
  #isStale({ at, seq, where, news, view }: Delivery): boolean {
    const age = Date.now() - Date.parse(at);
    if (news.kind === 'progress') return this.#queue.some((later) => later.seq > seq && later.view.run === view.run);
    if (news.kind === 'step') return age > stale.step;
    if (news.kind === 'alert') return age > stale.alert;
    const isEnd = news.kind === 'ended' || news.kind === 'expired';
    return age > (isEnd && where.private ? stale.ownEnd : stale.all);
  }

  /** What the network refuses holds up nothing that comes after it: only the person who asked gets a message about it. */
  async #deliverOrSkip(item: Delivery): Promise<void> {
    try {
      await this.#deliver(item);
    } catch (error) {
      if (!(error instanceof Unsayable)) throw error;
      const { adapter, log } = this.#parts;
      const { where, news, view, asker } = item;
      log(`${where.channel} is not told of "${news.kind}" of run ${view.run}, which cannot be said there`, error);
      const nick = asker.asker;
      if (nick === undefined || !['planned', 'expired', 'ended'].includes(news.kind)) return;
      await adapter
        .whisper?.(nick, unsaid(item, error))
        .catch((failure) => log(`nor is ${nick} told alone of run ${view.run}`, failure));
    }
  }

  async #deliver({ seq, where, news, view, asker }: Delivery): Promise<void> {
    const { adapter, about, prompts, posted, redact } = this.#parts;
    const { platform, channel } = where;
    // A crash between delivering and writing the cursor: the prompt is in the journal, so it was delivered.
    const shown = news.kind === 'planned' ? await prompts(view.run) : [];
    if (shown.some((prompt) => prompt.platform === platform && prompt.channel === channel)) return;
    // Written down before it is delivered: after a crash it is known that it may have been.
    const maybeDelivered = seq <= this.#begun;
    const runNews = redact({
      news,
      view,
      seq,
      ...asker,
      ...(await about(view)),
      ...(maybeDelivered && { maybeDelivered }),
    });
    if (news.kind !== 'progress' && !maybeDelivered) await this.#cursor.begin(seq);
    fault(`before telling ${news.kind}`);
    const messages = await adapter.report(where, runNews);
    fault(`after telling ${news.kind}`);
    if (messages.length > 0)
      await posted(
        view.run,
        messages.map((message) => ({ platform, channel, message })),
      );
  }
}

function unsaid({ view: { run, plan, state } }: Delivery, why: Error): readonly string[] {
  const next =
    state === 'waiting' ? `!plan ${run} shows it, !approve ${run} or !deny ${run} decides.` : `!why ${run} says more.`;
  return [`Run ${run} (${plan.title}) is ${state}. I could not say so where you asked: ${why.message}.`, next];
}

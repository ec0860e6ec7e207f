import type { Adapter, InboundHandler } from '../src/bot/adapter.ts';
import { Bot, type BotParts } from '../src/bot/bot.ts';
import { Inbox } from '../src/bot/inbox.ts';
import type { LeaderLease } from '../src/bot/leader-lease.ts';
import { Notifier } from '../src/bot/notifier.ts';
import { identityOf } from '../src/bot/people.ts';
import { newsPlaceOn, type RequestOrigin } from '../src/bot/request-origin.ts';
import { type Redact, redacted } from '../src/bot/secrets.ts';
import { isBuild } from '../src/bot/survey/rebuild.ts';
import type { Engine } from '../src/engine/engine.ts';
import type { RunView } from '../src/engine/run.ts';
import type { Journal } from '../src/journal/journal.ts';
import type { DrainGate } from './drain-gate.ts';
import type { Instrumentation } from './instrumentation.ts';

/** Milliseconds between looks for what was heard by a process that did not come to deal with it. */
const lookInterval = 5000;

export interface SessionOptions {
  /** The place that gets the news of a run; where it was asked, and the channels that belong to that, when left out. */
  readonly placeOf?: (view: RunView) => RequestOrigin | undefined;
  /** Where the delivery cursors are kept; the journal, when left out. */
  readonly cursors?: (journal: Journal) => Pick<Journal, 'cursor' | 'setCursor'>;
  /** The right to speak there, where one process at a time has it. */
  readonly leaderLease?: LeaderLease;
}

export interface AdapterSessionParts
  extends Pick<
    BotParts,
    'farm' | 'runService' | 'look' | 'read' | 'recent' | 'subscriptions' | 'drift' | 'settings' | 'pages' | 'log'
  > {
  readonly journal: Journal;
  readonly engine: Engine;
  readonly redact: Redact;
  readonly drainGate: DrainGate;
  readonly instrumentation?: Instrumentation | undefined;
  /** Aborted when this process hears and speaks nowhere any more. */
  readonly leaving: AbortSignal;
}

/** An adapter with the bot behind it: messages are answered, and news delivered. */
export class AdapterSession {
  readonly adapter: Adapter;
  readonly #bot: Bot;
  readonly #inbound: InboundHandler;
  readonly #notifier: Notifier;
  readonly #complain: BotParts['log'];
  readonly #leaderLease: LeaderLease | undefined;
  readonly #ended = new AbortController();
  #looking: NodeJS.Timeout | undefined;

  constructor(adapter: Adapter, parts: AdapterSessionParts, { placeOf, cursors, leaderLease }: SessionOptions) {
    const { farm, runService, look, read, recent } = parts;
    const { subscriptions, drift, settings, pages, redact, log, journal, engine, drainGate, instrumentation } = parts;
    const { platform } = adapter;
    this.adapter = adapter;
    this.#complain = log;
    this.#leaderLease = leaderLease;
    this.#notifier = new Notifier({
      journal,
      cursors: cursors ? cursors(journal) : journal,
      adapter,
      placeOf: placeOf ?? ((view) => newsPlaceOn(platform, view, farm.channels)),
      identityOf: (person) => identityOf(farm, person, platform),
      subscribers: async (view) =>
        isBuild(farm.roles.builder, view.plan)
          ? (await Promise.all(view.plan.subjects.map((vm) => subscriptions.of(vm)))).flat()
          : [],
      about: async (view) => {
        const page = pages?.address(view.run);
        return { ...(await runService.about(view)), ...(page !== undefined && { page }) };
      },
      prompts: async (run) => (await engine.view(run))?.prompts ?? [],
      posted: (run, prompts) => engine.posted(run, prompts),
      redact: (news) => redacted(news, redact),
      log,
    });
    this.#bot = new Bot({
      ...{ farm, runService, look, read, recent, subscriptions, drift, settings, pages, redact, log },
      adapter,
      notifier: this.#notifier,
      ...(leaderLease && {
        lease: leaderLease.lease,
        maySpeak: leaderLease.maySpeak,
        leaving: AbortSignal.any([parts.leaving, leaderLease.lost, this.#ended.signal]),
        inbox: new Inbox(journal, platform, adapter.remembered),
      }),
    });
    this.#inbound = drainGate.guard(instrumentation?.inbound(platform, this.#bot) ?? this.#bot, this.#bot.later);
  }

  /** Begins to hear and speak; resolves when it does. */
  async begin(): Promise<void> {
    await this.adapter.start(this.#inbound);
    if (this.#ended.signal.aborted) return;
    this.#notifier.start();
    const look = () => {
      this.#bot
        .resume()
        .catch((error) => this.#complain(`${this.adapter.platform}: what was heard is not known`, error));
    };
    look();
    this.#looking = setInterval(look, lookInterval).unref();
  }

  /** Says what it has begun to say, as long as it may, and leaves; what it did not come to is left to the next. */
  async end(): Promise<void> {
    this.#ended.abort();
    clearInterval(this.#looking);
    await this.#notifier.stop();
    await this.adapter.stop();
    if (!this.#leaderLease?.maySpeak()) return;
    await this.#bot
      .leave()
      .catch((error) => this.#complain(`${this.adapter.platform}: what was heard counts as tried`, error));
  }
}

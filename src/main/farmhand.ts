import { join } from 'node:path';
import type { Logger } from 'pino';
import { commands } from '../../commands/index.ts';
import type { Adapter } from '../bot/adapter.ts';
import { type Asked, toldOn } from '../bot/asked.ts';
import { Bot } from '../bot/bot.ts';
import { Office } from '../bot/office.ts';
import { Reports } from '../bot/reports.ts';
import { type Redact, redacted } from '../bot/secrets.ts';
import { shared } from '../bot/shared.ts';
import { Subscriptions } from '../bot/subscriptions.ts';
import { isBuild } from '../bot/survey/rebuild.ts';
import { Engine } from '../engine/engine.ts';
import type { RunView } from '../engine/run.ts';
import { actions } from '../farm/actions.ts';
import type { Farm } from '../farm/farm.ts';
import { type ReadFarm, readParts } from '../farm/read-parts.ts';
import { readState } from '../farm/read-state.ts';
import type { Journal } from '../journal/journal.ts';
import { processOwner } from '../journal/owner.ts';
import { createHosts } from '../ssh/hosts.ts';
import { discreet } from './discreet-journal.ts';
import { Doors } from './doors.ts';
import type { Instruments } from './instruments.ts';
import { openJournal } from './open-journal.ts';
import { openQueue } from './open-queue.ts';
import type { Program } from './program.ts';

export interface Parts {
  readonly farm: Farm;
  readonly log: Logger;
  readonly redact: Redact;
  /** Says with REDIS_URL where the journal is; in a file of this machine, when left out. */
  readonly env?: Program['env'];
  /** Told of each run somebody here is about to decide about. */
  readonly touched?: (run: number) => void;
  /** Counts what passes, where somebody asked for numbers. */
  readonly instruments?: Instruments;
}

export interface Seat {
  /** Where what happens to a run is told; where it was asked, and in the channels that belong to that, when left out. */
  readonly placeOf?: (view: RunView) => Asked | undefined;
  /** Where it is kept how far each place was told; the journal, when left out. */
  readonly cursors?: (journal: Journal) => Pick<Journal, 'cursor' | 'setCursor'>;
}

/** Runs worked on at once: builds that wait for another are among them, and do nothing but wait. */
const usual = 12;

/** Milliseconds that commands heard before the stop may still take to be answered. */
const lastAnswers = 5000;

/** How a chat platform is just now. */
export interface Presence {
  readonly platform: string;
  readonly is: 'connected' | 'connecting' | 'standing by';
}

/** Everything put together: a farm, its hosts, the journal, the engine, and whoever listens. */
export interface Farmhand {
  readonly engine: Engine;
  /** Lets an adapter hear and speak; resolves when it does. */
  seat(adapter: Adapter, seat?: Seat): Promise<void>;
  /**
   * Begins to work on runs, at most so many at once, those that were under way when a process died among them. With 0 it works on
   * none, but looks after those that wait.
   */
  work(concurrency?: number): Promise<void>;
  /** Whether it takes runs to work on. */
  working(): boolean;
  /** The platforms that have a seat. */
  presence(): readonly Presence[];
  /**
   * Lets go of everything in good order: hears no more, answers what it has heard, lets go of its runs where another process takes them
   * up, says what it has begun to say. Whoever calls it bounds it: a step that cannot be left alone may take as long as its host does.
   */
  stop(): Promise<void>;
}

/** Opens the journal and puts the parts together; nothing is heard, said or done on a host yet. Throws JournalUnusable. */
export async function openFarmhand(parts: Parts): Promise<Farmhand> {
  const { farm, log, redact, env = {}, touched, instruments } = parts;
  const complain = (message: string, error?: unknown) => log.error({ err: error }, message);
  const opened = discreet(await openJournal(env, farm), redact);
  const journal = instruments?.journal(opened) ?? opened;
  const ssh = createHosts([...farm.hosts.values()]);
  const hosts = instruments?.hosts(ssh.host) ?? ssh.host;
  const queue = await openQueue(env, complain);
  const engine = new Engine({
    journal,
    queue,
    hosts,
    actions,
    places: farm.places,
    owner: processOwner(),
    log: complain,
  });
  const office = new Office({ engine, farm, commands, ...(touched && { touched }) });
  const look = shared(() => readState(farm, hosts));
  const read: ReadFarm = (parts) => readParts(hosts, parts);
  const subscriptions = new Subscriptions(join(farm.data.folder, 'notify.json'));
  const seats: { readonly adapter: Adapter; readonly reports: Reports }[] = [];
  const doors = new Doors();
  let working = false;
  return {
    engine,
    async seat(adapter, { placeOf, cursors } = {}) {
      const reports = new Reports({
        journal,
        cursors: cursors ? cursors(journal) : journal,
        adapter,
        placeOf: placeOf ?? ((view) => toldOn(adapter.platform, view, farm.channels)),
        subscribers: async (view) =>
          isBuild(view.plan) ? (await Promise.all(view.plan.subjects.map((vm) => subscriptions.of(vm)))).flat() : [],
        about: (view) => office.about(view),
        prompts: async (run) => (await engine.view(run))?.prompts ?? [],
        posted: (run, prompts) => engine.posted(run, prompts),
        redact: (news) => redacted(news, redact),
        log: complain,
      });
      seats.push({ adapter, reports });
      const bot = new Bot({ farm, office, adapter, reports, look, read, subscriptions, redact, log: complain });
      await adapter.start(doors.before(instruments?.ears(adapter.platform, bot) ?? bot));
      reports.start();
    },
    async work(concurrency = usual) {
      await engine.start(concurrency);
      working = concurrency > 0;
    },
    working: () => working,
    presence: () =>
      seats.map(({ adapter: { platform, connected } }) => ({ platform, is: connected ? 'connected' : 'connecting' })),
    async stop() {
      working = false;
      await Promise.all([doors.shut(lastAnswers), engine.stop()]);
      await Promise.all(seats.map(({ reports }) => reports.stop()));
      await Promise.all(seats.map(({ adapter }) => adapter.stop()));
      await ssh.close();
      await journal.close();
    },
  };
}

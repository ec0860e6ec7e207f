import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { choices } from '../../platforms/choices.ts';
import type { Adapter, MaySpeak, Reply } from '../../src/bot/adapter.ts';
import { Bot } from '../../src/bot/bot.ts';
import type { Command, Planning } from '../../src/bot/command.ts';
import { Drift } from '../../src/bot/drift.ts';
import { Inbox } from '../../src/bot/inbox.ts';
import type { Incoming, IncomingVote, Speaker, Where } from '../../src/bot/incoming.ts';
import type { RunNews } from '../../src/bot/news.ts';
import { Notifier } from '../../src/bot/notifier.ts';
import { identityOf } from '../../src/bot/people.ts';
import { replyText } from '../../src/bot/reply-text.ts';
import { newsPlaceOn } from '../../src/bot/request-origin.ts';
import { RunService } from '../../src/bot/run-service.ts';
import type { Said } from '../../src/bot/said.ts';
import { redacted, redactor } from '../../src/bot/secrets.ts';
import { sharedLooks } from '../../src/bot/shared-looks.ts';
import { Standing } from '../../src/bot/standing.ts';
import { Subscriptions } from '../../src/bot/subscriptions.ts';
import { type Action, action, type Risk } from '../../src/engine/action.ts';
import { Decisions } from '../../src/engine/decision.ts';
import { Engine } from '../../src/engine/engine.ts';
import type { Wanted } from '../../src/engine/plan.ts';
import { readRun } from '../../src/engine/run-record.ts';
import { policyDefaults } from '../../src/farm/config/policy-defaults.ts';
import type { Farm } from '../../src/farm/farm.ts';
import { type ReadFarm, readParts } from '../../src/farm/read-parts.ts';
import type { FarmPerson } from '../../src/farm/settings.ts';
import type { FarmState } from '../../src/farm/state.ts';
import type { Journal, Notes } from '../../src/journal/journal.ts';
import { openSqliteJournal } from '../../src/journal/sqlite/journal.ts';
import { inProcessQueue } from '../../src/queue/in-process.ts';
import type { Host, Result } from '../../src/ssh/host.ts';
import { afterThisTest } from '../support/afterwards.ts';

/** A host that is a table of words: what toy steps read and write. */
type Toy = Map<string, string>;

/** `toy.safe`, `toy.disruptive`, `toy.destructive`: put a value where a key is. Fails where the host's value is `broken`. */
function toyAction(toy: Toy, risk: Risk): Action {
  return action({
    name: `toy.${risk}`,
    risk,
    args: z.object({ key: z.string(), value: z.string() }),
    title: ({ key, value }) => `set ${key} to ${value}`,
    facts: ({ key }) => ({
      value: { host: 'toy', read: { script: 'get "$1"', args: [key] }, parse: ({ stdout }: Result) => stdout },
    }),
    see: (_, { value }) => (value === '' ? null : value),
    judge: ({ value }, seen) => {
      if ((seen ?? '') === value) return { is: 'done', why: `it is ${value} already` };
      if (seen === 'locked') return { is: 'blocked', why: 'it is locked' };
      return { is: 'todo', effect: { commands: [`set ${value}`] } };
    },
    apply: async ({ key, value }, seen) => {
      if (toy.get(`${key} breaks`)) throw new Error('the toy broke');
      if (value === '') toy.delete(key);
      else toy.set(key, value);
      void seen;
    },
    receipt: {
      schema: z.object({ before: z.string().nullable() }),
      of: (_, before, after) => (before === after ? null : { before }),
    },
    undo: ({ key }, { before }) => ({ by: [{ action: `toy.${risk}`, args: { key, value: before ?? '' } }] }),
  });
}

function toyHost(toy: Toy): Host {
  const get = (key = '') => ({ code: 0, stdout: toy.get(key) ?? '', stderr: '', truncated: false });
  const unused = () => Promise.reject(new Error('toys have no such thing'));
  return {
    name: 'toy',
    run: async ({ args }) => get(args?.[0]),
    batch: async (scripts) => scripts.map(({ args }) => get(args?.[0])),
    probe: async () => undefined,
    jobs: { start: unused, state: async () => ({ state: 'absent' }), follow: unused, cancel: unused, ended: unused },
    edit: unused,
    settled: async () => undefined,
  };
}

/** `paint KEY VALUE` and its like: one step of that risk. */
export function toyCommand(name: string, risk: Risk): Planning {
  return {
    name,
    kind: 'plan',
    risk,
    usage: `${name} KEY VALUE`,
    summary: `Sets a key (${risk}).`,
    examples: [{ say: `${name} wall red`, shows: 'set wall to red' }],
    plan: async ({ args: [key = '', value = ''] }): Promise<Wanted> => ({
      command: `${name} ${key} ${value}`,
      title: `${name} ${key} ${value}`,
      subjects: [key],
      values: [],
      notes: [],
      locks: [{ key: `toy:${key}`, mode: 'exclusive' }],
      steps: [{ id: 'set', action: `toy.${risk}`, args: { key, value }, after: [] }],
    }),
  };
}

/** What an adapter was given to say. */
export class Heard implements Adapter {
  readonly platform: string;
  readonly identify = 'Log in first.';
  readonly connected = true;
  readonly replies: { readonly to: Incoming; readonly reply: Reply }[] = [];
  readonly news: { readonly where: Where; readonly news: RunNews; readonly id: string }[] = [];
  /** How much of an answer is said at once. */
  fits: () => number = () => Number.POSITIVE_INFINITY;
  /** Set to make it impossible to tell anything. */
  away: string | undefined;
  #next = 0;

  constructor(platform: string) {
    this.platform = platform;
  }

  async start(): Promise<void> {}
  async stop(): Promise<void> {}

  async reply(to: Incoming, reply: Reply): Promise<void> {
    this.replies.push({ to, reply });
  }

  async report(where: Where, news: RunNews): Promise<readonly string[]> {
    if (this.away !== undefined) throw new Error(this.away);
    this.#next += 1;
    const id = `${this.platform}-${this.#next}`;
    this.news.push({ where, news, id });
    return news.news.kind === 'planned' && news.view.gate ? [id] : [];
  }

  /** What happened, in short: `planned`, `vote`, `step done`, `ended done` … */
  get headlines(): readonly string[] {
    return this.news.map(({ news: { news, view } }) => {
      if (news.kind === 'step') return `step ${news.state}`;
      return news.kind === 'ended' ? `ended ${view.state}` : news.kind;
    });
  }

  get said(): readonly string[] {
    return this.replies.flatMap(({ reply }) => replyText(reply));
  }
}

export interface Stage {
  readonly toy: Toy;
  readonly journal: Journal;
  readonly engine: Engine;
  readonly runService: RunService;
  readonly logged: string[];
  /** What is heard and said on one platform. */
  on(platform: string): { readonly heard: Heard; readonly bot: Bot; readonly notifier: Notifier };
  say(platform: string, who: string | null, text: string, given?: Partial<Incoming>): Promise<readonly string[]>;
  vote(
    platform: string,
    who: string | null,
    vote: IncomingVote['vote'],
    message: string,
    withdrawn?: boolean,
  ): Promise<void>;
  /** Resolves when no run is queued or running, and everybody was told. */
  quiet(): Promise<void>;
  /** As if the process died: nothing goes on, and what was said is not remembered beyond the journal. */
  restarted(given?: Parameters<typeof stage>[1]): Promise<Stage>;
}

const naming = { clone: '{name}-{suffix}', instance: '{name}.vm.farm' };
const people = new Map<string, FarmPerson>(
  [
    ['loic', ['operator'], { irc: 'dachary', slack: 'T01/U01' }] as const,
    ['nina', ['developer'], { irc: 'nina', slack: 'T01/U02' }] as const,
    ['nico', ['operator', 'release-manager'], { irc: 'nico' }] as const,
  ].map(([name, roles, identities]) => [name, { name, roles, identities }]),
);

/** farmhand with toys for hosts: the real bot, engine and journal. */
export async function stage(
  commands: readonly Command[],
  given: {
    readonly farm?: Partial<Farm>;
    readonly env?: Record<string, string>;
    readonly working?: boolean /** Cursors that are not written, as when a crash came first. */;
    readonly forgets?: (name: string) => boolean;
    /** Keeps what is heard there until it is dealt with. */
    readonly notes?: Notes;
    /** Reads the whole farm; it is empty, when left out. */
    readonly look?: () => Promise<FarmState>;
    /** Whether it is sure that this process may speak; it is, when left out. */
    readonly maySpeak?: MaySpeak;
    /** What time it is to freezes and windows. */
    readonly now?: () => Date;
  } = {},
): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'farmhand-bot-'));
  afterThisTest(() => rm(folder, { recursive: true }));
  return inFolder(folder, new Map(), commands, given);
}

async function inFolder(
  folder: string,
  toy: Toy,
  commands: readonly Command[],
  given: Parameters<typeof stage>[1] = {},
): Promise<Stage> {
  const journal = await openSqliteJournal(join(folder, 'journal.sqlite'));
  const logged: string[] = [];
  const log = (message: string, error?: unknown) => void logged.push(`${message}: ${error}`);
  const risks: readonly Risk[] = ['safe', 'disruptive', 'destructive'];
  const actions = new Map(risks.map((risk) => [`toy.${risk}`, toyAction(toy, risk)]));
  const farm = {
    ...{
      people,
      policy: policyDefaults,
      timezone: 'UTC',
      channels: [],
      vms: new Map(),
      naming,
      chat: { irc: {}, slack: {} },
    },
    roles: Object.fromEntries(Object.entries(choices).map(([role, of]) => [role, Array.isArray(of) ? of[0] : of])),
    ...given.farm,
  } as unknown as Farm;
  const decisions = new Decisions(journal);
  const standing = new Standing({
    farm,
    commands,
    actions,
    view: (run) => readRun(journal, run),
    decisions,
    ...(given.now && { now: given.now }),
  });
  const engine = new Engine({
    journal,
    queue: inProcessQueue(),
    hosts: () => toyHost(toy),
    actions,
    judge: standing.judge,
    owner: folder,
    log,
  });
  const runService = new RunService({ engine, farm, commands, standing });
  const redact = redactor(given.env ?? {});
  const platforms = new Map<string, { heard: Heard; bot: Bot; notifier: Notifier }>();
  for (const platform of ['irc', 'slack']) {
    const heard = new Heard(platform);
    const notifier = new Notifier({
      journal,
      cursors: {
        cursor: journal.cursor,
        setCursor: async (name, seq) => {
          if (!given.forgets?.(name)) await journal.setCursor(name, seq);
        },
      },
      identityOf: (person) => identityOf(farm, person, platform),
      placeOf: (view) => newsPlaceOn(platform, view, farm.channels),
      adapter: heard,
      about: (view) => runService.about(view),
      prompts: async (run) => (await engine.view(run))?.prompts ?? [],
      posted: (run, prompts) => engine.posted(run, prompts),
      redact: (news) => redacted(news, redact),
      log,
    });
    notifier.start();
    const look = given.look ?? (async () => ({}) as FarmState);
    const read: ReadFarm = (parts) => readParts(() => toyHost(toy), parts);
    platforms.set(platform, {
      heard,
      notifier,
      bot: new Bot({
        farm,
        runService,
        adapter: heard,
        notifier: notifier,
        look,
        read,
        recent: sharedLooks({ journal, hosts: () => toyHost(toy), look }),
        subscriptions: new Subscriptions(journal),
        drift: new Drift({ farm, journal, actions: new Map() }),
        redact,
        log,
        ...(given.notes && { inbox: new Inbox<Said>(given.notes, platform) }),
        maySpeak: given.maySpeak ?? (() => true),
      }),
    });
  }
  if (given.working !== false) await engine.start(4);
  const on = (platform: string) => platforms.get(platform) as { heard: Heard; bot: Bot; notifier: Notifier };
  let closed: Promise<void> | undefined;
  const stop = async () => {
    await engine.stop();
    for (const { notifier } of platforms.values()) await notifier.stop();
    await journal.close();
  };
  const close = () => {
    closed ??= stop();
    return closed;
  };
  afterThisTest(close);
  const where = (platform: string): Where => ({ platform, channel: '#xivo', private: false });
  const speaker = (platform: string, who: string | null): Speaker => ({
    platform,
    nick: who ?? 'dachary',
    account: who === null ? null : (people.get(who)?.identities[platform] ?? who),
  });
  const told: Stage = {
    toy,
    journal,
    engine,
    runService,
    logged,
    on,
    say: async (platform, who, text, more = {}) => {
      const { heard, bot } = on(platform);
      const before = heard.said.length;
      await bot.message({ where: where(platform), speaker: speaker(platform, who), text, ...more });
      return heard.said.slice(before);
    },
    vote: (platform, who, vote, message, withdrawn = false) =>
      on(platform).bot.vote({
        where: where(platform),
        speaker: speaker(platform, who),
        message,
        vote,
        withdrawn,
      } satisfies IncomingVote),
    quiet: async () => {
      const busy = async () =>
        (await engine.unsettled()).some(({ state }) => state === 'queued' || state === 'running');
      while (await busy()) await new Promise((resolve) => setTimeout(resolve, 5));
      for (const platform of platforms.keys()) await on(platform).notifier.catchUp(where(platform));
    },
    restarted: async (other = given) => {
      await close();
      return inFolder(folder, toy, commands, other);
    },
  };
  return told;
}

import type { Logger } from 'pino';
import type { Adapter, Network } from '../src/bot/adapter.ts';
import { BinDuty } from '../src/bot/bin-duty.ts';
import type { RecentFarm } from '../src/bot/command.ts';
import { Drift } from '../src/bot/drift.ts';
import { driftWatch } from '../src/bot/drift-watch.ts';
import { DrillDuty } from '../src/bot/drill-duty.ts';
import { Duties } from '../src/bot/duties.ts';
import { LeaseKeeper } from '../src/bot/lease-keeper.ts';
import { RunService } from '../src/bot/run-service.ts';
import type { Redact } from '../src/bot/secrets.ts';
import { reloading } from '../src/bot/settings-agreement.ts';
import { sharedLooks } from '../src/bot/shared-looks.ts';
import { Standing } from '../src/bot/standing.ts';
import { Subscriptions } from '../src/bot/subscriptions.ts';
import { watch } from '../src/bot/watch.ts';
import { Decisions } from '../src/engine/decision.ts';
import { Engine } from '../src/engine/engine.ts';
import type { ReadingHosts } from '../src/engine/look.ts';
import { readRun } from '../src/engine/run-record.ts';
import { CurrentFarm } from '../src/farm/current-farm.ts';
import type { Farm } from '../src/farm/farm.ts';
import { type ReadFarm, readParts } from '../src/farm/read-parts.ts';
import { readState, storageOf } from '../src/farm/read-state.ts';
import { processOwner } from '../src/journal/owner.ts';
import { createHosts } from '../src/ssh/hosts.ts';
import { AdapterSession, type SessionOptions } from './adapter-session.ts';
import { agree, type SettingsFile } from './agree.ts';
import { adds, builtIn, type Catalog } from './catalog.ts';
import { DrainGate } from './drain-gate.ts';
import type { Instrumentation } from './instrumentation.ts';
import { openJournal } from './open-journal.ts';
import { openQueue } from './open-queue.ts';
import { type Presence, presence } from './presence.ts';
import type { Program } from './program.ts';
import { redactingJournal } from './redacting-journal.ts';
import { Turns } from './turns.ts';
import { pagesOf } from './web/links.ts';

export interface Parts {
  readonly farm: Farm;
  /** The file it is from, to be read anew; left out where there is none. */
  readonly settings?: SettingsFile;
  /** What can be asked for and done; only what is built in, when left out. */
  readonly catalog?: Catalog;
  readonly log: Logger;
  readonly redact: Redact;
  /** Says with REDIS_URL where the journal is; in a file of this machine, when left out. */
  readonly env?: Program['env'];
  /** Called with each run that is about to be decided about here. */
  readonly touched?: (run: number) => void;
  /** Counts what passes, where metrics are wanted. */
  readonly instrumentation?: Instrumentation;
}

/** Runs worked on at once: builds that wait for another are among them, and do nothing but wait. */
const usual = 12;

/** Milliseconds that commands heard before the stop may still take to be answered. */
const lastAnswers = 5000;

/** Everything put together: a farm, its hosts, the journal, the engine, and the chats. */
export interface Farmhand {
  readonly engine: Engine;
  readonly runService: RunService;
  /** The farm as its hosts show it, for answers. */
  readonly recent: RecentFarm;
  /** What runs left on it, compared with what is there. */
  readonly drift: Drift;
  /** As the farm.yaml that holds has it, at each look at it. */
  readonly farm: CurrentFarm;
  /** Why nothing is begun here: farm.yaml is another one than that on record. Undefined: it is not. */
  readonly outOfStep: () => string | undefined;
  /**
   * Has the farm.yaml of its file hold, for every process, and resolves with the number of the run that says so. `asked`: by whom on this machine, in words.
   * Throws Refusal.
   */
  reload(asked: string): Promise<number>;
  /** Lets an adapter hear and speak; resolves when it does. */
  attach(adapter: Adapter, options?: SessionOptions): Promise<void>;
  /** Hears and speaks on a network whenever it is this process's turn; resolves when it does, or stands by for the first time. `insists`: where it cannot even begin it tries again. */
  join(network: Network, insists?: boolean): Promise<void>;
  /** Leaves a network in good order, not to come back. */
  leave(platform: string): Promise<void>;
  /**
   * Begins to work on runs, at most so many at once, those that were in flight when a process died among them. With 0 it works on
   * none, but looks after those that wait.
   */
  work(concurrency?: number): Promise<void>;
  /** Whether it takes runs to work on. */
  working(): boolean;
  /** The platforms it hears and speaks on, or stands by for. */
  presence(): readonly Presence[];
  /**
   * Lets go of everything in good order: hears no more, answers what it has heard, lets go of its runs where another process takes them
   * up, says what it has begun to say. The caller bounds it: a step that cannot be left alone may take as long as its host does.
   */
  stop(): Promise<void>;
}

/** Opens the journal and puts the parts together; nothing is heard, said or done on a host yet. Throws JournalUnusable. */
export async function openFarmhand(parts: Parts): Promise<Farmhand> {
  const { settings, catalog = builtIn, log, redact, env = {}, touched, instrumentation } = parts;
  const current = new CurrentFarm(parts.farm);
  const farm = current.live;
  const { commands, actions, plugins } = catalog;
  const complain = (message: string, error?: unknown) => log.error({ err: error }, message);
  for (const plugin of plugins) log.info({ plugin: plugin.name, ...adds(plugin) }, 'plugin');
  const opened = redactingJournal(await openJournal(env, farm, (message) => log.warn(message)), redact);
  const journal = instrumentation?.journal(opened) ?? opened;
  const ssh = createHosts([...farm.hosts.values()]);
  current.watch(({ hosts }) => ssh.replace([...hosts.values()]));
  const agreed = await agree(journal, settings, { current, log });
  const { agreement, withheld } = agreed;
  const hosts = instrumentation?.hosts(ssh.host) ?? ssh.host;
  const queue = await openQueue(env, complain);
  const owner = processOwner();
  const decisions = new Decisions(journal);
  const standing = new Standing({ farm, commands, actions, view: (run) => readRun(journal, run), decisions });
  const engine = new Engine({
    journal,
    queue,
    hosts,
    actions,
    judge: standing.judge,
    withheld,
    slots: () => farm.slots,
    owner,
    log: complain,
  });
  const runService = new RunService({
    engine,
    farm,
    commands,
    standing,
    ...(agreement && { agreement }),
    ...(touched && { touched }),
  });
  const look = (through: ReadingHosts = hosts) => readState(farm, through);
  const read: ReadFarm = (parts, through = hosts) => readParts(through, parts);
  const recent = sharedLooks({ journal, hosts, look });
  const subscriptions = new Subscriptions(journal);
  const drift = new Drift({ farm, journal, actions });
  const pages = pagesOf(farm, journal);
  const sessions: AdapterSession[] = [];
  const turns: { readonly taking: Turns; readonly left: AbortController }[] = [];
  const drainGate = new DrainGate();
  const [stopping, leaving] = [new AbortController(), new AbortController()];
  const shared = {
    farm,
    runService,
    look,
    read,
    recent,
    subscriptions,
    drift,
    settings: agreement,
    pages,
    redact,
    log: complain,
    journal,
    engine,
    drainGate,
    instrumentation,
  };
  const newSession = (adapter: Adapter, options: SessionOptions) =>
    new AdapterSession(adapter, { ...shared, leaving: leaving.signal }, options);
  const bin = new BinDuty({
    farm,
    runService,
    look: () => read({ storage: storageOf(farm) }),
    log: (message) => log.warn(message),
  });
  const instances = async () => (await read({ instances: farm.roles.hypervisor.instances(farm.hypervisor) })).instances;
  const leases = new LeaseKeeper({
    ...{ farm, engine, runService, look, read, subscriptions, drift, instances },
    log: complain,
  });
  const drills = new DrillDuty({ farm, engine, runService, look, read, log: (message) => log.warn(message) });
  const drifts = driftWatch({ farm, drift, read, notes: journal, runService });
  const duties = new Duties({
    duties: [bin, leases, watch({ engine, runService }), drifts, drills],
    leases: journal,
    owner,
    log: complain,
  });
  let working = false;
  return {
    engine,
    runService,
    recent,
    drift,
    farm: current,
    outOfStep: () => agreement?.problem,
    async reload(asked) {
      if (!agreement) throw new Error('farmhand was not started from a file');
      return (await runService.submitItself(reloading(await agreement.propose(), asked), null)).run;
    },
    async attach(adapter, options = {}) {
      const session = newSession(adapter, options);
      sessions.push(session);
      await session.begin();
    },
    async join(network, insists = false) {
      const left = new AbortController();
      const taking = new Turns(network, {
        leases: journal,
        notes: journal,
        owner,
        log: complain,
        info: (message) => log.info(message),
        newSession: (adapter, leaderLease) => newSession(adapter, { leaderLease: leaderLease }),
        insists,
        stopping: AbortSignal.any([stopping.signal, left.signal]),
        leaving: AbortSignal.any([leaving.signal, left.signal]),
      });
      turns.push({ taking, left });
      await taking.begin();
    },
    async leave(platform) {
      const at = turns.findIndex(({ taking }) => taking.platform === platform);
      for (const { taking, left } of at < 0 ? [] : turns.splice(at, 1)) {
        left.abort();
        await taking.end();
      }
    },
    async work(concurrency = usual) {
      await engine.start(concurrency);
      duties.start();
      working = concurrency > 0;
    },
    working: () => working,
    presence: () => [
      ...sessions.map(({ adapter }) => presence(adapter.platform, adapter, adapter.trouble)),
      ...turns.map(({ taking: { platform, adapter, trouble } }) => presence(platform, adapter, trouble)),
    ],
    async stop() {
      working = false;
      stopping.abort();
      agreed.stop();
      await Promise.all([drainGate.drain(lastAnswers), duties.stop(), engine.stop()]);
      leaving.abort();
      await Promise.all([...sessions, ...turns.map(({ taking }) => taking)].map((one) => one.end()));
      await ssh.close();
      await journal.close();
    },
  };
}

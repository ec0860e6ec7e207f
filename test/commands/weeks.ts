import { pino } from 'pino';
import { builtIn } from '../../main/catalog.ts';
import { type Farmhand, openFarmhand } from '../../main/farmhand.ts';
import type { Adapter, InboundHandler, Reply } from '../../src/bot/adapter.ts';
import { BinDuty } from '../../src/bot/bin-duty.ts';
import { Drift } from '../../src/bot/drift.ts';
import { Duties } from '../../src/bot/duties.ts';
import type { Where } from '../../src/bot/incoming.ts';
import { LeaseKeeper, type LeaseKeeperParts } from '../../src/bot/lease-keeper.ts';
import type { RunNews } from '../../src/bot/news.ts';
import { outcomeOf } from '../../src/bot/outcome.ts';
import { replyText } from '../../src/bot/reply-text.ts';
import { RunService } from '../../src/bot/run-service.ts';
import { runTitle } from '../../src/bot/run-text.ts';
import { Standing } from '../../src/bot/standing.ts';
import { Subscriptions } from '../../src/bot/subscriptions.ts';
import { Decisions } from '../../src/engine/decision.ts';
import { readRun } from '../../src/engine/run-record.ts';
import type { Farm } from '../../src/farm/farm.ts';
import { readParts } from '../../src/farm/read-parts.ts';
import { readState } from '../../src/farm/read-state.ts';
import { createHosts } from '../../src/ssh/hosts.ts';
import { eventually } from '../support/eventually.ts';

const channel: Where = { platform: 'console', channel: '#farm', private: false };

/** What is said to farmhand, and done by it, between a start and a stop. */
export interface Alive {
  readonly farmhand: Farmhand;
  /** Says it, and gives what was answered, once no run is under way. */
  say(text: string, person?: string, where?: Where): Promise<readonly string[]>;
  /** Does what is due now of leases, as is done every minute; resolves once no run is under way. `binToo`: of the bin as well. */
  turn(owner?: string, binToo?: boolean): Promise<void>;
}

/** What farmhand told of itself, over all its lives. */
export interface Told {
  readonly run: number;
  readonly is: 'waits' | 'over';
  readonly where: string;
  readonly text: string;
  /** The person who is called by it. */
  readonly to: string | undefined;
}

/** One life of farmhand on that farm: it is started, and when the work is done, stopped. What it told is added. `works`: it works on runs. */
export async function alive(
  farm: Farm,
  told: Told[],
  work: (alive: Alive) => Promise<void>,
  works = true,
): Promise<void> {
  const chat = new Chat(told);
  const failures: unknown[] = [];
  const farmhand = await openFarmhand({ farm, log: pino({ level: 'silent' }), redact: (text) => text });
  const ssh = createHosts([...farm.hosts.values()]);
  try {
    await farmhand.attach(chat);
    await farmhand.work(works ? 4 : 0);
    const { engine } = farmhand;
    const rest = () =>
      eventually(async () => {
        for (const { run, state } of works ? await engine.runs({ limit: 10 }) : []) {
          const all = told.filter((one) => one.run === run);
          if (!all.some(({ is }) => is === 'over' || (is === 'waits' && state === 'waiting')))
            throw new Error(`run ${run} is ${state}, and that was not told`);
        }
      });
    await work({
      farmhand,
      say: async (text, person = 'you', where = channel) => {
        chat.lines = [];
        const account = farm.people.get(person)?.identities.console ?? null;
        await chat.inbound?.message({ where, speaker: { platform: 'console', nick: person, account }, text });
        await rest();
        return chat.lines;
      },
      turn: async (owner = 'a process', binToo = false) => {
        const log = (message: string, error?: unknown) => void failures.push(message, error);
        await new Duties({
          ...{ owner, log, leases: engine.journal },
          duties: [keeper(farm, farmhand, ssh.host, log), ...(binToo ? [binDuty(farm, farmhand, ssh.host, log)] : [])],
        }).turn();
        await rest();
        if (failures.length > 0) throw new AggregateError(failures, String(failures));
      },
    });
  } finally {
    await farmhand.stop();
    await ssh.close();
  }
}

function runServiceOn(farm: Farm, { engine }: Farmhand): RunService {
  const { commands, actions } = builtIn;
  const decisions = new Decisions(engine.journal);
  const standing = new Standing({ farm, commands, actions, view: (run) => readRun(engine.journal, run), decisions });
  return new RunService({ engine, farm, commands, standing });
}

function binDuty(
  farm: Farm,
  farmhand: Farmhand,
  hosts: ReturnType<typeof createHosts>['host'],
  log: LeaseKeeperParts['log'],
): BinDuty {
  return new BinDuty({ farm, runService: runServiceOn(farm, farmhand), look: () => readState(farm, hosts), log });
}

function keeper(
  farm: Farm,
  farmhand: Farmhand,
  hosts: ReturnType<typeof createHosts>['host'],
  log: LeaseKeeperParts['log'],
): LeaseKeeper {
  const { engine } = farmhand;
  const { actions } = builtIn;
  const instances = { instances: farm.roles.hypervisor.instances(farm.hypervisor) };
  return new LeaseKeeper({
    ...{ farm, engine, log },
    runService: runServiceOn(farm, farmhand),
    look: (through = hosts) => readState(farm, through),
    read: (parts, through = hosts) => readParts(through, parts),
    subscriptions: new Subscriptions(engine.journal),
    drift: new Drift({ farm, journal: engine.journal, actions }),
    instances: async () => (await readParts(hosts, instances)).instances,
  });
}

/** A chat that keeps what was said in it. */
class Chat implements Adapter {
  readonly platform = 'console';
  readonly identify = 'Log in.';
  readonly connected = true;
  lines: string[] = [];
  inbound: InboundHandler | undefined;
  readonly #told: Told[];

  constructor(told: Told[]) {
    this.#told = told;
  }

  async start(inbound: InboundHandler): Promise<void> {
    this.inbound = inbound;
  }

  async stop(): Promise<void> {}

  async reply(_to: unknown, reply: Reply): Promise<void> {
    this.lines.push(...replyText(reply));
  }

  async report(where: Where, news: RunNews): Promise<readonly string[]> {
    const said = textOf(news);
    const { run, by } = news.view;
    if (said) this.#told.push({ ...said, run, where: where.channel, to: news.asker ?? by });
    return [];
  }
}

/** The plan of a run that waits, and the end of any; else nothing. */
function textOf(told: RunNews): Pick<Told, 'is' | 'text'> | undefined {
  const { news, view } = told;
  if (news.kind === 'ended' || news.kind === 'expired' || (news.kind === 'vote' && view.state === 'denied')) {
    const { headline, next } = outcomeOf(told);
    return { is: 'over', text: [headline, ...next].join('. ').replace(/ \(\d+ s\)| in \d+ s/g, '') };
  }
  if (news.kind !== 'planned' || !view.gate) return undefined;
  return { is: 'waits', text: `to approve: ${runTitle(view)}` };
}

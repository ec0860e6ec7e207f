import { pino } from 'pino';
import { actions } from '../../platforms/actions.ts';
import { loadFarm } from '../../platforms/load-farm.ts';
import { createSandbox, type Sandbox } from '../../platforms/sandboxes.ts';
import type { Adapter, InboundHandler, Reply } from '../../src/bot/adapter.ts';
import { Bot } from '../../src/bot/bot.ts';
import type { Command } from '../../src/bot/command.ts';
import { Drift } from '../../src/bot/drift.ts';
import type { Incoming } from '../../src/bot/incoming.ts';
import { replyText } from '../../src/bot/reply-text.ts';
import { RunService } from '../../src/bot/run-service.ts';
import { sharedLooks } from '../../src/bot/shared-looks.ts';
import { Standing } from '../../src/bot/standing.ts';
import { Subscriptions } from '../../src/bot/subscriptions.ts';
import { Decisions } from '../../src/engine/decision.ts';
import { Engine } from '../../src/engine/engine.ts';
import type { RunView } from '../../src/engine/run.ts';
import { readRun } from '../../src/engine/run-record.ts';
import { readParts } from '../../src/farm/read-parts.ts';
import { readState } from '../../src/farm/read-state.ts';
import { openSqliteJournal } from '../../src/journal/sqlite/journal.ts';
import { inProcessQueue } from '../../src/queue/in-process.ts';
import { createHosts } from '../../src/ssh/hosts.ts';

/** farmhand on a sandbox farm with commands of the test's own. */
export interface ExampleFarm {
  readonly sandbox: Sandbox;
  /** Says it, and gives the answer; or, when it became a run, that run once it is over. */
  say(text: string): Promise<readonly string[] | RunView>;
  close(): Promise<void>;
}

export async function exampleFarm(commands: readonly Command[]): Promise<ExampleFarm> {
  const sandbox = await createSandbox({ diskSize: 4 * 2 ** 20, login: 'owner' });
  const farm = await loadFarm(sandbox.farmFile);
  const journal = await openSqliteJournal(farm.data.journal);
  const hosts = createHosts([...farm.hosts.values()]);
  const log = (message: string, error?: unknown) => pino({ level: 'warn' }).warn({ err: error }, message);
  const decisions = new Decisions(journal);
  const standing = new Standing({ farm, commands, actions, view: (run) => readRun(journal, run), decisions });
  const { judge } = standing;
  const engine = new Engine({
    journal,
    queue: inProcessQueue(),
    hosts: hosts.host,
    actions,
    judge,
    owner: 'test',
    log,
  });
  await engine.start(1);
  const lines: string[] = [];
  const adapter: Adapter = {
    platform: 'console',
    identify: '',
    connected: true,
    start: async () => undefined,
    reply: async (_to: Incoming, reply: Reply) => void lines.push(...replyText(reply)),
    report: async () => [],
    stop: async () => undefined,
  };
  const look = () => readState(farm, hosts.host);
  const inbound: InboundHandler = new Bot({
    farm,
    runService: new RunService({ engine, farm, commands, standing }),
    adapter,
    notifier: { catchUp: async () => undefined },
    look,
    read: (parts) => readParts(hosts.host, parts),
    recent: sharedLooks({ journal, hosts: hosts.host, look }),
    subscriptions: new Subscriptions(journal),
    drift: new Drift({ farm, journal, actions }),
    redact: (text) => text,
    log,
  });
  const where = { platform: 'console', channel: 'test', private: true };
  return {
    sandbox,
    async say(text) {
      lines.length = 0;
      const before = (await engine.runs({ limit: 1 })).length;
      await inbound.message({ where, speaker: { platform: 'console', nick: 'you', account: 'owner' }, text });
      if ((await engine.runs({ limit: 1 })).length === before) return [...lines];
      return over(engine);
    },
    async close() {
      await engine.stop();
      await hosts.close();
      await journal.close();
      await sandbox.close();
    },
  };
}

/** The newest run, once it has come to its end. */
function over(engine: Engine): Promise<RunView> {
  return new Promise((resolve, reject) => {
    const look = async () => {
      const [head] = await engine.runs({ limit: 1 });
      const view = head && (await engine.view(head.run));
      if (view?.endedAt === undefined) return;
      unwatch();
      resolve(view);
    };
    const unwatch = engine.journal.watch(() => void look().catch(reject));
    look().catch(reject);
  });
}

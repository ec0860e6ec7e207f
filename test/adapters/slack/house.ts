import { pino } from 'pino';
import type { Adapter } from '../../../src/bot/adapter.ts';
import { loadFarm } from '../../../src/farm/config/load.ts';
import type { Farm, PolicyRule } from '../../../src/farm/farm.ts';
import { adaptersOf } from '../../../src/main/adapters.ts';
import { chat } from '../../../src/main/farm.ts';
import { type Farmhand, openFarmhand } from '../../../src/main/farmhand.ts';
import { createSandbox, type Sandbox } from '../../../src/sandbox/sandbox.ts';
import { freePorts } from '../../support/daemon.ts';
import type { Slack } from '../../support/slack/slack.ts';

/** As fast as the double lets; tests about rates give their own. */
const unhurried = { burst: 1000, per_second: 1000 };

/** So many people approve that command. */
export function approvedBy(command: string, need: number, askerCounts: boolean): PolicyRule {
  const approvals = { need, roles: [], askerCounts, expires: 1800 };
  return { commands: [command], vms: [], risks: [], who: 'people', approvals };
}

export interface HouseSettings {
  readonly mode?: 'socket' | 'http';
  /** chat.slack, beside the mode. */
  readonly settings?: Record<string, unknown>;
  /** chat.irc, where it is on IRC too. */
  readonly irc?: Record<string, unknown>;
  /** Identities by the names of the sandbox's people: you, rose and sarah. */
  readonly people: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly policy?: readonly PolicyRule[];
  readonly channels?: Farm['channels'];
  readonly rate?: number;
}

/** The whole of farmhand, in Slack, on a sandbox farm of its own. */
export interface House {
  readonly farm: Farm;
  readonly sandbox: Sandbox;
  farmhand(): Farmhand;
  /** Everything it logged. */
  log(): string;
  /** Stops it in good order. */
  stop(): Promise<void>;
  /** Starts it again over the same data. */
  start(): Promise<void>;
  close(): Promise<void>;
}

export async function house(slack: Slack, given: HouseSettings): Promise<House> {
  const { mode = 'socket', settings = {}, irc, people, policy, channels, rate } = given;
  const sandbox = await createSandbox({ diskSize: 4 * 2 ** 20, login: 'owner', ...(rate !== undefined && { rate }) });
  const base = await loadFarm(sandbox.farmFile, { chat });
  const [port = 0] = await freePorts(1);
  const http = { port };
  if (mode === 'http') slack.delivery.url = `http://127.0.0.1:${port}/slack/events`;
  const farm: Farm = {
    ...base,
    ...(policy && { policy: [...policy, ...base.policy] }),
    ...(channels && { channels }),
    people: new Map([...base.people.values()].map((one) => [one.name, { ...one, identities: people[one.name] ?? {} }])),
    chat: {
      slack: chat.slack.parse({ mode, http, flood: unhurried, ...settings }),
      ...(irc && { irc: chat.irc.parse(irc) }),
    },
  };
  const { bot, app, signingSecret } = slack.tokens;
  const env = {
    SLACK_BOT_TOKEN: bot,
    SLACK_APP_TOKEN: app,
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_API_URL: slack.apiUrl,
  };
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  let running: { readonly farmhand: Farmhand; readonly adapters: readonly Adapter[] } | undefined;
  const start = async () => {
    const adapters = await adaptersOf(farm, env, log);
    const farmhand = await openFarmhand({ farm, log, redact: (text) => text });
    running = { farmhand, adapters };
    await farmhand.work();
    await Promise.all(adapters.map((adapter) => farmhand.seat(adapter)));
  };
  const stop = async () => {
    await running?.farmhand.stop();
    running = undefined;
  };
  await start();
  return {
    farm,
    sandbox,
    farmhand: () => {
      if (!running) throw new Error('farmhand does not run');
      return running.farmhand;
    },
    log: () => lines.join(''),
    start,
    stop,
    close: async () => {
      await stop();
      await sandbox.close();
    },
  };
}

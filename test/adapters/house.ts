import { pino } from 'pino';
import { chat, networksOf } from '../../main/adapters.ts';
import { type Farmhand, openFarmhand } from '../../main/farmhand.ts';
import { loadFarm } from '../../platforms/load-farm.ts';
import { createSandbox, type Sandbox } from '../../platforms/sandboxes.ts';
import type { Adapter } from '../../src/bot/adapter.ts';
import type { Farm } from '../../src/farm/farm.ts';
import type { PolicyRule } from '../../src/farm/policy-rule.ts';

export interface HouseSettings {
  /** As under `chat` in farm.yaml. */
  readonly chat: Readonly<Record<string, unknown>>;
  /** Secrets of the adapters. */
  readonly env: Readonly<Record<string, string>>;
  /** Identities by the names of the sandbox's people: you, rose and sarah. */
  readonly people: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly policy?: readonly PolicyRule[];
  readonly channels?: Farm['channels'];
  /** MiB a second at which disks of 64 MiB are copied, to be watched; small ones, as fast as can be, when left out. */
  readonly rate?: number;
  /** Adapters besides those of `chat`, made anew at each start. */
  readonly more?: () => readonly Adapter[];
}

/** The whole of farmhand, with real adapters, on a sandbox farm of its own. */
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

/** So many people approve that command. */
export function approvedBy(command: string, need: number, askerCounts: boolean): PolicyRule {
  const approvals = { need, roles: [], askerCounts, expires: 1800 };
  return { commands: [command], vms: [], risks: [], who: 'people', approvals };
}

/** A house in which farmhand runs; when it does not start, the sandbox is gone again. */
export async function openHouse(given: HouseSettings): Promise<House> {
  const sandbox = await createSandbox({
    diskSize: (given.rate === undefined ? 4 : 64) * 2 ** 20,
    login: 'owner',
    ...(given.rate !== undefined && { rate: given.rate }),
  });
  const farm = farmOf(await loadFarm(sandbox.farmFile, { chat }), given);
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  let running: Farmhand | undefined;
  const stop = async () => {
    await running?.stop();
    running = undefined;
  };
  const start = async () => {
    const networks = networksOf(farm, given.env, log);
    const farmhand = await openFarmhand({ farm, log, redact: (text) => text });
    running = farmhand;
    await farmhand.work();
    await Promise.all([
      ...networks.map((network) => farmhand.join(network)),
      ...(given.more?.() ?? []).map((adapter) => farmhand.attach(adapter)),
    ]);
  };
  const close = async () => {
    await stop();
    await sandbox.close();
  };
  try {
    await start();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    farm,
    sandbox,
    farmhand: () => {
      if (!running) throw new Error('farmhand does not run');
      return running;
    },
    log: () => lines.join(''),
    start,
    stop,
    close,
  };
}

function farmOf(base: Farm, { chat: blocks, people, policy, channels }: HouseSettings): Farm {
  const persons = [...base.people.values()].map(
    (one) => [one.name, { ...one, identities: people[one.name] ?? {} }] as const,
  );
  const parsed = Object.entries(blocks).map(([name, block]) => [name, chat[name]?.settings.parse(block)] as const);
  return {
    ...base,
    people: new Map(persons),
    chat: Object.fromEntries(parsed),
    ...(policy && { policy: [...policy, ...base.policy] }),
    ...(channels && { channels }),
  };
}

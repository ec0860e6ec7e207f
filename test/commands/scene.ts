import { pino } from 'pino';
import { afterAll, vi } from 'vitest';
import { Followed } from '../../adapters/console/followed.ts';
import { newsLines } from '../../adapters/console/lines.ts';
import { loadFarm } from '../../platforms/load-farm.ts';
import { createSandbox, type Sandbox } from '../../platforms/sandboxes.ts';
import type { Adapter, Ears, Incoming, Reply, Where } from '../../src/bot/adapter.ts';
import type { RunNews } from '../../src/bot/news.ts';
import type { Farm } from '../../src/farm/farm.ts';
import { type Farmhand, openFarmhand } from '../../src/main/farmhand.ts';
import { patient } from '../support/patient.ts';

/** Whole runs on a machine that may be busy with much else. */
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const where: Where = { platform: 'console', channel: 'test', private: true };

/** Hears what the test says, and keeps what is answered and told as the lines a person would read. */
class Listener implements Adapter {
  readonly platform = 'console';
  readonly identify = 'Log in.';
  readonly connected = true;
  readonly followed = new Followed();
  lines: string[] = [];
  ears: Ears | undefined;

  async start(ears: Ears): Promise<void> {
    this.ears = ears;
  }

  async stop(): Promise<void> {}

  async reply(_to: Incoming, { lines }: Reply): Promise<void> {
    this.lines.push(...lines);
  }

  async report(_where: Where, told: RunNews): Promise<readonly string[]> {
    this.followed.take(told);
    this.lines.push(...newsLines(told, true).map(({ text }) => text));
    return [];
  }
}

export interface Scene {
  readonly sandbox: Sandbox;
  readonly farm: Farm;
  readonly farmhand: Farmhand;
  /** Says it as a person of the sandbox's farm, and gives all that came back until every run had ended or waited for approval. */
  say(text: string, person?: string): Promise<readonly string[]>;
  /** Says it, and has a second person approve what waits for it. */
  done(text: string): Promise<readonly string[]>;
  /** Denies every run that waits. */
  clear(): Promise<void>;
}

const closing: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** The whole of farmhand on a sandbox farm of its own. `change`: what is different from the sandbox's farm.yaml. */
export async function scene(change: (farm: Farm) => Farm = (farm) => farm): Promise<Scene> {
  const sandbox = await createSandbox({ diskSize: 4 * 2 ** 20, login: 'owner' });
  closing.push(() => sandbox.close());
  const { firewall, ...rest } = await loadFarm(sandbox.farmFile);
  // The dead man's switch waits long enough for a machine that is busy with other tests.
  const farm = change({ ...rest, ...(firewall && { firewall: patient(firewall) }) });
  const made = await sceneOn(sandbox, farm);
  closing.push(() => made.farmhand.stop());
  return made;
}

/** The same on a sandbox there is; who asks for it stops it. */
export async function sceneOn(sandbox: Sandbox, farm: Farm): Promise<Scene> {
  const farmhand = await openFarmhand({ farm, log: pino({ level: 'silent' }), redact: (text) => text });
  const listener = new Listener();
  await farmhand.seat(listener);
  await farmhand.work();
  const say = async (text: string, person = 'you'): Promise<readonly string[]> => {
    listener.lines = [];
    const account = farm.people.get(person)?.identities.console ?? null;
    await listener.ears?.message({ where, speaker: { platform: 'console', nick: person, account }, text });
    await listener.followed.rest();
    return listener.lines;
  };
  const settle = async (how: 'approve' | 'deny'): Promise<readonly string[]> => {
    const lines: string[] = [];
    for (const run of listener.followed.outcome.waiting) lines.push(...(await say(`${how} ${run}`, 'sarah')));
    return lines;
  };
  return {
    sandbox,
    farm,
    farmhand,
    say,
    done: async (text) => [...(await say(text)), ...(await settle('approve'))],
    clear: async () => void (await settle('deny')),
  };
}

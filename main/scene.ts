import { pino } from 'pino';
import { Followed } from '../adapters/console/followed.ts';
import { newsLines } from '../adapters/console/lines.ts';
import { loadFarm } from '../platforms/load-farm.ts';
import { createSandbox, type Sandbox, type SandboxSettings } from '../platforms/sandboxes.ts';
import type { Adapter, InboundHandler, Reply } from '../src/bot/adapter.ts';
import type { Incoming, Where } from '../src/bot/incoming.ts';
import type { RunNews } from '../src/bot/news.ts';
import { replyText } from '../src/bot/reply-text.ts';
import type { Farm } from '../src/farm/farm.ts';

import type { Catalog } from './catalog.ts';
import { openFarm, withSettings } from './farm.ts';
import { type Farmhand, openFarmhand, type Parts } from './farmhand.ts';

const where: Where = { platform: 'console', channel: 'test', private: true };

/** Hears what is said by `say`, and keeps the answers and the news as the lines a person would read. */
class Listener implements Adapter {
  readonly platform = 'console';
  readonly identify = 'Log in.';
  readonly connected = true;
  readonly takesData = true;
  readonly followed = new Followed();
  lines: string[] = [];
  readonly replies: Reply[] = [];
  readonly news: RunNews[] = [];
  inbound: InboundHandler | undefined;

  async start(inbound: InboundHandler): Promise<void> {
    this.inbound = inbound;
  }

  async stop(): Promise<void> {}

  async reply(_to: Incoming, reply: Reply): Promise<void> {
    this.replies.push(reply);
    this.lines.push(...replyText(reply));
  }

  async report(_where: Where, told: RunNews): Promise<readonly string[]> {
    this.news.push(told);
    this.followed.take(told);
    this.lines.push(...newsLines(told, true).map(({ text }) => text));
    return [];
  }
}

/** The whole of farmhand on a farm, and one who speaks to it. */
export interface Staged {
  readonly farm: Farm;
  readonly farmhand: Farmhand;
  /** All that came back until now, as any adapter is given it to show. */
  readonly shown: { readonly replies: readonly Reply[]; readonly news: readonly RunNews[] };
  /** Says it as a person of the farm, and gives all that came back until every run had ended or waited for approval. */
  say(text: string, person?: string): Promise<readonly string[]>;
  /** Says it, and has a second person approve what waits for it. */
  done(text: string): Promise<readonly string[]>;
  /** Has a second person approve what waits for it, and gives what comes of it. */
  approve(): Promise<readonly string[]>;
  /** Denies every run that waits. */
  clear(): Promise<void>;
}

/** The same on a sandbox farm, for examples and tests. */
export interface Scene extends Staged {
  readonly sandbox: Sandbox;
}

/** A sandbox with the farm that its farm.yaml describes. Whoever asks for it closes it. */
export async function sandboxFarm(
  settings: SandboxSettings = {},
): Promise<{ readonly sandbox: Sandbox; readonly farm: Farm }> {
  const sandbox = await createSandbox({ diskSize: 4 * 2 ** 20, login: 'owner', ...settings });
  return { sandbox, farm: await loadFarm(sandbox.farmFile) };
}

/** farmhand on that sandbox, with the built-in commands and actions unless others are given. Whoever asks for it stops it. */
export async function sceneOn(sandbox: Sandbox, farm: Farm, catalog?: Catalog): Promise<Scene> {
  const file = { farmFile: sandbox.farmFile, env: {} };
  const { settings } = withSettings(file, await openFarm(file));
  return { sandbox, ...(await staged(farm, { ...(catalog && { catalog }), ...(settings && { settings }) })) };
}

/** farmhand on a farm of which `you` and `sarah` are people. Whoever asks for it stops it. */
export async function staged(
  farm: Farm,
  parts: Pick<Parts, 'catalog' | 'settings' | 'instrumentation'> = {},
): Promise<Staged> {
  const log = pino({ level: 'silent' });
  const farmhand = await openFarmhand({ farm, ...parts, log, redact: (text) => text });
  const listener = new Listener();
  await farmhand.attach(listener);
  await farmhand.work();
  const say = async (text: string, person = 'you'): Promise<readonly string[]> => {
    listener.lines = [];
    const account = farm.people.get(person)?.identities.console ?? null;
    await listener.inbound?.message({ where, speaker: { platform: 'console', nick: person, account }, text });
    await listener.followed.rest();
    return listener.lines;
  };
  const settle = async (how: 'approve' | 'deny'): Promise<readonly string[]> => {
    const lines: string[] = [];
    for (const run of listener.followed.result.waiting) lines.push(...(await say(`${how} ${run}`, 'sarah')));
    return lines;
  };
  return {
    farm,
    farmhand,
    shown: listener,
    say,
    done: async (text) => [...(await say(text)), ...(await settle('approve'))],
    approve: () => settle('approve'),
    clear: async () => void (await settle('deny')),
  };
}

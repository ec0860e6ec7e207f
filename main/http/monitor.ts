import type { Logger } from 'pino';
import type { Redact } from '../../src/bot/secrets.ts';
import type { Farm } from '../../src/farm/farm.ts';
import { type Journal, JournalUnusable } from '../../src/journal/journal.ts';
import { late, within } from '../../src/time/within.ts';
import { builtIn, type Catalog } from '../catalog.ts';
import type { Farmhand } from '../farmhand.ts';
import type { Instrumentation } from '../instrumentation.ts';
import { redisOf } from '../open-journal.ts';
import type { Program } from '../program.ts';
import { httpAddress } from './address.ts';
import { boardSettings } from './board-settings.ts';
import { farmMetrics } from './farm-metrics.ts';
import { processMetrics } from './process-metrics.ts';
import { type Duty, readyPage } from './readiness.ts';
import { type Answer, type Branch, serve, text } from './server.ts';

export interface MonitorParts {
  readonly farm: Farm;
  readonly catalog?: Catalog;
  readonly env: Program['env'];
  readonly duty: Duty;
  readonly redact: Redact;
  readonly log: Logger;
}

/** How this process is, over HTTP: what FARMHAND_HTTP asks for. */
export interface Monitor {
  readonly instrumentation: Instrumentation;
  /** Everything is put together now. */
  watch(farmhand: Farmhand): void;
  /** Not ready from now on. */
  stopping(): void;
  close(): Promise<void>;
}

/** Connections at once: a Prometheus, a browser, a few who look. */
const most = 32;

/** Milliseconds the journal has to be counted. */
const patience = 2000;

/** Listens where FARMHAND_HTTP says. Throws when that is no address, when nobody can listen there, and what the board cannot be shown for. */
export async function openMonitor({ farm, catalog = builtIn, env, duty, redact, log }: MonitorParts): Promise<Monitor> {
  let farmhand: Farmhand | undefined;
  const board = boardSettings(env);
  const address = httpAddress(env.FARMHAND_HTTP ?? '');
  const { register, instrumentation, deaf } = processMetrics({
    hosts: [...farm.hosts.keys()],
    vms: { has: (name) => (farmhand?.farm.now ?? farm).vms.has(name) },
    actions: [...catalog.actions.keys()],
    platforms: duty.platforms(),
  });
  let stopping = false;

  const metrics = async (): Promise<Answer> => {
    const presence = farmhand?.presence() ?? [];
    deaf(new Map(presence.map(({ platform, is }) => [platform, is === 'connecting' || is === 'deaf'])));
    const own = await register.metrics();
    const farms = farmhand && (await counted(farmhand.engine.journal));
    return { status: 200, type: register.contentType, body: own + (farms ?? '') };
  };
  const pages = new Map([
    ['/healthz', async () => text(200, 'ok\n')],
    ['/readyz', () => readyPage({ farm, duty, inFile: !redisOf(env), farmhand, stopping }, redact)],
    ['/metrics', metrics],
  ]);
  const opened = board && (await import('./board.ts')).openBoard(board);
  const branches = new Map<string, Branch>(opened && [[opened.path, opened.branch]]);
  const complain = (message: string, error: unknown) => log.error({ err: error }, message);
  const server = await serve(address, { pages, branches, log: complain }, { most, said: 'FARMHAND_HTTP' }).catch(
    async (error) => {
      await opened?.close();
      throw error;
    },
  );
  log.info({ http: server.shown }, 'health and numbers');
  return {
    instrumentation,
    watch: (whole) => {
      farmhand = whole;
    },
    stopping: () => {
      stopping = true;
    },
    close: async () => {
      await server.close();
      await opened?.close();
    },
  };
}

/** The farm's numbers; undefined where the journal does not answer: Prometheus sees a gap then. */
async function counted(journal: Journal): Promise<string | undefined> {
  try {
    const register = await within(patience, farmMetrics(journal));
    return register === late ? undefined : await register.metrics();
  } catch (error) {
    if (error instanceof JournalUnusable) return undefined;
    throw error;
  }
}

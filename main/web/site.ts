import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Redact } from '../../src/bot/secrets.ts';
import { isFinished } from '../../src/engine/run.ts';
import type { WebSettings } from '../../src/farm/web-settings.ts';
import type { Farmhand } from '../farmhand.ts';
import type { Branch } from '../http/server.ts';
import { assets } from './assets.ts';
import { Entrance, type EntranceParts } from './entrance.ts';
import { followOutput } from './live-output.ts';
import { LiveRuns } from './live-runs.ts';
import { outputPart } from './pages/output.ts';
import { refusedPage } from './pages/refused.ts';
import { wordsPage } from './pages/words.ts';
import { RecentDrift } from './recent-drift.ts';
import { send, sendFile } from './respond.ts';
import { outputOf, pageAt, type RouteParts } from './routes.ts';
import { runShown } from './run-shown.ts';

export interface SiteParts extends EntranceParts {
  readonly farmhand: Farmhand;
  readonly redact: Redact;
  readonly log: (message: string, error: unknown) => void;
}

/** Milliseconds between two looks at what a host has of an output. */
const lookInterval = 2000;

/** What every answer has: nothing is kept, framed, guessed or asked of elsewhere, and no address is told to others. */
const headers = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
} as const;

/** The pages, for those who may see them. */
export class WebSite {
  readonly #parts: SiteParts;
  readonly #entrance: Entrance;
  readonly #routes: RouteParts;
  readonly #live: LiveRuns;

  constructor(parts: SiteParts) {
    this.#parts = parts;
    this.#entrance = new Entrance(parts);
    this.#routes = { ...parts, drift: new RecentDrift(parts.farmhand, parts.log) };
    const { farmhand, redact, log } = parts;
    const { journal } = farmhand.engine;
    this.#live = new LiveRuns({
      shown: (run) => runShown(farmhand, run, redact),
      version: async (run) => (await journal.head(run))?.version,
      watch: (wake) => journal.watch(wake),
      log,
    });
  }

  /** Answers everything; the server lets GET and HEAD through only. */
  readonly branch: Branch = (request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    this.#answer(request, response).catch((error) => {
      // Without what follows a question mark: a link's key stands there.
      this.#parts.log(`${request.method} ${request.url?.split('?', 1)[0]} failed`, error);
      if (response.headersSent) response.destroy();
      else send(response, wordsPage('That went wrong', ["farmhand's log says why."], 500));
    });
  };

  close(): Promise<void> {
    return this.#live.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { web } = this.#parts.farmhand.farm.now;
    const url = web && urlOf(request, web);
    if (!url) return send(response, wordsPage('Nothing is here', ['These pages have another address.'], 421));
    const file = Object.values(assets).find(({ path }) => path === url.pathname);
    if (file) return sendFile(response, file);
    if (await this.#entrance.answers({ web, url, request, response })) return;
    const viewer = await this.#entrance.viewer(request);
    if (!viewer) return send(response, refusedPage(web, url.pathname + url.search));
    const [, run, step] = /^\/runs\/([1-9]\d{0,8})(?:\/output\/([a-z][a-z0-9-]*))?\/live$/.exec(url.pathname) ?? [];
    if (run !== undefined) return this.#follow(Number(run), step, request, response);
    send(response, await pageAt(this.#routes, url), viewer);
  }

  /** Sends what changes of a run's page, or of the output of a step. */
  async #follow(
    run: number,
    step: string | undefined,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { farmhand, redact } = this.#parts;
    const shown = await runShown(farmhand, run, redact);
    if (!shown) return send(response, wordsPage('Not found', [`There is no run ${run}.`], 404));
    // What a proxy would hold back until it is whole is never whole.
    response.setHeader('X-Accel-Buffering', 'no');
    response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' });
    if (request.method === 'HEAD') return void response.end();
    const may = this.#entrance.stays(request);
    if (step === undefined) return this.#live.add(run, shown, { response, may });
    const read = async () => {
      const found = await outputOf(this.#routes, run, step);
      return (
        found && {
          text: outputPart(found.output).text,
          isOver: isFinished(found.step) || found.step.state === 'failed',
        }
      );
    };
    await followOutput(response, { read, may, every: lookInterval });
  }
}

/** The address that is asked for; undefined: by no name of ours, as a page of another site would whose name leads here. */
function urlOf(
  { url: asked = '/', headers: { host } }: IncomingMessage,
  { url, listen }: WebSettings,
): URL | undefined {
  const own = new URL(url);
  if (host === undefined || ![own.host, listen].includes(host.toLowerCase())) return undefined;
  const wanted = URL.canParse(asked, url) ? new URL(asked, url) : undefined;
  return wanted?.origin === own.origin ? wanted : undefined;
}

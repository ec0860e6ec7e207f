import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Command } from '../../src/bot/command.ts';
import type { Redact } from '../../src/bot/secrets.ts';
import { isFinished } from '../../src/engine/run.ts';
import type { Farmhand } from '../farmhand.ts';
import type { Branch } from '../http/server.ts';
import { type Asset, assets } from './assets.ts';
import { followOutput } from './live-output.ts';
import { LiveRuns } from './live-runs.ts';
import { type Page, whole } from './page.ts';
import { outputPart } from './pages/output.ts';
import { wordsPage } from './pages/words.ts';
import { outputOf, pageAt } from './routes.ts';
import { runShown } from './run-shown.ts';
import { cookieOf, type GateParts, guestOf, viewerOf } from './viewer.ts';

export interface SiteParts {
  readonly farmhand: Farmhand;
  readonly key: Buffer;
  /** `!page`. */
  readonly page: Command;
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
  readonly #live: LiveRuns;

  constructor(parts: SiteParts) {
    this.#parts = parts;
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
      else send(response, wordsPage('That went wrong', ["farmhand's log says why."], 500), undefined);
    });
  };

  close(): Promise<void> {
    return this.#live.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { farmhand } = this.#parts;
    const { web } = farmhand.farm.now;
    if (!web || !isOurs(request.headers.host, [new URL(web.url).host, web.listen]))
      return send(response, wordsPage('Nothing is here', ['These pages have another address.'], 421), undefined);
    const url = new URL(request.url ?? '/', web.url);
    const file = Object.values(assets).find(({ path }) => path === url.pathname);
    if (file) return sendFile(response, file);
    const link = url.searchParams.get('key');
    if (link !== null) return void this.#enter(url, link, response);
    const viewer = viewerOf(this.#gate(), askingOf(request));
    if (!viewer) return refuse(response);
    const [, run, step] = /^\/runs\/([1-9]\d{0,8})(?:\/output\/([a-z][a-z0-9-]*))?\/live$/.exec(url.pathname) ?? [];
    if (run !== undefined) return this.#follow(Number(run), step, request, response);
    const page = await pageAt(this.#parts, url);
    send(response, page, viewer, request.method === 'HEAD');
  }

  /** Exchanges a link for a cookie, and takes the key out of the address. */
  #enter(url: URL, link: string, response: ServerResponse): void {
    const entry = guestOf(this.#gate(), link);
    if (!entry) return void refuse(response);
    response.setHeader('Set-Cookie', cookieOf(this.#gate(), entry));
    see(response, url.pathname);
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
    if (!shown) return send(response, wordsPage('Not found', [`There is no run ${run}.`], 404), undefined);
    // What a proxy would hold back until it is whole is never whole.
    response.setHeader('X-Accel-Buffering', 'no');
    response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' });
    if (request.method === 'HEAD') return void response.end();
    const asking = askingOf(request);
    const may = () => viewerOf(this.#gate(), asking) !== undefined;
    if (step === undefined) return this.#live.add(run, shown, { response, may });
    const read = async () => {
      const found = await outputOf(this.#parts, run, step);
      return (
        found && {
          text: outputPart(found.output).text,
          isOver: isFinished(found.step) || found.step.state === 'failed',
        }
      );
    };
    await followOutput(response, { read, may, every: lookInterval });
  }

  #gate(): GateParts {
    const { farmhand, key, page } = this.#parts;
    return { farm: farmhand.farm.now, key, page, now: Date.now() };
  }
}

function askingOf({ socket, headers }: IncomingMessage) {
  return { peer: socket.remoteAddress ?? '', headers };
}

/** Whether it is asked for by a name of its own: a page of another site whose name leads here is given nothing. */
function isOurs(host: string | undefined, own: readonly string[]): boolean {
  return host !== undefined && own.includes(host.toLowerCase());
}

function refuse(response: ServerResponse): void {
  const lines = [
    'These pages are for people of the farm.',
    'Write !page to farmhand in private: it gives you a link that lets you in. A link ends after ten minutes.',
  ];
  send(response, wordsPage('You are not let in', lines, 403), undefined);
}

/** To another page of this site. */
function see(response: ServerResponse, path: string): void {
  // Two slashes at its beginning would lead elsewhere.
  response.writeHead(303, { Location: path.replace(/^\/+/, '/') }).end();
}

function send(response: ServerResponse, page: Page, viewer: Parameters<typeof whole>[1], bodiless = false): void {
  const body = whole(page, viewer);
  response.writeHead(page.status ?? 200, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(bodiless ? undefined : body);
}

function sendFile(response: ServerResponse, { type, text }: Asset): void {
  response.writeHead(200, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'public, max-age=31536000, immutable',
  });
  response.end(text);
}

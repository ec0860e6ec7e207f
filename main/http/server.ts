import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpAddress } from './address.ts';
import { limitCrowd } from './crowd.ts';

/** What a path says. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** Answers under a path by itself, whatever follows the path. */
export type Branch = (request: IncomingMessage, response: ServerResponse) => void;

export interface Site {
  /** By path, exactly. */
  readonly pages: ReadonlyMap<string, () => Promise<Answer>>;
  /** By path, and for everything below it. */
  readonly branches: ReadonlyMap<string, Branch>;
  /** Told of what broke while an answer was made. */
  readonly log: (message: string, error: unknown) => void;
}

export interface ServeOptions {
  /** Connections at once. */
  readonly most: number;
  /** The setting that says where it listens. */
  readonly said: string;
}

export interface HttpServer {
  /** `HOST:PORT`. */
  readonly shown: string;
  close(): Promise<void>;
}

/** Milliseconds a client has for its request, which is short. */
const patience = 10_000;
/** Milliseconds between looks for clients that have run out of it; Node's own would let them have half a minute. */
const look = 1_000;
/** Serves a site, to read only: GET and HEAD. `said`: what says that it listens there. Throws where nobody can, saying what to do. */
export async function serve(address: HttpAddress, site: Site, { most, said }: ServeOptions): Promise<HttpServer> {
  const limits = { requestTimeout: patience, headersTimeout: patience, connectionsCheckingInterval: look };
  const server = createServer(limits, (request, response) => {
    answer(site, request, response).catch((error) => {
      site.log(`${request.method} ${pathOf(request)} failed`, error);
      if (response.headersSent) response.destroy();
      else send(response, failed);
    });
  });
  limitCrowd(server, most);
  server.listen(address);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new Error(`cannot listen where ${said} says: ${reason(error as NodeJS.ErrnoException)}`, {
      cause: error,
    });
  }
  const { address: host, port, family } = server.address() as AddressInfo;
  return {
    shown: `${family === 'IPv6' ? `[${host}]` : host}:${port}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer({ pages, branches }: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = pathOf(request);
  const page = pages.get(path);
  const [, branch] = [...branches].find(([root]) => path === root || path.startsWith(`${root}/`)) ?? [];
  if (!page && !branch)
    return send(response, text(404, `There is ${[...pages.keys(), ...branches.keys()].join(', ')}.\n`));
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    return send(response, text(405, 'This is for reading only.\n'));
  }
  if (page) send(response, await page());
  else branch?.(request, response);
}

function send(response: ServerResponse, { status, type, body }: Answer): void {
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(body);
}

export function text(status: number, body: string): Answer {
  return { status, type: 'text/plain; charset=utf-8', body };
}

const failed = text(500, 'That went wrong; the log says why.\n');

/** Without what follows a question mark. */
function pathOf({ url = '/' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? '/';
}

function reason({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'EADDRINUSE') return `${message}. Another program has that port: name another, one for each process`;
  if (code === 'EACCES') return `${message}. Ports below 1024 are for root: name a higher one`;
  return message;
}

import { existsSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { createBullBoard } from '@bull-board/api';
import { BullAdapter } from '@bull-board/api/bullAdapter';
import { ExpressAdapter } from '@bull-board/express';
import { openBull } from '../../src/queue/open-bull.ts';
import { authorised } from './basic-auth.ts';
import type { BoardSettings } from './board-settings.ts';
import type { Branch } from './server.ts';

const path = '/queues';

/** Where the build puts the board's pages; in a checkout they are in their package. */
const pages = join(import.meta.dirname, 'board');

/** A board of Bull's queue (https://github.com/felixmosh/bull-board): to look at only, as a wake-up that a person retries or removes means nothing. */
export function openBoard({ user, password, redis }: BoardSettings): {
  readonly path: string;
  readonly branch: Branch;
  close(): Promise<void>;
} {
  // A person who looks at the board sees what goes wrong.
  const { queue, close } = openBull(redis, { trouble: () => undefined });
  const serverAdapter = new ExpressAdapter().setBasePath(path);
  createBullBoard({
    queues: [
      new BullAdapter(queue, {
        readOnlyMode: true,
        description: 'wake-ups for workers; what becomes of a run is in the journal',
      }),
    ],
    serverAdapter,
    options: { uiConfig: { boardTitle: 'farmhand' }, ...(existsSync(pages) && { uiBasePath: pages }) },
  });
  const app = serverAdapter.getRouter() as RequestListener;
  return {
    path,
    branch: (request, response) => {
      if (!authorised(request.headers.authorization, user, password)) {
        response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="farmhand", charset="UTF-8"' });
        response.end('This is for whoever knows FARMHAND_BOARD_USER and FARMHAND_BOARD_PASSWORD.\n');
        return;
      }
      // As a router mounted there sees it.
      request.url = request.url?.slice(path.length).replace(/^(?!\/)/, '/') ?? '/';
      app(request, response);
    },
    close: () => close(() => queue.close().catch(() => undefined)),
  };
}

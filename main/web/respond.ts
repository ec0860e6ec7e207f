import type { ServerResponse } from 'node:http';
import type { Asset } from './assets.ts';
import { type Page, whole } from './page.ts';
import type { Viewer } from './viewer.ts';

/** Sends a page, as this person sees it. Of an answer to HEAD Node leaves out the body. */
export function send(response: ServerResponse, page: Page, viewer?: Viewer): void {
  const body = whole(page, viewer);
  response.writeHead(page.status ?? 200, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(body);
}

/** Sends the browser to another address, with these cookies. */
export function redirect(response: ServerResponse, location: string, cookies: readonly string[]): void {
  response.writeHead(303, { Location: location, 'Set-Cookie': [...cookies] }).end();
}

export function sendFile(response: ServerResponse, { type, text }: Asset): void {
  response.writeHead(200, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'public, max-age=31536000, immutable',
  });
  response.end(text);
}

import { type Content, html } from '../html.ts';
import type { Page } from '../page.ts';

/** A page of a few sentences; what is undefined or false among them is left out. `status`: of the answer. */
export function wordsPage(title: string, lines: readonly Content[], status = 200): Page {
  return { title, status, body: html`<h1>${title}</h1>${lines.map((line) => line && html`<p>${line}</p>`)}` };
}

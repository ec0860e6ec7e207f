import { html } from '../html.ts';
import type { Page } from '../page.ts';

/** A page of a few sentences. `status`: of the answer. */
export function wordsPage(title: string, lines: readonly string[], status = 200): Page {
  return { title, status, body: html`<h1>${title}</h1>${lines.map((line) => html`<p>${line}</p>`)}` };
}

import { ago } from '../../../src/bot/words.ts';
import { type RunState, runStates } from '../../../src/engine/run.ts';
import type { RunHead, RunQuery } from '../../../src/journal/journal.ts';
import { type Html, html } from '../html.ts';
import type { Page } from '../page.ts';

/** Runs on a page. */
const shown = 50;

/** What the history is asked for. */
export interface Filter {
  readonly state?: RunState;
  readonly vm?: string;
  /** Runs before that number. */
  readonly before?: number;
}

/** What an address asks for; what makes no sense in it is left out. */
export function filterOf(query: URLSearchParams): Filter {
  const state = runStates.find((one) => one === query.get('state'));
  const vm = query.get('vm')?.trim().slice(0, 253);
  const [before] = /^[1-9]\d{0,8}$/.exec(query.get('before') ?? '') ?? [];
  return {
    ...(state !== undefined && { state }),
    ...(vm && { vm }),
    ...(before !== undefined && { before: Number(before) }),
  };
}

/** The same for the journal: one more than is shown, which says whether there are more. */
export function queryOf({ state, vm, before }: Filter): RunQuery {
  return {
    ...(state !== undefined && { state }),
    ...(vm !== undefined && { subject: vm }),
    ...(before !== undefined && { before }),
    limit: shown + 1,
  };
}

/** The history, the newest first. `heads`: what `queryOf` found. */
export function runsPage(heads: readonly RunHead[], filter: Filter, now: Date): Page {
  const { state, vm, before } = filter;
  const page = heads.slice(0, shown);
  const last = heads.length > shown ? page.at(-1)?.run : undefined;
  return {
    title: 'Runs',
    part: 'runs',
    body: html`<h1>Runs</h1>
<form action="/runs" method="get" class="filter">
<label>State <select name="state"><option value="">any</option>${runStates.map((one) => html`<option${one === state && html` selected`}>${one}</option>`)}</select></label>
<label>VM <input name="vm" value="${vm ?? ''}" autocomplete="off" spellcheck="false"></label>
<button>Show</button>
</form>
${page.length === 0 ? html`<p>No runs${before === undefined ? '' : ' before that'}.</p>` : runList(page, now)}
<p class="pages">${before !== undefined && html`<a href="${addressOf({ ...filter, before: undefined })}">Newest</a>`}
${last !== undefined && html`<a href="${addressOf({ ...filter, before: last })}">Older</a>`}</p>`,
  };
}

/** Runs, one below the other. */
export function runList(heads: readonly RunHead[], now: Date): Html {
  return html`<ul class="runs">${heads.map(
    ({ run, state, title, by, changedAt }) => html`<li><p class="badge ${state}">${state}</p>
<p><a href="/runs/${run}">Run ${run}: ${title}</a><br><span class="by">asked by ${by}, <time datetime="${changedAt}">${ago(changedAt, now)}</time></span></p></li>
`,
  )}</ul>`;
}

function addressOf({ state, vm, before }: Omit<Filter, 'before'> & { readonly before: number | undefined }): string {
  const query = new URLSearchParams({
    ...(state !== undefined && { state }),
    ...(vm !== undefined && { vm }),
    ...(before !== undefined && { before: String(before) }),
  });
  return query.size === 0 ? '/runs' : `/runs?${query}`;
}

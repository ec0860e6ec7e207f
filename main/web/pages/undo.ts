import type { Plan } from '../../../src/engine/plan.ts';
import { html } from '../html.ts';
import type { Page } from '../page.ts';
import { change } from '../parts/steps.ts';

/** What the undoing of a run would do, as the hosts are now; or why there is none, in lines. */
export function undoPage(run: number, found: { readonly plan: Plan } | { readonly lines: readonly string[] }): Page {
  const title = `What an undo of run ${run} would do`;
  const back = html`<p><a href="/runs/${run}">Run ${run}</a></p>`;
  if ('lines' in found)
    return {
      title,
      part: 'runs',
      body: html`<h1>${title}</h1>${back}${found.lines.map((line) => html`<p>${line}</p>`)}`,
    };
  const { steps, notes } = found.plan;
  return {
    title,
    part: 'runs',
    body: html`<h1>${title}</h1>${back}
<p>As the hosts are now. In chat <code>!undo ${run}</code> makes this plan anew, and asks for approval.</p>
<ul class="notes">${notes.map((note) => html`<li>${note}</li>`)}</ul>
<ol>${steps.map(
      ({ title, effect, skip }) => html`<li><p><strong>${title}</strong>${!effect && `: nothing to do, ${skip}`}</p>
${
  effect &&
  effect.commands.length > 0 &&
  html`<pre>${effect.commands.map(
    (line) => html`$ ${line}
`,
  )}</pre>`
}${(effect?.changes ?? []).map(change)}</li>`,
    )}</ol>`,
  };
}

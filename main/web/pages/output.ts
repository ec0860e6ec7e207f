import type { StepView } from '../../../src/engine/run.ts';
import type { Reading } from '../../../src/farm/state.ts';
import { html } from '../html.ts';
import type { Page } from '../page.ts';

/** The end of what a step has printed, as its host has kept it. */
export function outputPage(run: number, step: StepView, output: Reading<readonly string[]>): Page {
  const title = `What ${step.title} prints`;
  return {
    title,
    part: 'runs',
    ...(step.state === 'running' ? { live: `/runs/${run}/output/${step.id}/live` } : {}),
    body: html`<h1>${title}</h1><p><a href="/runs/${run}">Run ${run}</a></p>
<div id="output">${outputPart(output)}</div>`,
  };
}

/** The part of it that changes while the step goes on. */
export function outputPart(output: Reading<readonly string[]>) {
  if ('unknown' in output) return html`<p class="why">Not known: ${output.unknown}</p>`;
  return html`<pre>${output.known.map(
    (line) => html`${line}
`,
  )}</pre>`;
}

import { stepMarks } from '../../../src/bot/run-text.ts';
import { counted } from '../../../src/bot/words.ts';
import type { StepView } from '../../../src/engine/run.ts';
import { box, layoutOf, rowsOf } from '../graph.ts';
import { type Html, html } from '../html.ts';

/** Characters of a step's title that fit into its box. */
const fits = 25;

/** The plan as a drawing: from above to below in time, what may run at once side by side. The list of steps says the same in words. */
export function graph(steps: readonly StepView[]): Html {
  if (steps.length === 0) return html``;
  const { width, height, boxes, lines } = layoutOf(steps);
  const rows = rowsOf(steps).length;
  const said = `${counted(steps.length, 'step')} in ${counted(rows, 'row')}, one after the other; those of a row may run at once. The list below says the same.`;
  return html`<div class="graph" role="region" aria-label="Drawing of the plan" tabindex="0">
<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${said}">
${lines.map(({ from, to }) => line(from, to))}
${boxes.map(
  ({ step, x, y }) => html`<g class="box ${step.state}">
<rect x="${x}" y="${y}" width="${box.width}" height="${box.height}" rx="6"></rect>
<text x="${x + 10}" y="${y + 19}" class="name">${stepMarks[step.state]} ${short(step.id)}</text>
<text x="${x + 10}" y="${y + 36}">${short(step.title)}</text>
</g>
`,
)}</svg></div>`;
}

function line(from: { readonly x: number; readonly y: number }, to: { readonly x: number; readonly y: number }): Html {
  const [x1, y1, x2, y2] = [from.x + box.width / 2, from.y + box.height, to.x + box.width / 2, to.y];
  const bend = Math.min(24, (y2 - y1) / 2);
  return html`<path class="line" d="M${x1} ${y1} C${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}"></path>
`;
}

function short(text: string): string {
  return text.length > fits ? `${text.slice(0, fits - 1)}…` : text;
}

import { causeOf } from '../../../src/bot/outcome.ts';
import { stepMarks } from '../../../src/bot/run-text.ts';
import { duration, listed, percent } from '../../../src/bot/words.ts';
import type { FileChange } from '../../../src/engine/action.ts';
import type { StepState, StepView } from '../../../src/engine/run.ts';
import { type Html, html } from '../html.ts';
import type { RunShown } from '../run-shown.ts';

const stateWords: Readonly<Record<StepState, string>> = {
  waiting: 'not begun',
  running: 'under way',
  done: 'done',
  skipped: 'nothing to do',
  failed: 'failed',
  unknown: 'not known',
};

/** Every step with what it does: its commands, its changes to files, how long it took and how long its like take. */
export function steps({ view, usual, printed }: RunShown): Html {
  return html`<ol class="steps">${view.steps.map((step) => stepOf(step, view.run, usual.get(step.id), printed.has(step.id)))}</ol>`;
}

function stepOf(step: StepView, run: number, usual: number | undefined, isPrinted: boolean): Html {
  const { id, title, state, progress, why, effect, skip, receipt, risk } = step;
  const part = state === 'running' ? progress?.part : undefined;
  return html`<li class="step ${state}">
<details id="step-${id}"${state === 'failed' ? html` open` : ''}>
<summary id="summary-${id}"><span class="mark" aria-hidden="true">${stepMarks[state]}</span> <span class="title">${title}</span>
<span class="state">${stateWords[state]}${state === 'running' && progress ? `: ${progressText(progress)}` : ''}</span>
${effect && risk !== 'safe' ? html`<span class="risk ${risk}">${risk}</span>` : ''}<span class="time">${timeText(step, usual)}</span></summary>
<p class="about"><code>${id}</code>, ${step.action}${step.after.length > 0 ? `, after ${listed(step.after)}` : ', waits for none'}</p>
${effect ? html`${commands(effect.commands)}${(effect.changes ?? []).map(change)}` : html`<p>Nothing to do: ${skip ?? 'it is so already'}.</p>`}
${receipt !== undefined && receipt !== null ? html`<p class="label">What it really changed</p><pre>${JSON.stringify(receipt)}</pre>` : ''}
</details>
${part === undefined ? '' : html`<progress value="${part}" max="1" aria-label="How far ${title} is">${percent(part)}</progress>`}
${
  why === undefined || state === 'skipped'
    ? ''
    : html`<p class="why">${causeOf(step)
        .trim()
        .split('\n')
        .map((text) => html`${text}<br>`)}</p>`
}
${isPrinted ? html`<p class="more"><a href="/runs/${run}/output/${id}">What ${title} prints</a></p>` : ''}
</li>`;
}

function progressText({ text, part }: NonNullable<StepView['progress']>): string {
  return [...(part === undefined ? [] : [percent(part)]), text].filter((one) => one !== '').join(', ');
}

function timeText({ beganAt, endedAt }: StepView, usual: number | undefined): string {
  const took = beganAt && endedAt ? duration((Date.parse(endedAt) - Date.parse(beganAt)) / 1000) : undefined;
  const like = usual === undefined || took === duration(usual) ? undefined : `usually ${duration(usual)}`;
  return [took, took !== undefined && like !== undefined ? `(${like})` : like]
    .filter((one) => one !== undefined)
    .join(' ');
}

function commands(lines: readonly string[]): Html {
  if (lines.length === 0) return html``;
  return html`<p class="label">Commands</p><pre>${lines.map(
    (line) => html`<span class="prompt" aria-hidden="true">$ </span>${line}
`,
  )}</pre>`;
}

/** A difference line by line: a sign before each, and a colour. */
export function change({ host, path, removed, added, volatile = [] }: FileChange): Html {
  const gone = [...removed, ...volatile.map((pair) => pair.removed)];
  const come = [...added, ...volatile.map((pair) => pair.added)];
  return html`<p class="label"><code>${path}</code> on ${host}</p><pre class="diff">${gone.map(
    (line) => html`<del>- ${line}
</del>`,
  )}${come.map(
    (line) => html`<ins>+ ${line}
</ins>`,
  )}</pre>`;
}

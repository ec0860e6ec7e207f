import { outcomeOf } from '../../../src/bot/outcome.ts';
import { standingText, stepsOver, timeLeft, waitingFor } from '../../../src/bot/run-text.ts';
import { capital, day, listed, sentence } from '../../../src/bot/words.ts';
import { isUnderWay } from '../../../src/engine/run.ts';
import { type Html, html } from '../html.ts';
import type { RunShown } from '../run-shown.ts';

/** How a run stands, and what can be typed in chat. */
export function standing({ view, about, approvers, against }: RunShown): Html {
  const { run, state, undoneBy } = view;
  return html`<p class="badge ${state}">${state}</p>
<p class="said">${headline({ view, about })}</p>
${approvers && html`<p>Until ${day(approvers.until)}. These may approve: ${listed(approvers.who) || 'nobody farm.yaml lists'}. In chat: <code>!approve ${run}</code> or <code>!deny ${run}</code>.</p>`}
${against.map((why) => html`<p class="why">In its way now: ${sentence(why)}</p>`)}
${!isUnderWay(view) && outcomeOf({ view, ...about }).next.map((text) => html`<p>In chat: ${sentence(text)}</p>`)}
${undoneBy !== undefined && html`<p><a href="/runs/${undoneBy}">Run ${undoneBy}</a> took it back.</p>`}
${canBeTakenBack(view, about) && html`<p><a href="/runs/${run}/undo">What <code>!undo ${run}</code> would do now</a></p>`}`;
}

/** The same in one sentence, for who hears it. */
export function headline({ view, about }: Pick<RunShown, 'view' | 'about'>): string {
  const { state, steps, cancelling } = view;
  if (state !== 'running') {
    if (!isUnderWay(view)) return sentence(outcomeOf({ view, ...about }).headline);
    return about.waitsFor === undefined ? standingText({ view }) : `${waitingFor(about.waitsFor)}.`;
  }
  const under = steps.filter((step) => step.state === 'running').map(({ title }) => title);
  const left = about.secondsLeft === undefined ? '' : `, ${timeLeft(about.secondsLeft)}`;
  const stops = cancelling === undefined ? '' : ` ${cancelling} asked for it to stop.`;
  return `${capital(stepsOver(view))} over${left}.${under.length > 0 ? ` Under way: ${listed(under)}.` : ''}${stops}`;
}

function canBeTakenBack({ state, settled }: RunShown['view'], { undoable }: RunShown['about']): boolean {
  return undoable === true || (!settled && (state === 'failed' || state === 'cancelled'));
}

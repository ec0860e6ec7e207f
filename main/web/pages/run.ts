import { timeOfDay } from '../../../src/bot/words.ts';
import { type Html, html } from '../html.ts';
import type { Page } from '../page.ts';
import { about, votes } from '../parts/about.ts';
import { graph } from '../parts/graph.ts';
import { headline, standing } from '../parts/standing.ts';
import { steps } from '../parts/steps.ts';
import type { RunShown } from '../run-shown.ts';

/** The parts of the page that change while a run goes on, by their ids. */
export function liveParts(shown: RunShown): Readonly<Record<string, Html>> {
  return {
    standing: standing(shown),
    graph: graph(shown.view.steps),
    steps: steps(shown),
    votes: votes(shown),
    log: html`<ol class="log">${shown.log.map(
      ({ at, text }) => html`<li><time datetime="${at}">${timeOfDay(at)}</time> ${text}</li>
`,
    )}</ol>`,
  };
}

/** What is read out when it changes: without how far a step is, which changes too often. */
export function announcement(shown: RunShown): string {
  const { secondsLeft: _, ...about } = shown.about;
  return headline({ view: shown.view, about });
}

/** A run: its plan, how it goes, who decided what. Who is to decide reads first what it is about, anybody else how it goes. */
export function runPage(shown: RunShown): Page {
  const { view } = shown;
  const { run, plan } = view;
  const part = liveParts(shown);
  const what = html`<section aria-label="The plan">
<h2>Plan</h2>
${about(shown)}
</section>
<section aria-label="Approvals"><h2>Approvals</h2><div id="votes">${part.votes}</div></section>`;
  const how = html`<section aria-label="Steps"><h2>Steps</h2>
<div id="graph">${part.graph}</div>
<div id="steps">${part.steps}</div></section>`;
  return {
    title: `Run ${run}: ${plan.title}`,
    part: 'runs',
    ...(isOver(shown) ? {} : { live: `/runs/${run}/live` }),
    body: html`<h1>Run ${run}: ${plan.title}</h1>
<p id="announced" role="status" class="unseen"></p>
<section id="standing" aria-label="How it stands">${part.standing}</section>
${view.state === 'waiting' ? [what, how] : [how, what]}
<section aria-label="Log"><h2>Log</h2><p>${view.plannedAt.slice(0, 10)}</p><div id="log">${part.log}</div></section>`,
  };
}

/** Whether nothing more happens to it by itself. */
function isOver({ view }: RunShown): boolean {
  return view.settled;
}

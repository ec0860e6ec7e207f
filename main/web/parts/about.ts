import { originOf } from '../../../src/bot/request-origin.ts';
import { costOf, unnoticed } from '../../../src/bot/run-text.ts';
import { counted, day, duration } from '../../../src/bot/words.ts';
import { longest } from '../../../src/engine/graph.ts';
import type { Vote } from '../../../src/engine/run.ts';
import { type Content, type Html, html } from '../html.ts';
import type { RunShown } from '../run-shown.ts';

/** Who asked for what, why, and what it costs. */
export function about({ view, usual }: RunShown): Html {
  const { plan, by, plannedAt, startedAt, endedAt } = view;
  const { steps, risk, worst } = costOf(plan);
  const took = startedAt && endedAt ? duration((Date.parse(endedAt) - Date.parse(startedAt)) / 1000) : undefined;
  const rows: readonly (readonly [string, Content])[] = [
    ['Asked by', `${by}${placeOf(view)}, ${day(plannedAt)}`],
    ['Command', html`<code>!${plan.command}</code>`],
    [
      'About',
      plan.subjects.length > 0 &&
        plan.subjects.map(
          (vm, index) => html`${index > 0 && ', '}<a href="/runs?vm=${encodeURIComponent(vm)}">${vm}</a>`,
        ),
    ],
    ['Takes back', plan.undoes !== undefined && html`<a href="/runs/${plan.undoes}">run ${plan.undoes}</a>`],
    ['Ticket', plan.ticket && ticket(plan.ticket)],
    ['Because', plan.because],
    ['Plan', `${steps}, ${risk === undefined ? unnoticed : `${risk}: ${worst.join(', ')}`}`],
    ['Hash', html`<code class="hash">${plan.hash}</code>`],
    ['Time', timeOf(view, usual, took)],
  ];
  const notes = [...(plan.losses ?? []), ...plan.notes];
  return html`<dl>${rows.map(
    ([name, value]) =>
      value !== undefined &&
      value !== false &&
      html`<div><dt>${name}</dt><dd>${value}</dd></div>
`,
  )}${plan.values.map(
    ([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>
`,
  )}</dl>
${notes.length > 0 && html`<ul class="notes">${notes.map((note) => html`<li>${note}</li>`)}</ul>`}
${(plan.decisions ?? []).map(({ title }) => html`<p>Decides: ${title}</p>`)}`;
}

/** Who approved what. */
export function votes({ view }: RunShown): Html {
  const { gate, votes: given, plan } = view;
  if (!gate && given.length === 0) return html`<p>It needed no approval.</p>`;
  const need =
    gate &&
    html`<p>${counted(gate.need, 'person', 'people')} must approve${gate.roles.length > 0 && `, with the role ${gate.roles.join(' or ')}`}.</p>`;
  return html`${need}${given.length === 0 ? html`<p>Nobody has approved it.</p>` : html`<ul>${given.map((vote) => html`<li>${voteText(vote, plan.hash)}</li>`)}</ul>`}`;
}

function voteText({ person, from, at, hash, because }: Vote, own: string): Html {
  const which = hash === own ? 'this plan' : 'another plan';
  return html`${person} approved ${which}, <code class="hash">${hash.slice(0, 12)}</code>, from ${from}, ${day(at)}${because !== undefined && `: ${because}`}`;
}

function ticket({ name, link }: { readonly name: string; readonly link?: string }): Content {
  const leads = link !== undefined && URL.canParse(link) && ['http:', 'https:'].includes(new URL(link).protocol);
  return leads ? html`<a href="${link}" rel="noreferrer">${name}</a>` : name;
}

function placeOf(view: RunShown['view']): string {
  const origin = originOf(view);
  if (!origin) return '';
  return origin.private ? ` in private on ${origin.platform}` : ` in ${origin.channel} on ${origin.platform}`;
}

/** How long it took, and how long its like do. */
function timeOf({ steps }: RunShown['view'], usual: RunShown['usual'], took: string | undefined): string | undefined {
  const todo = steps.filter(({ effect }) => effect !== undefined);
  const isKnown = todo.length > 0 && todo.every(({ id }) => usual.has(id));
  const like = isKnown ? duration(longest(todo, ({ id }) => usual.get(id) ?? 0)) : undefined;
  if (took === undefined) return like === undefined ? undefined : `its like took ${like}`;
  return like === undefined ? took : `${took}; its like took ${like}`;
}

import type { RunNews } from '../../src/bot/news.ts';
import { outcomeOf, stepText } from '../../src/bot/outcome.ts';
import { planHead, planSteps } from '../../src/bot/plan-text.ts';
import { isResumed, stepMarks, stepsOver, timeLeft, voteText, waitingFor } from '../../src/bot/run-text.ts';
import { capital, duration } from '../../src/bot/words.ts';
import { isFinished, type RunView, type StepView } from '../../src/engine/run.ts';
import type { Shade } from './paint.ts';

/** A line before it is wrapped and coloured. */
export interface Line {
  readonly text: string;
  readonly shade?: Shade;
}

/** News as the lines that stay on the screen. `steps`: one for each step too, where no live list shows them. */
export function newsLines(told: RunNews, steps: boolean): readonly Line[] {
  const { news, view } = told;
  switch (news.kind) {
    case 'planned':
      return [...planned(view), ...page(told), ...asking(told)];
    case 'vote':
      return [vote(told, news)];
    case 'started':
      return [started(told)];
    case 'step':
      return steps ? stepLines(view, news.step) : [];
    case 'progress':
      return steps ? progressLines(view, news.step) : [];
    case 'alert':
      return [{ text: `${capital(news.text)}.`, shade: 'warning' }];
    case 'expired':
    case 'ended':
      return [...ended(told, !steps), ...page(told)];
  }
}

function planned({ plan, run }: RunView): readonly Line[] {
  const [title = '', ...values] = planHead(plan, run);
  return [{ text: title, shade: 'strong' }, ...[...values, ...planSteps(plan)].map((text) => ({ text }))];
}

/** Where its page is. */
function page({ page }: RunNews): readonly Line[] {
  return page === undefined ? [] : [{ text: page, shade: 'faint' }];
}

function asking({ view, waitsFor }: RunNews): readonly Line[] {
  if (waitsFor === undefined) return [];
  const { run } = view;
  return [
    {
      text: `${waitingFor(waitsFor)}: !approve ${run}, or !deny ${run}. !plan ${run} shows it in full.`,
      shade: 'warning',
    },
  ];
}

function vote({ view, waitsFor }: RunNews, vote: Extract<RunNews['news'], { kind: 'vote' }>): Line {
  const rest = waitsFor === undefined ? '' : `; it still waits for ${waitsFor}`;
  return { text: `${voteText(vote, 'console', view.run)}${rest}.` };
}

function started({ view, secondsLeft }: RunNews): Line {
  const again = isResumed(view) ? 'goes on' : 'begins';
  const time = secondsLeft === undefined ? '' : `, about ${duration(secondsLeft)} as it went before`;
  return { text: `Run ${view.run} ${again}${time}.` };
}

function stepLines(view: RunView, id: string): readonly Line[] {
  const step = view.steps.find((known) => known.id === id);
  return step && step.state !== 'running' ? [stepLine(step)] : [];
}

function progressLines(view: RunView, id: string): readonly Line[] {
  const step = view.steps.find((known) => known.id === id);
  return step?.progress ? [stepLine(step)] : [];
}

const shades: Readonly<Partial<Record<StepView['state'], Shade>>> = {
  waiting: 'faint',
  done: 'good',
  skipped: 'faint',
  failed: 'bad',
  unknown: 'warning',
};

/** A step as it is: mark, title, and how far it is or why. */
function stepLine(step: StepView): Line {
  const shade = shades[step.state];
  return { text: `  ${stepMarks[step.state]} ${stepText(step)}`, ...(shade && { shade }) };
}

/** How it ended, and what can be typed now. */
function ended(told: RunNews, steps: boolean): readonly Line[] {
  const { view } = told;
  const list =
    steps && view.steps.some(({ attempt, state }) => attempt > 0 || state === 'skipped')
      ? view.steps.map(stepLine)
      : [];
  return [...list, ...outcome(told)];
}

function outcome(told: RunNews): readonly Line[] {
  const { tone, headline, more, next } = outcomeOf(told);
  const asked = tone === 'good' ? `, asked by ${told.view.by}` : '';
  const end = `${capital(headline)}${asked}.`;
  const now = next.map((text) => `${text}.`).join(' ');
  const line = { text: tone === 'good' && now !== '' ? `${end} ${now}` : end, shade: tone };
  return [line, ...more.map((text) => ({ text })), ...(tone === 'good' || now === '' ? [] : [{ text: now }])];
}

/** A run under way as a list of its steps, redrawn in place, in at most so many lines: what is over is left out first. */
export function liveLines(view: RunView, secondsLeft: number | undefined, most: number): readonly Line[] {
  const { run, plan, steps } = view;
  const left = secondsLeft === undefined ? '' : `, ${timeLeft(secondsLeft)}`;
  const head = { text: `Run ${run}: ${plan.title}, ${stepsOver(view)}${left}`, shade: 'strong' } as const;
  const lines = steps.map(stepLine);
  if (lines.length < most) return [head, ...lines];
  const open = steps.filter((step) => !isFinished(step)).map(stepLine);
  return [head, ...open].slice(0, Math.max(1, most));
}

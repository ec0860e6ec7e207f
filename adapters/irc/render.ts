import type { RunNews } from '../../src/bot/news.ts';
import { causeLine, causeOf, outcomeOf } from '../../src/bot/outcome.ts';
import { remarkLines } from '../../src/bot/plan-text.ts';
import {
  costOf,
  isResumed,
  loggedIn,
  runTitle,
  stepsOver,
  timeLeft,
  unnoticed,
  voteText,
} from '../../src/bot/run-text.ts';
import { duration, percent } from '../../src/bot/words.ts';
import type { RunView, StepView } from '../../src/engine/run.ts';
import type { Lane } from './outbox.ts';

/** News as lines of IRC. */
export interface Rendered {
  readonly lines: readonly string[];
  readonly lane: Lane;
  /** Reactions on these lines are votes. */
  readonly asks: boolean;
}

export interface Rendering {
  /** People here can approve by a reaction. */
  readonly reactions: boolean;
  readonly now: Date;
  /** Where it is read: a vote from another one is said to be from there. */
  readonly platform: string;
}

/** Longest line of one thing: about two messages. */
const longest = 700;

/** Longest line with what can be typed at its end: about two lines of 80 columns. */
const short = 160;

/** Lines of a plan's notes. */
const mostNotes = 3;

/** People called by name in one line. */
const mostCalled = 8;

/** News as few lines as people need, at their end where the run's page is; undefined where IRC says nothing. */
export function render(told: RunNews, rendering: Rendering): Rendered | undefined {
  const rendered = withoutPage(told, rendering);
  const last = rendered?.lines.at(-1);
  if (rendered === undefined || last === undefined || told.page === undefined || rendered.lane === 'progress')
    return rendered;
  return { ...rendered, lines: [...rendered.lines.slice(0, -1), `${last} · ${told.page}`] };
}

function withoutPage(told: RunNews, rendering: Rendering): Rendered | undefined {
  const { news, view } = told;
  switch (news.kind) {
    case 'planned':
      return view.state === 'waiting' && view.gate
        ? { lines: [...plan(told), asking(told, rendering)], lane: 'urgent', asks: true }
        : { lines: plan(told), lane: 'normal', asks: false };
    case 'vote':
      return line('normal', vote(told, news, rendering));
    case 'started':
      return line('normal', started(told));
    case 'progress':
      return line('progress', progress(told, find(view, news.step), rendering.now));
    case 'step':
      return step(view, find(view, news.step), news.state);
    case 'alert':
      return { lines: [cut(`${whom(told)}: ${news.text}`)], lane: 'urgent', asks: false };
    case 'expired':
    case 'ended':
      return { lines: ended(told), lane: 'urgent', asks: false };
  }
}

function line(lane: Lane, text: string | undefined): Rendered | undefined {
  return text === undefined ? undefined : { lines: [text], lane, asks: false };
}

/** What is to be done, the values chosen, what it costs, what it risks; who would notice is called by name, so that their client alerts them. */
function plan({ view, noticed = [] }: RunNews): string[] {
  const { plan } = view;
  const { steps, risk, worst } = costOf(plan);
  return [
    runTitle(view),
    ...nonEmpty(plan.values.map(([name, value]) => `${name} ${value}`).join(', ')),
    ...noted([...(plan.losses ?? []), ...plan.notes]),
    ...(noticed.length > 0 ? [`${noticed.map(({ name }) => name).join(', ')}: ${loggedIn}`] : []),
    ...nonEmpty(remarkLines(plan).join('; ')),
    `${steps}, ${risk === undefined ? unnoticed : `${risk}: ${worst.join(', ')}`}`,
  ].map(cut);
}

/** Notes in one line, or, where that would be a paragraph, in a few: a line each as long as there are such. */
function noted(notes: readonly string[]): string[] {
  const all = notes.join('; ');
  if (all.length <= short) return nonEmpty(all);
  const alone = notes.slice(0, mostNotes - 1);
  return [...alone, ...nonEmpty(notes.slice(mostNotes - 1).join('; '))];
}

/** The typed way first: few clients can react. Those who may approve and are there are called by name. */
function asking({ view, waitsFor, called = [] }: RunNews, { reactions, now }: Rendering): string {
  const { run, gate } = view;
  const how = `type !approve ${run}${reactions ? ', or react with 👍 to this' : ''}`;
  const time = gate ? `within ${duration((Date.parse(gate.expires) - now.getTime()) / 1000)}` : '';
  const who = waitsFor === undefined ? time : `${waitsFor}, ${time}`;
  const names = called.slice(0, mostCalled).map(({ name }) => name);
  const calling = names.length > 0 ? `${names.join(', ')}: ` : '';
  return `${calling}to go ahead: ${how} (${who}). !deny ${run} refuses it, !plan ${run} shows every step`;
}

function vote(
  { view, waitsFor }: RunNews,
  vote: Extract<RunNews['news'], { kind: 'vote' }>,
  { platform }: Rendering,
): string {
  return `${voteText(vote, platform, view.run)}${waitsFor === undefined ? '' : `; still needed: ${waitsFor}`}`;
}

/** Said where people waited for it, or will have to. */
function started({ view, secondsLeft }: RunNews): string | undefined {
  const again = isResumed(view);
  if (!view.gate && !again && (secondsLeft ?? 0) < 60) return undefined;
  const time = secondsLeft === undefined ? '' : `, about ${duration(secondsLeft)}`;
  if (again) return `run ${view.run} goes on after ${stepsOver(view)}${time}`;
  return `run ${view.run} started: ${view.plan.title}${time}`;
}

function progress({ view, secondsLeft }: RunNews, step: StepView | undefined, now: Date): string | undefined {
  if (!step?.progress) return undefined;
  const { part } = step.progress;
  const done = part === undefined ? [] : [percent(part)];
  const left = secondsLeft ?? remaining(step, now);
  const time = left === undefined ? '' : `, ${timeLeft(left)}`;
  // The run's time is said; the step's own would be a second one.
  const text = left === undefined ? step.progress.text : step.progress.text.replace(/(^|, )[^,]* left$/, '');
  return cut(`run ${view.run}${time}: ${step.title}: ${[...done, ...nonEmpty(text)].join(', ')}`);
}

/** Seconds the step takes still when it goes on as it went. */
function remaining({ progress, beganAt }: StepView, now: Date): number | undefined {
  const part = progress?.part ?? 0;
  if (part <= 0 || beganAt === undefined) return undefined;
  return ((now.getTime() - Date.parse(beganAt)) / 1000 / part) * (1 - part);
}

/** A step that went wrong while others go on; all else about steps can be read in the end, or by `!why`. */
function step(view: RunView, step: StepView | undefined, state: string): Rendered | undefined {
  if (!step) return undefined;
  const why = causeLine(causeOf(step));
  if (state === 'unknown') {
    return line(
      'progress',
      cut(`run ${view.run}: not known whether this was done: ${step.title} (${why}); looking again`),
    );
  }
  const others = view.steps.some((other) => other.state === 'running' && other.id !== step.id);
  if (state !== 'failed' || !others) return undefined;
  return line('urgent', cut(`run ${view.run}: ${step.title} failed: ${why}; what still runs is waited for`));
}

/** How it ended, and what can be typed now. Begins with the asker's nick, so that their client alerts them. */
function ended(told: RunNews): string[] {
  const { asker = told.view.by } = told;
  const { tone, headline, more, next } = outcomeOf(told);
  const now = next.join('; ');
  const first = `${asker}: ${headline}`;
  // A line is dear: what can be typed has one of its own only where something is to be mended.
  return tone === 'bad' || now === '' || first.length + now.length > short
    ? [first, ...more, ...nonEmpty(now.startsWith('!') ? `next: ${now}` : now)].map(cut)
    : [`${first}. ${now}`, ...more].map(cut);
}

function find(view: RunView, id: string): StepView | undefined {
  return view.steps.find((step) => step.id === id);
}

/** Whom it is for, so that their clients alert them. */
function whom({ view, asker, called = [] }: RunNews): string {
  return called.length > 0 ? called.map(({ name }) => name).join(', ') : (asker ?? view.by);
}

function nonEmpty(text: string): string[] {
  return text === '' ? [] : [text];
}

function cut(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 2)} …`;
}

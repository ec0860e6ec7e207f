import type { Plan } from '../engine/plan.ts';
import { isFinished, type RunView, type StepState } from '../engine/run.ts';
import type { News, RunNews } from './news.ts';
import { outcomeOf, took } from './outcome.ts';
import { capital, counted, duration } from './words.ts';

// How a run stands, in the words of every platform, which adds its own looks.

/** A sign for each state of a step. */
export const stepMarks: Readonly<Record<StepState, string>> = {
  waiting: '·',
  running: '▸',
  done: '✓',
  skipped: '-',
  failed: '✗',
  unknown: '?',
};

/** "run 7: clone gallifrey to gallifrey-dev, asked by alice" */
export function runTitle({ run, plan, by }: Pick<RunView, 'run' | 'plan' | 'by'>): string {
  return `run ${run}: ${plan.title}, asked by ${by}`;
}

/** How much a plan does, and what others may notice of it. */
export interface Cost {
  /** "3 steps": those that have something to do; "1 decision" where there is no step. */
  readonly steps: string;
  /** "disruptive"; undefined: nobody else notices. */
  readonly risk: string | undefined;
  /** Titles of the steps that are as risky as the plan. */
  readonly worst: readonly string[];
}

export function costOf({ steps, risk, decisions = [] }: Pick<Plan, 'steps' | 'risk' | 'decisions'>): Cost {
  const todo = steps.filter(({ effect }) => effect !== undefined);
  return {
    steps: steps.length === 0 ? counted(decisions.length, 'decision') : counted(todo.length, 'step'),
    risk: risk === 'safe' ? undefined : risk,
    worst: todo.filter((step) => step.risk === risk).map(({ title }) => title),
  };
}

/** What is said to people who would notice a plan. */
export const loggedIn = 'you are logged in there';

/** What is said of a plan without risk. */
export const unnoticed = 'nobody else notices';

/** Whose vote it was, for what, and from where when that is another platform: "bob approved run 7 (from slack)". `run`: absent where it is clear. */
export function voteText(
  { person, from, vote, because }: Extract<News, { kind: 'vote' }>,
  platform: string,
  run?: number,
): string {
  const approval = run === undefined ? 'their approval' : `the approval of run ${run}`;
  const what = vote === 'approve' ? `approved ${run === undefined ? 'it' : `run ${run}`}` : `took back ${approval}`;
  const why = because === undefined ? '' : `: ${because}`;
  return `${person} ${what}${from === platform ? '' : ` (from ${from})`}${why}`;
}

/** "It waits for a second person" */
export function waitingFor(waitsFor: string): string {
  return `It waits for ${waitsFor}`;
}

/** Whether a run that begins has begun before. */
export function isResumed({ steps }: Pick<RunView, 'steps'>): boolean {
  return steps.some(({ attempt }) => attempt > 0);
}

/** "1 of 3 steps": how many are over. */
export function stepsOver({ steps }: Pick<RunView, 'steps'>): string {
  return `${steps.filter(isFinished).length} of ${counted(steps.length, 'step')}`;
}

/** "about 3 min 10 s left" */
export function timeLeft(seconds: number): string {
  return `about ${duration(seconds)} left`;
}

/** How a run stands, in one sentence that is short where it is not about a failure. */
export function standingText({ view, waitsFor }: Pick<RunNews, 'view' | 'waitsFor'>): string {
  const { state, why } = view;
  switch (state) {
    case 'waiting':
      return waitsFor === undefined ? 'It begins.' : `${waitingFor(waitsFor)}.`;
    case 'queued':
    case 'running':
      return 'It is under way.';
    case 'done':
      return `Done${took(view)}.`;
    case 'failed':
      return `${capital(outcomeOf({ view }).headline)}.`;
    default:
      return `${capital(state)}${why === undefined ? '' : `: ${why}`}.`;
  }
}

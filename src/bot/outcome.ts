import { isFinished, type RunView, type StepView } from '../engine/run.ts';
import { choicesOf, choiceTexts, isFinding, notHeld } from './choices.ts';
import type { RunNews } from './news.ts';
import { counted, duration, listed, percent } from './words.ts';

/** How a run stands when it has ended, for now, and what can be typed: the same on every platform, which adds its own looks. */
export interface Outcome {
  readonly tone: 'good' | 'bad' | 'warning';
  /** The whole in one line: which run, how it ended, and why or what came of it. No stop at its end. */
  readonly headline: string;
  /** What else there is to say, a line each: what came of it. Of a failure the headline says all; !log has the rest. */
  readonly more: readonly string[];
  /** What can be typed now, a sentence each: of a run that is over, its choices (`choicesOf`) in words. */
  readonly next: readonly string[];
}

/** A line in which a checker says what is wrong. */
const complaint = /^ERROR\b|: ERROR\b/;

/** How a run ended, from its news. */
export function outcomeOf(told: Pick<RunNews, 'view' | 'undoable'>): Outcome {
  const { view } = told;
  const { run, plan, state, settled, why } = view;
  const next = choiceTexts(choicesOf(told));
  if (state === 'done' && plan.tells)
    return { tone: 'warning', headline: plan.tells.headline, more: [], next: plan.tells.next };
  switch (state) {
    case 'done':
      return {
        tone: 'good',
        headline: `run ${run} is done${took(view)}: ${plan.title}`,
        more: why === undefined ? [] : [why],
        next,
      };
    case 'failed':
      return failure(view, next);
    case 'cancelled': {
      const after = settled ? '' : ` after ${counted(view.steps.filter(isFinished).length, 'step')}`;
      return {
        tone: 'warning',
        headline: `run ${run} (${plan.title}) is cancelled${after}: ${why ?? 'nobody said why'}`,
        more: [],
        next,
      };
    }
    case 'undone':
      return { tone: 'good', headline: `run ${run} (${plan.title}) was ${why ?? 'taken back'}`, more: [], next: [] };
    case 'denied':
      return {
        tone: 'warning',
        headline: `run ${run} (${plan.title}) was ${why ?? state}; nothing was done`,
        more: [],
        next: [],
      };
    case 'expired':
      return {
        tone: 'warning',
        headline: `run ${run} (${plan.title}): ${why ?? state}; nothing was done`,
        more: [],
        next,
      };
    default:
      return { tone: 'warning', headline: `run ${run} (${plan.title}) is ${state}`, more: [], next: [] };
  }
}

function failure(view: RunView, next: readonly string[]): Outcome {
  const { run, steps, plan, settled } = view;
  const [, ...shows] = next;
  const failed = steps.filter(({ state }) => state === 'failed');
  const [step] = failed;
  const cause = causeLine(step?.why === undefined ? view.why : causeOf(step));
  const others = failed.length > 1 ? ` (also ${listed(failed.slice(1).map(({ title }) => title))})` : '';
  // What it found out is what failed, not a step of it.
  if (isFinding(view))
    return {
      tone: 'bad',
      headline: `run ${run} failed${took(view)}: ${plan.title}: ${cause}`,
      more: [],
      next: [notHeld(view), ...shows],
    };
  const at = step ? ` at step ${steps.indexOf(step) + 1} of ${steps.length}, ${step.title}${others}` : '';
  return {
    tone: 'bad',
    headline: `run ${run} failed${at}: ${cause}`,
    more: [],
    next: settled ? [notHeld(view), ...shows] : next,
  };
}

/** Why a step failed, without the step's title before it, which is said anyway. */
export function causeOf({ title, why = '' }: Pick<StepView, 'title' | 'why'>): string {
  let cause = why.trim();
  while (cause.startsWith(`${title}: `)) cause = cause.slice(title.length + 2);
  return cause;
}

/** The line of a cause that tells what is wrong; all of it is in the log. */
export function causeLine(why = ''): string {
  const lines = why
    .split(/\r?\n/)
    .map((text) => text.trim())
    .filter((text) => text !== '');
  const [first = 'no reason is known'] = lines;
  const found = lines.find((line) => complaint.test(line));
  if (found === undefined || found === first) return first;
  // Each cause begins with the host.
  const [host = ''] = /^[\w.-]+: /.exec(first) ?? [];
  return `${host}${found}`;
}

/** ` in 3 min 20 s`, of a run that began and ended. */
export function took({ startedAt, endedAt }: RunView): string {
  if (startedAt === undefined || endedAt === undefined) return '';
  return ` in ${duration((Date.parse(endedAt) - Date.parse(startedAt)) / 1000)}`;
}

/** A step that is in flight or over, in one line: its title, and how far it is or why. */
export function stepText(step: StepView): string {
  const { state, title, progress, why } = step;
  const part = progress?.part === undefined ? [] : [percent(progress.part)];
  const far = state === 'running' && progress ? [[...part, progress.text].join('  ')] : [];
  const reason = why === undefined ? [] : [causeOf(step).replace(/\s*\n\s*/g, ' / ')];
  return [title, ...far, ...reason].join(': ');
}

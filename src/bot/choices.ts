import { untouched } from '../engine/fold.ts';
import type { Plan } from '../engine/plan.ts';
import { isComplete, type RunView } from '../engine/run.ts';
import type { RunNews } from './news.ts';

/** What a person can do about a run that has ended, for now: a command, which is judged when they give it. */
export interface Choice {
  readonly is: 'retry' | 'undo' | 'leave' | 'again' | 'log';
  /** The command, without what it begins with in a channel. */
  readonly say: string;
  /** What that does, in words that follow it: "takes it back". */
  readonly does: string;
  /** What is there now can be lost by it. */
  readonly loses?: true;
  /** Worth a button, but no words where there are none. */
  readonly spare?: true;
}

/** What can be done about a run at its end: buttons where a platform has some, words everywhere (`choiceTexts`). */
export function choicesOf({
  view,
  undoable,
  undoLoses,
}: Pick<RunNews, 'view' | 'undoable' | 'undoLoses'>): readonly Choice[] {
  const { run, plan, state, settled, steps } = view;
  if (plan.tells) return [];
  const failed = steps.find((step) => step.state === 'failed');
  const log: Choice = failed
    ? { is: 'log', say: `log ${run} ${failed.id}`, does: 'shows more' }
    : state === 'failed' && isFinding(view)
      ? { is: 'log', say: `log ${run}`, does: 'shows more' }
      : { is: 'log', say: `log ${run}`, does: 'shows all of it', spare: true };
  switch (state) {
    case 'done':
      return [...(undoable && plan.undoes === undefined ? [undo(run, undoLoses)] : []), log];
    case 'failed':
      return [...(settled ? [again(plan)] : stopped(run, undoLoses)), log];
    case 'cancelled':
      return [...(settled ? [{ ...again(plan), spare: true as const }] : stopped(run, undoLoses)), log];
    case 'expired':
      return [again(plan)];
    default:
      return [];
  }
}

/** What can be typed, a sentence each, without a stop: what decides in one, what only shows something in another. */
export function choiceTexts(choices: readonly Choice[]): readonly string[] {
  const worded = choices.filter(({ spare }) => !spare);
  const [shows, decides] = [worded.filter(isLog), worded.filter((one) => !isLog(one))];
  return [decides, shows]
    .filter((some) => some.length > 0)
    .map((some) => some.map(({ say, does }) => `!${say} ${does}`).join(', '));
}

/** What can be done about a run that stopped before its end, in few words. */
export function waysOut(run: number): string {
  return choiceTexts(stopped(run)).join('; ');
}

/** What can be typed where a run failed and holds nothing: nothing of it was begun, or all of it is done. */
export function notHeld(view: Pick<RunView, 'plan' | 'steps'>): string {
  const asking = choiceTexts([again(view.plan)]).join('; ');
  return isFinding(view) ? asking : `Nothing was begun. ${asking}`;
}

/** Whether what failed is what the run found out, and all of it is done. */
export function isFinding({ steps }: Pick<RunView, 'steps'>): boolean {
  return isComplete({ steps }) && !untouched({ steps });
}

function stopped(run: number, undoLoses?: boolean): readonly Choice[] {
  return [
    { is: 'retry', say: `retry ${run}`, does: 'goes on' },
    undo(run, undoLoses),
    { is: 'leave', say: `cancel ${run}`, does: 'leaves it as it is' },
  ];
}

function undo(run: number, loses?: boolean): Choice {
  return { is: 'undo', say: `undo ${run}`, does: 'takes it back', ...(loses && { loses: true }) };
}

function again({ command }: Pick<Plan, 'command'>): Choice {
  return { is: 'again', say: command, does: 'asks again' };
}

function isLog({ is }: Choice): boolean {
  return is === 'log';
}

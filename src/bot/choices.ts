import type { RunNews } from './news.ts';

/** What a person can do about a run that has ended, for now: a command, which is judged when they give it. */
export interface Choice {
  readonly is: 'retry' | 'undo' | 'leave' | 'again' | 'log';
  /** The command, without what it begins with in a channel. */
  readonly say: string;
  /** What is there now can be lost by it. */
  readonly loses?: true;
}

/** What platforms that have buttons offer at the end of a run: as its outcome says what can be typed, and its log. */
export function choicesOf({
  view,
  undoable,
  undoLoses,
}: Pick<RunNews, 'view' | 'undoable' | 'undoLoses'>): readonly Choice[] {
  const { run, plan, state, settled, steps } = view;
  if (plan.tells) return [];
  const failed = steps.find((step) => step.state === 'failed');
  const log: Choice = { is: 'log', say: failed ? `log ${run} ${failed.id}` : `log ${run}` };
  const undo: Choice = { is: 'undo', say: `undo ${run}`, ...(undoLoses && { loses: true }) };
  const again: Choice = { is: 'again', say: plan.command };
  switch (state) {
    case 'done':
      return [...(undoable && plan.undoes === undefined ? [undo] : []), log];
    case 'failed':
    case 'cancelled':
      return settled
        ? [again, log]
        : [{ is: 'retry', say: `retry ${run}` }, undo, { is: 'leave', say: `cancel ${run}` }, log];
    case 'expired':
      return [again];
    default:
      return [];
  }
}

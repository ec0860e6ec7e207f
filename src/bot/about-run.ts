import type { Engine } from '../engine/engine.ts';
import type { RunView } from '../engine/run.ts';
import type { RunNews } from './news.ts';

/** What news say of a run besides its view. */
export type AboutRun = Pick<RunNews, 'waitsFor' | 'mayApprove' | 'secondsLeft' | 'undoable' | 'undoLoses' | 'page'>;

/** The same, as the engine knows it. `waitsFor`: who can still settle what it waits for, in words; `mayApprove`: by name. */
export async function aboutRun(
  engine: Pick<Engine, 'secondsLeft' | 'undoable' | 'undoLoses'>,
  view: RunView,
  { waitsFor, mayApprove }: { readonly waitsFor: string | undefined; readonly mayApprove: readonly string[] },
): Promise<AboutRun> {
  const secondsLeft = view.settled ? undefined : await engine.secondsLeft(view);
  const stopped = !view.settled && (view.state === 'failed' || view.state === 'cancelled');
  return {
    ...(waitsFor !== undefined && { waitsFor, mayApprove: mayApprove.map((name) => ({ name })) }),
    ...(secondsLeft !== undefined && { secondsLeft }),
    // An undoing can be taken back too, but news do not suggest it.
    ...(view.state === 'done' && { undoable: view.plan.undoes === undefined && (await engine.undoable(view)) }),
    ...((view.state === 'done' || stopped) && { undoLoses: engine.undoLoses(view) }),
  };
}

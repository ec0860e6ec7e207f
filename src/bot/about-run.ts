import type { Engine } from '../engine/engine.ts';
import type { RunView } from '../engine/run.ts';
import type { RunNews } from './news.ts';

/** What news say of a run besides its view. */
export type AboutRun = Pick<RunNews, 'waitsFor' | 'secondsLeft' | 'undoable' | 'page'>;

/** The same, as the engine knows it. `waitsFor`: who can still settle what it waits for, in words. */
export async function aboutRun(
  engine: Pick<Engine, 'secondsLeft' | 'undoable'>,
  view: RunView,
  waitsFor: string | undefined,
): Promise<AboutRun> {
  const secondsLeft = view.settled ? undefined : await engine.secondsLeft(view);
  return {
    ...(waitsFor !== undefined && { waitsFor }),
    ...(secondsLeft !== undefined && { secondsLeft }),
    // An undoing can be taken back too, but news do not suggest it.
    ...(view.state === 'done' && { undoable: view.plan.undoes === undefined && (await engine.undoable(view)) }),
  };
}

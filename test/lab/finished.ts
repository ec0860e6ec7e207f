import { expect } from 'vitest';
import type { RunView } from '../../src/engine/run.ts';
import type { Installation } from './farmhand.ts';

/**
 * Has the crash harness' farmhand do a command as run number `run`, killed at each of the fault points, in the order it comes to them, and
 * started anew; a point may be several with commas between, of which the first it comes to counts. Expects that the run ends well, and that no
 * step was begun twice.
 */
export async function finished(
  installation: Pick<Installation, 'see' | 'outcome'>,
  run: number,
  command: string,
  ...points: readonly string[]
): Promise<RunView> {
  for (const point of points) {
    const process = installation.see(run, command, { FARMHAND_FAULT: point });
    expect(await process.ended, `${command}, to be killed at ${point}: ${process.said()}`).toMatchObject({
      signal: 'SIGKILL',
    });
  }
  const view = await installation.outcome(installation.see(run, command));
  expect({ run: view.run, state: view.state }, view.why).toEqual({ run, state: 'done' });
  expect(view.steps.filter(({ attempt }) => attempt > 1)).toEqual([]);
  return view;
}

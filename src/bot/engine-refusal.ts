import { type Engine, NoSuchRun } from '../engine/engine.ts';
import { NotNow } from '../engine/not-now.ts';
import { PlanBlocked } from '../engine/planner.ts';
import { CannotUndo } from '../engine/undo.ts';
import { LockHeld } from '../journal/journal.ts';
import { waysOut } from './choices.ts';
import { Refusal } from './refusal.ts';
import { sentence } from './words.ts';

/** What the work gives. What the engine does not do for a reason people can act on is thrown as a Refusal with that reason. */
export async function orRefuse<T>(engine: Pick<Engine, 'view'>, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw (await refusalOf(engine, error)) ?? error;
  }
}

async function refusalOf(engine: Pick<Engine, 'view'>, error: unknown): Promise<Refusal | undefined> {
  if (error instanceof LockHeld) return new Refusal(...(await heldBy(engine, error)));
  if (error instanceof PlanBlocked) return new Refusal('That cannot be done as things stand:', ...error.reasons);
  if (error instanceof CannotUndo) return new Refusal(sentence(error.message.split(':')[0] ?? ''), ...error.reasons);
  if (error instanceof NotNow || error instanceof NoSuchRun) return new Refusal(sentence(error.message));
  return undefined;
}

/** Who holds a lock, and what to do about it. */
async function heldBy(engine: Pick<Engine, 'view'>, { key, holder }: LockHeld): Promise<readonly string[]> {
  const view = await engine.view(holder);
  const who = view ? `run ${holder} (${view.plan.title}, asked by ${view.by}, ${view.state})` : `run ${holder}`;
  return [
    `${key.replace(/^vm:/, '').replace(':', ' ')} is being worked on by ${who}.`,
    view?.state === 'failed' || view?.state === 'cancelled'
      ? `It stopped before its end: ${waysOut(holder)}.`
      : `!why ${holder} says what it waits for.`,
  ];
}

import type { Journal } from '../journal/journal.ts';
import type { Actions } from './action.ts';
import type { StepEvent } from './events.ts';
import { longest } from './graph.ts';
import { known, UnknownAction } from './look.ts';
import { isFinished, type RunView, type StepView } from './run.ts';

/** How many earlier steps of a kind are looked at. */
const sample = 5;

/** Seconds earlier steps of that action on this farm took for so much work, the quickest first: the latest of them. */
async function earlierSeconds(journal: Journal, action: string, work: number): Promise<readonly number[]> {
  const events = await journal.recent('step.verified', action, sample);
  return events
    .map(({ data }) => data as unknown as Extract<StepEvent, { type: 'step.verified' }>)
    .map((step) => (step.seconds / step.work) * work)
    .sort((a, b) => a - b);
}

/** Seconds a step of that action is expected to take for so much work, from earlier ones on this farm; undefined when there was none. */
async function expectedSeconds(journal: Journal, action: string, work: number): Promise<number | undefined> {
  const seconds = await earlierSeconds(journal, action, work);
  return seconds[Math.floor(seconds.length / 2)];
}

/** Seconds each step of a run takes as its like did on this farm, by its id; left out where none was done before, or it has nothing to do. */
export async function usualSeconds(
  { steps }: RunView,
  journal: Journal,
  actions: Actions,
): Promise<ReadonlyMap<string, number>> {
  // Several steps of a run have the same action: it is looked for once.
  const paces = new Map<string, Promise<number | undefined>>();
  const found = steps.map(async (step): Promise<readonly (readonly [string, number])[]> => {
    const work = step.effect === undefined ? undefined : workIfKnown(actions, step);
    if (work === undefined) return [];
    const known = paces.get(step.action) ?? expectedSeconds(journal, step.action, 1);
    paces.set(step.action, known);
    const pace = await known;
    return pace === undefined ? [] : [[step.id, pace * work]];
  });
  return new Map((await Promise.all(found)).flat());
}

/** A step that takes much longer than its like. */
export interface Slow {
  readonly step: StepView;
  /** Seconds its like took, and seconds it takes until now. */
  readonly usual: number;
  readonly now: number;
}

/** From how many times as long as usual, and how many seconds longer, a step is slow; and from how many earlier ones that is known. */
const slow = { times: 2.5, seconds: 60, sample: 3 };

/** The step under way that is slow, by the most; undefined: none is, or too few of its like are known. */
export async function slowest(
  view: RunView,
  journal: Journal,
  actions: Actions,
  now: number,
): Promise<Slow | undefined> {
  const found: Slow[] = [];
  for (const step of view.steps) {
    const work = step.state === 'running' || step.state === 'unknown' ? workIfKnown(actions, step) : undefined;
    if (work === undefined || step.beganAt === undefined) continue;
    const earlier = await earlierSeconds(journal, step.action, work);
    const usual = earlier[Math.floor(earlier.length / 2)] ?? 0;
    const taken = (now - Date.parse(step.beganAt)) / 1000;
    if (earlier.length >= slow.sample && taken >= usual * slow.times && taken >= usual + slow.seconds)
      found.push({ step, usual, now: taken });
  }
  return found.toSorted((a, b) => b.now - b.usual - (a.now - a.usual))[0];
}

/** How much work a step has, in its action's unit. */
export function workOf(actions: Actions, step: StepView): number {
  const { definition, args } = known(actions, step);
  return definition.work?.(args) ?? 1;
}

/** Seconds until the run has ended; undefined when a step of it was never done before on this farm, or is none this process knows. */
export async function secondsLeft(
  view: RunView,
  journal: Journal,
  actions: Actions,
  now: number,
): Promise<number | undefined> {
  const open = view.steps.filter((step) => step.skip === undefined && !isFinished(step));
  const seconds = new Map<string, number>();
  for (const step of open) {
    const own = ownPace(step, now);
    const work = workIfKnown(actions, step);
    const expected = own ?? (work === undefined ? undefined : await expectedSeconds(journal, step.action, work));
    if (expected === undefined) return undefined;
    const spent =
      own === undefined && step.beganAt && step.state === 'running' ? (now - Date.parse(step.beganAt)) / 1000 : 0;
    seconds.set(step.id, Math.max(0, expected - spent));
  }
  return longest(open, ({ id }) => seconds.get(id) ?? 0);
}

function workIfKnown(actions: Actions, step: StepView): number | undefined {
  try {
    return workOf(actions, step);
  } catch (error) {
    if (error instanceof UnknownAction) return undefined;
    throw error;
  }
}

/** Seconds left of a step that says how far it is, once that says something. */
function ownPace({ state, beganAt, progress }: StepView, now: number): number | undefined {
  const part = progress?.part;
  if (state !== 'running' || beganAt === undefined || part === undefined || part < 0.02) return undefined;
  return ((now - Date.parse(beganAt)) / 1000 / part) * (1 - part);
}

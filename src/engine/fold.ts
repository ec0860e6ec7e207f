import type { StoredEvent } from '../journal/journal.ts';
import { type RunEvent, read, type StepEvent } from './events.ts';
import { isComplete, type RunState, type RunView, type StepView, type Vote } from './run.ts';

/** The state of a run is what its events say. Throws when the first one is not `planned`. */
export function fold(events: readonly StoredEvent[]): RunView {
  const [first, ...rest] = events;
  const planned = first && read(first);
  if (!first || planned?.type !== 'planned') throw new Error(`run ${first?.run ?? '?'} does not begin with a plan`);
  const start: RunView = {
    run: first.run,
    id: first.hash.slice(0, 8),
    version: first.version,
    state: 'waiting',
    settled: false,
    plan: planned.plan,
    by: planned.by,
    asked: planned.asked,
    ...(planned.gate && { gate: planned.gate }),
    votes: [],
    steps: planned.plan.steps.map((step) => ({ ...step, state: 'waiting', attempt: 0 })),
    plannedAt: first.at,
    alerts: [],
    prompts: [],
  };
  return rest.reduce(next, start);
}

/** The view after one more event. */
export function next(view: RunView, stored: StoredEvent): RunView {
  return { ...after(view, read(stored), stored.at), version: stored.version };
}

/** The view after an event of that time that need not be written yet. */
export function after(view: RunView, event: RunEvent, at: string): RunView {
  switch (event.type) {
    case 'planned':
      throw new Error(`run ${view.run} is planned twice`);
    case 'posted':
      return {
        ...view,
        prompts: [...view.prompts, { platform: event.platform, channel: event.channel, message: event.message }],
      };
    case 'approved':
      return { ...view, votes: [...others(view, event.person), voteOf(event, at)] };
    case 'withdrawn':
      return { ...view, votes: others(view, event.person) };
    case 'denied':
      return ended(
        view,
        'denied',
        true,
        at,
        `denied by ${event.person}${event.because === undefined ? '' : `: ${event.because}`}`,
      );
    case 'expired':
      return ended(view, 'expired', true, at, 'nobody approved it in time');
    case 'queued':
      return { ...view, state: 'queued' };
    case 'decided':
      return view;
    case 'running':
      return { ...view, state: 'running', startedAt: view.startedAt ?? at };
    case 'cancelling':
      return { ...view, cancelling: event.person };
    case 'retried':
      return retried(view, event.person);
    case 'left':
      return ended(view, 'cancelled', true, view.endedAt ?? at, `left as it is by ${event.person}`);
    case 'ended':
      return ended(view, event.state, event.state === 'done' || isComplete(view) || untouched(view), at, event.why);
    case 'undone':
      return { ...ended(view, 'undone', true, at, `taken back by run ${event.run}`), undoneBy: event.run };
    case 'alerted':
      return { ...view, alerts: [...view.alerts, event.about] };
    default:
      return { ...view, steps: view.steps.map((step) => (step.id === event.step ? afterStep(step, event, at) : step)) };
  }
}

function voteOf(
  { person, from, hash, because }: Extract<RunEvent, { type: 'approved' | 'withdrawn' | 'denied' }>,
  at: string,
): Vote {
  return { person, from, at, hash, ...(because !== undefined && { because }) };
}

function others(view: RunView, person: string) {
  return view.votes.filter((vote) => vote.person !== person);
}

function ended(view: RunView, state: RunState, settled: boolean, at: string, why?: string): RunView {
  const { cancelling: _, why: __, ...rest } = view;
  return { ...rest, state, settled, endedAt: at, ...(why !== undefined && { why }) };
}

/** Nothing was begun, so there is nothing to undo, retry or leave. */
export function untouched(view: Pick<RunView, 'steps'>): boolean {
  return view.steps.every((step) => step.attempt === 0);
}

function retried(view: RunView, person: string): RunView {
  const { endedAt: _, cancelling: __, ...rest } = view;
  const steps = view.steps.map((step): StepView => (step.state === 'failed' ? { ...step, state: 'waiting' } : step));
  return { ...rest, steps, state: 'queued', why: `retried by ${person}` };
}

function afterStep(step: StepView, event: StepEvent, at: string): StepView {
  const { why: _, ...rest } = step;
  switch (event.type) {
    case 'step.intent': {
      const { progress: __, endedAt: ___, receipt: ____, ...fresh } = rest;
      return { ...fresh, state: 'running', attempt: event.attempt, before: step.before ?? event.before, beganAt: at };
    }
    case 'step.effect':
      return rest;
    case 'step.verified':
      return { ...rest, state: 'done', receipt: event.receipt, endedAt: at };
    case 'step.skipped':
      return { ...rest, state: 'skipped', why: event.why, endedAt: at };
    case 'step.failed':
      return {
        ...rest,
        state: 'failed',
        why: event.why,
        endedAt: at,
        ...(event.receipt !== undefined && { receipt: event.receipt }),
      };
    case 'step.unknown':
      return { ...rest, state: 'unknown', why: event.why };
    case 'step.progress':
      return { ...rest, progress: { text: event.text, ...(event.part !== undefined && { part: event.part }) } };
  }
}

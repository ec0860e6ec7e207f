import type { Alert } from '../engine/alert.ts';
import type { Engine } from '../engine/engine.ts';
import type { RunView, StepView } from '../engine/run.ts';
import type { Duty } from './duties.ts';
import { causeOf } from './outcome.ts';
import type { RunService } from './run-service.ts';
import { counted, duration } from './words.ts';

export interface WatchParts {
  readonly engine: Pick<Engine, 'unsettled' | 'slowest' | 'alert'>;
  readonly runService: Pick<RunService, 'approvers' | 'waitsFor'>;
}

/** The part of its time a plan waits still when it is brought to mind, and the most of it, in milliseconds. */
const late = { part: 1 / 3, most: 3600_000 };

/** Has people told, once, of a run that is much slower than its like, and of a plan that will soon have waited in vain. */
export function watch({ engine, runService }: WatchParts): Duty {
  return {
    name: 'the watch over runs',
    due: async (now, lease) => {
      for (const view of await engine.unsettled()) {
        const { run, state, alerts } = view;
        if (state === 'waiting' && !alerts.includes('expiring') && expiresSoon(view, now)) {
          const waits = await runService.waitsFor(view);
          const { who, until } = await runService.approvers(view);
          const people = who.filter((name) => view.votes.every(({ person }) => person !== name));
          await engine.alert(run, expiring(view, waits, until, people, now), ['waiting'], { lease });
        }
        if (state === 'running' && !alerts.includes('slow')) {
          const slow = await engine.slowest(view, now);
          if (slow) await engine.alert(run, slowed(view, slow), ['running'], { lease });
        }
      }
    },
  };
}

function expiresSoon({ gate, plannedAt }: RunView, now: Date): boolean {
  if (!gate) return false;
  const [end, begin] = [Date.parse(gate.expires), Date.parse(plannedAt)];
  const left = end - now.getTime();
  return left > 0 && left <= Math.min((end - begin) * late.part, late.most);
}

function expiring(
  { run, plan }: RunView,
  waits: string | undefined,
  until: string,
  people: readonly string[],
  now: Date,
): Alert {
  const left = duration((Date.parse(until) - now.getTime()) / 1000);
  const whom = waits === undefined ? 'approval' : waits;
  const text = `run ${run} (${plan.title}) still waits for ${whom}, and expires in ${left}: !approve ${run} or !deny ${run}`;
  return { about: 'expiring', text, people };
}

function slowed(
  { run, steps }: RunView,
  { step, usual, now }: { readonly step: StepView; readonly usual: number; readonly now: number },
): Alert {
  const times = `usually takes ${duration(usual)}, and now ${duration(now)}`;
  const text = `run ${run} is slow: ${step.title} ${times}${hindrance(step)}${held(steps, step.id)}`;
  return { about: 'slow', text: `${text}; !why ${run} says more, !cancel ${run} stops it`, people: [] };
}

/** What a step waits for, as far as is known. */
function hindrance(step: StepView): string {
  if (step.state === 'unknown')
    return `; its host does not say how it went: ${step.why === undefined ? 'it is asked' : causeOf(step)}`;
  return step.progress ? `; it is at: ${step.progress.text}` : '';
}

/** How many steps wait for it. */
function held(steps: readonly StepView[], id: string): string {
  const waiting = new Set<string>([id]);
  for (let before = 0; before < waiting.size; ) {
    before = waiting.size;
    for (const step of steps) if (step.after.some((one) => waiting.has(one))) waiting.add(step.id);
  }
  return waiting.size > 1 ? `; ${counted(waiting.size - 1, 'step waits', 'steps wait')} for it` : '';
}

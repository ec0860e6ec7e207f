import { sealed } from '../../src/engine/plan.ts';
import type { Gate, RunView, StepView } from '../../src/engine/run.ts';

/** A step as a run shows it. */
export function step(given: Partial<StepView> & { readonly id: string }): StepView {
  return {
    action: 'toy',
    args: null,
    after: [],
    title: given.id,
    risk: 'safe',
    effect: { commands: ['true'] },
    state: 'waiting',
    attempt: 0,
    ...given,
  };
}

/** A run that waits for a second person, but for what is given. */
export function run(given: Partial<RunView> = {}): RunView {
  const steps = given.steps ?? [step({ id: 'one' })];
  const plan = sealed({
    command: 'destroy gallifrey-dev',
    title: 'destroy gallifrey-dev',
    subjects: ['gallifrey-dev'],
    values: [],
    notes: [],
    locks: [],
    steps,
    risk: 'destructive',
  });
  return {
    run: 7,
    id: 'aaaaaaaa',
    version: 1,
    state: 'waiting',
    settled: false,
    plan,
    by: 'loic',
    asked: null,
    gate: secondPerson,
    votes: [],
    steps,
    plannedAt: '2026-01-01T10:00:00.000Z',
    alerts: [],
    prompts: [],
    ...given,
  };
}

export const secondPerson: Gate = { need: 1, roles: [], askerCounts: false, expires: '2026-01-01T10:30:00.000Z' };

import type { News, RunNews } from '../../../src/bot/news.ts';
import type { Progress, Risk } from '../../../src/engine/action.ts';
import type { Gate, RunView, StepView } from '../../../src/engine/run.ts';

export const noon = new Date('2026-03-01T12:00:00.000Z');

const gate: Gate = { need: 1, roles: ['operator'], askerCounts: false, expires: '2026-03-01T12:30:00.000Z' };

export function step(id: string, title: string, more: Partial<StepView> = {}): StepView {
  const effect = { commands: [`do ${id}`] };
  return { id, title, action: 'a.b', args: {}, after: [], risk: 'safe', state: 'waiting', attempt: 0, effect, ...more };
}

/** The clone of gallifrey as run 7, waiting for approval; its three steps as given. */
export function clone(more: Partial<RunView> = {}, risk: Risk = 'disruptive'): RunView {
  const steps = more.steps ?? [
    step('snapshot', "snapshot of gallifrey's disk"),
    step('copy', "copy of gallifrey's disk"),
    step('dns-a', 'A record for gallifrey-dev', { risk }),
  ];
  return {
    run: 7,
    id: '01234567',
    version: 1,
    state: 'waiting',
    settled: false,
    plan: {
      command: 'clone gallifrey dev',
      title: 'clone gallifrey to gallifrey-dev',
      subjects: ['gallifrey-dev'],
      values: [
        ['name', 'gallifrey-dev.xivo.vm.farm'],
        ['address', '10.10.60.6'],
        ['port', '22006'],
      ],
      notes: ['30 GiB of 200 GiB free disk', '4 GiB of 12 GiB free memory'],
      locks: [],
      steps,
      risk,
      hash: 'ab'.repeat(32),
    },
    by: 'alice',
    asked: null,
    gate,
    votes: [],
    steps,
    plannedAt: noon.toISOString(),
    alerts: [],
    prompts: [],
    ...more,
  };
}

export function told(news: News, view: RunView, more: Partial<RunNews> = {}): RunNews {
  return { news, view, asker: 'alice_', ...more };
}

export function copying(progress: Progress, beganAt: string, more: Partial<StepView> = {}): RunView {
  const copy = step('copy', "copy of gallifrey's disk", { state: 'running', attempt: 1, progress, beganAt, ...more });
  return clone({ state: 'running', steps: [step('snapshot', 's', { state: 'done', attempt: 1 }), copy] });
}

import type { Json } from '../journal/json.ts';
import type { Progress, Receipt } from './action.ts';
import type { Alert } from './alert.ts';
import type { Plan, PlannedStep } from './plan.ts';

/** waiting → queued → running → done | failed | cancelled; denied and expired end a wait; undone follows done, failed or cancelled. */
export const runStates = [
  'waiting',
  'queued',
  'running',
  'done',
  'failed',
  'cancelled',
  'denied',
  'expired',
  'undone',
] as const;
export type RunState = (typeof runStates)[number];

/** Whether a run has yet to come to an end: it waits for approval or for a worker, or is worked on. */
export function isUnderWay({ state }: { readonly state: RunState }): boolean {
  return state === 'waiting' || state === 'queued' || state === 'running';
}

export type StepState = 'waiting' | 'running' | 'done' | 'skipped' | 'failed' | 'unknown';

/** Whether nothing is left to do of a step. */
export function isFinished({ state }: { readonly state?: StepState | undefined }): boolean {
  return state === 'done' || state === 'skipped';
}

/** Whether nothing is left to do of any step of a run, whether it has ended well or found out what makes it a failed one. */
export function isComplete({ steps }: { readonly steps: readonly Pick<StepView, 'state'>[] }): boolean {
  return steps.every(isFinished);
}

export interface StepView extends PlannedStep {
  readonly state: StepState;
  /** 1 for the first try; `!retry` counts on. 0: not begun. */
  readonly attempt: number;
  /** What was seen on the host before the first attempt. */
  readonly before?: Json;
  readonly receipt?: Receipt;
  /** Why it was skipped, failed or is unknown. */
  readonly why?: string;
  readonly progress?: Progress;
  /** ISO times of the latest attempt. */
  readonly beganAt?: string;
  readonly endedAt?: string;
}

export interface Vote {
  /** A person's name in farm.yaml. */
  readonly person: string;
  /** Platform it came from. */
  readonly from: string;
  readonly at: string;
  /** Of the plan it is for. */
  readonly hash: string;
  /** Why, in their words. */
  readonly because?: string;
}

/** A message that shows the plan. */
export interface Prompt {
  readonly platform: string;
  readonly channel: string;
  readonly message: string;
}

/** What has to be approved before a run may start, as the policy said when the plan was made. */
export interface Gate {
  /** How many people must approve. */
  readonly need: number;
  /** Roles that count; empty: everybody farm.yaml lists. */
  readonly roles: readonly string[];
  /** Whether the asker is one of those who count. */
  readonly askerCounts: boolean;
  /** ISO time after which it is too late. */
  readonly expires: string;
  /** What must be fulfilled besides, where no one demand is the stricter of all. */
  readonly also?: readonly Omit<Gate, 'also'>[];
}

/** Everything known of a run: the reading of its events. */
export interface RunView {
  readonly run: number;
  /** Its own name beyond this journal: numbers begin again with a new journal, while hosts remember. 8 hexadecimal digits. */
  readonly id: string;
  readonly version: number;
  readonly state: RunState;
  /** Nothing more will happen to it and it holds no lock. A failed run is not settled: it waits for retry, undo or leave as it is. */
  readonly settled: boolean;
  readonly plan: Plan;
  readonly by: string;
  /** Where it was asked, opaque to the engine (the bot's `Where`). */
  readonly asked: Json;
  readonly gate?: Gate;
  readonly votes: readonly Vote[];
  readonly steps: readonly StepView[];
  /** Who denied, cancelled, retried last, and why it ended, or what came of it, in words for people. */
  readonly why?: string;
  readonly undoneBy?: number;
  /** A person asked for it to stop; it stops after what runs now. */
  readonly cancelling?: string;
  readonly plannedAt: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  /** What people were told of it unasked. */
  readonly alerts: readonly Alert['about'][];
  /** Messages on which a reaction is a vote. */
  readonly prompts: readonly Prompt[];
}

/** Whether an approval of that person's stands. */
export function hasVoted({ votes }: RunView, person: string): boolean {
  return votes.some((vote) => vote.person === person);
}

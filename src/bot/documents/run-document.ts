import * as z from 'zod';
import { runStates } from '../../engine/run.ts';
import { plan } from './plan-document.ts';
import { list, runNumber, time, words } from './shapes.ts';

export const runState = z
  .enum(runStates)
  .describe(
    'waiting (for approval) → queued → running → done, failed or cancelled; denied and expired end a wait; undone: another run took it back',
  );

const settled = z
  .boolean()
  .describe(
    'Nothing more happens to it and it holds nothing. A failed run that is not settled waits for retry, undo or cancel',
  );

export const stepState = z.enum(['waiting', 'running', 'done', 'skipped', 'failed', 'unknown']);

const progress = z
  .object({ part: z.number().optional().describe('0 to 1, where it is known'), text: words })
  .describe('How far it is');

const stepStatus = z
  .object({
    id: z.string().describe('The id of a step of the plan'),
    state: stepState.describe('unknown: the connection was lost, and the host has yet to be asked'),
    attempt: z.number().int().describe('0: not begun; 1: the first try'),
    why: z.string().optional().describe('Why it was skipped, failed or is unknown, in words'),
    progress: progress.optional(),
    beganAt: time.optional(),
    endedAt: time.optional(),
  })
  .meta({ id: 'StepStatus' });

const demand = z.object({
  need: z.number().int().describe('How many people must approve'),
  roles: list(z.string()).describe('One of these roles counts; none: everybody farm.yaml lists'),
  askerCounts: z.boolean().describe('Whether who asked is one of those who count'),
});

const vote = z.object({
  person: z.string(),
  from: z.string().describe('The chat platform'),
  at: time,
  hash: z.string().describe('Of the plan it is for'),
  because: z.string().optional(),
});

/** A run: a plan, and what became of it. */
export const run = z
  .object({
    run: runNumber,
    id: z.string().describe('Its own name beyond this journal'),
    state: runState,
    settled,
    by: z.string().describe('Who asked: a name in farm.yaml, or farmhand itself'),
    plannedAt: time,
    startedAt: time.optional(),
    endedAt: time.optional(),
    why: z.string().optional().describe('Why it ended so, or what came of it, in words'),
    undoneBy: runNumber.optional(),
    cancelling: z.string().optional().describe('Who asked for it to stop'),
    demands: list(demand).describe('What has to be approved before it may begin; none: nothing'),
    expiresAt: time.optional().describe('When it is too late to approve it'),
    votes: list(vote),
    waitsFor: z.string().optional().describe('Who can still settle what it waits for, in words'),
    mayApprove: list(z.string()).describe('Names of the people whose approval it lacks and who may give it'),
    secondsLeft: z.number().optional().describe('Seconds it is expected to take still'),
    undoable: z.boolean().optional().describe('What it did can be taken back'),
    page: z.string().optional().describe('Where it can be seen in a browser'),
    plan,
    steps: list(stepStatus).describe('In the order of the plan'),
  })
  .meta({ id: 'Run' });

export type RunDocument = z.output<typeof run>;

/** A run in a list. */
export const runSummary = z
  .object({
    run: runNumber,
    state: runState,
    settled,
    title: words,
    subjects: list(z.string()).describe('Names of the VMs it is about'),
    by: z.string(),
    plannedAt: time,
    changedAt: time.optional().describe('When something happened to it last'),
    expiresAt: time.optional().describe('When it is too late to approve it'),
    waitsFor: z.string().optional().describe('Who can still settle what it waits for, in words'),
    barred: z.string().optional().describe('What keeps it from beginning now, and until when, in words'),
  })
  .meta({ id: 'RunSummary' });

export type RunSummary = z.output<typeof runSummary>;

import type { RunState, RunView, StepView } from '../../engine/run.ts';
import type { RunHead } from '../../journal/journal.ts';
import { demandsOf } from '../gate.ts';
import type { RunNews } from '../news.ts';
import { type HostsOf, planOf } from './plan-of.ts';
import type { RunDocument, RunSummary } from './run-document.ts';

/** What is said of a run besides its view. */
export type ToldOfRun = Pick<RunNews, 'waitsFor' | 'mayApprove' | 'secondsLeft' | 'undoable' | 'page'>;

/** A run as a document has it. */
export function runOf(view: RunView, about: ToldOfRun, hostsOf: HostsOf): RunDocument {
  const { run, id, state, settled, by, plannedAt, startedAt, endedAt, why, undoneBy, cancelling, gate } = view;
  const { waitsFor, mayApprove = [], secondsLeft, undoable, page } = about;
  return {
    ...{ run, id, state, settled, by, plannedAt },
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
    ...(why !== undefined && { why }),
    ...(undoneBy !== undefined && { undoneBy }),
    ...(cancelling !== undefined && { cancelling }),
    demands: demandsOf(gate).map(({ need, roles, askerCounts }) => ({ need, roles, askerCounts })),
    ...(gate && { expiresAt: gate.expires }),
    votes: view.votes.map(({ person, from, at, hash, because }) => ({
      ...{ person, from, at, hash },
      ...(because !== undefined && { because }),
    })),
    ...(waitsFor !== undefined && { waitsFor }),
    mayApprove: mayApprove.map(({ name }) => name),
    ...(secondsLeft !== undefined && { secondsLeft }),
    ...(undoable !== undefined && { undoable }),
    ...(page !== undefined && { page }),
    plan: planOf(view.plan, hostsOf),
    steps: view.steps.map(statusOf),
  };
}

function statusOf({ id, state, attempt, why, progress, beganAt, endedAt }: StepView): RunDocument['steps'][number] {
  return {
    ...{ id, state, attempt },
    ...(why !== undefined && { why }),
    ...(progress && { progress }),
    ...(beganAt !== undefined && { beganAt }),
    ...(endedAt !== undefined && { endedAt }),
  };
}

/** A run in a list, by its view. */
export function summaryOf(
  { run, state, settled, plan: { title, subjects }, by, plannedAt, gate }: RunView,
  about: Pick<RunSummary, 'waitsFor' | 'barred'> = {},
): RunSummary {
  const waits = state === 'waiting' && gate;
  return {
    ...{ run, state, settled, title, subjects, by, plannedAt },
    ...(waits && { expiresAt: gate.expires }),
    ...about,
  };
}

/** A run in a list, by its head. */
export function summaryOfHead(head: RunHead): RunSummary {
  const { run, state, settled, title, subjects, by, startedAt, changedAt } = head;
  return { run, state: state as RunState, settled, title, subjects, by, plannedAt: startedAt, changedAt };
}

import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Lease, LeaseLost, leaseOfRun } from '../journal/journal.ts';
import { hashOf, type Json } from '../journal/json.ts';
import type { Hosts } from '../ssh/host.ts';
import type { Actions } from './action.ts';
import { decidedBy } from './deciding.ts';
import type { RunEvent } from './events.ts';
import { untouched } from './fold.ts';
import { ready } from './graph.ts';
import { type SlotParts, takeSlots } from './host-slots.ts';
import type { Judge, Withheld } from './judge.ts';
import { Cancelled, LetGo } from './leave.ts';
import { known } from './look.ts';
import { readReceipt } from './receipt.ts';
import { isComplete, type RunView } from './run.ts';
import { RunRecord, readRun } from './run-record.ts';
import { type Working, workStep } from './work-step.ts';

/** Milliseconds a worker has a run for, and after how many it asks for more. */
const lease = { length: 30_000, renewal: 10_000 };

export interface Worker extends SlotParts {
  readonly hosts: Hosts;
  readonly judge: Judge;
  /** Nothing is, when left out. */
  readonly withheld?: Withheld;
  /** Aborted with LetGo when the process ends. */
  readonly stopping: AbortSignal;
}

/** Before anything was done, the run is seen not to be as it was read any more. */
class MovedOn extends LetGo {}

/** Another worker has the run's lease. */
class Elsewhere extends LetGo {}

/**
 * Works on a run until it rests, unless another worker does, or a host of it has no free slot. Resolves with whether it did. Throws what the
 * journal throws; the run then stays as it is, for the next worker.
 */
export async function workRun(worker: Worker, run: number): Promise<boolean> {
  const { journal, owner } = worker;
  let view = await readRun(journal, run);
  if (!isOpen(view) || (await worker.withheld?.(view.plan)) !== undefined) return false;
  const held: Lease[] = [];
  const lost = new AbortController();
  const renewal = setInterval(() => {
    Promise.all(held.map((one) => journal.renew(one, lease.length))).catch((error) => lost.abort(error));
  }, lease.renewal);
  // People wait for the first step, and a lease and a write wait for a disk: by the next turn the looks at the hosts are on their way. That the lease
  // is had, and that the run is still as it was read, is seen by the first write, before which nothing is done.
  const own = nextTurn()
    .then(() => journal.lease(leaseOfRun(run), owner, lease.length))
    .then((given) => {
      if (!given) throw new Elsewhere('another worker has the run');
      held.push(given);
      return given.token;
    });
  try {
    if (worker.slots.size > 0) await own;
    const slots = await takeSlots(worker, view, lease.length);
    if (!slots) return false;
    held.push(...slots);
    while (isOpen(view)) {
      try {
        await underLease(worker, view, own, AbortSignal.any([worker.stopping, lost.signal]));
        return true;
      } catch (error) {
        if (!(error instanceof MovedOn)) throw error;
        view = await readRun(journal, run);
      }
    }
    // Others may wait for the slots.
    return true;
  } catch (error) {
    if (!(error instanceof LetGo || error instanceof LeaseLost)) throw error;
    return !(error instanceof Elsewhere);
  } finally {
    await own.catch(() => undefined);
    clearInterval(renewal);
    await Promise.all(held.map((one) => journal.release(one)));
  }
}

/** Whether there is something for a worker to do about it. */
function isOpen(view: RunView | undefined): view is RunView {
  return view?.state === 'queued' || view?.state === 'running';
}

/** `own`: the token of the run's lease, once it is had. */
async function underLease(worker: Worker, view: RunView, own: Promise<number>, letGo: AbortSignal): Promise<void> {
  const { journal, actions, hosts } = worker;
  const judge = othersLeft(worker);
  const record = new RunRecord(journal, view, own);
  const cancel = new AbortController();
  const heed = () => {
    const { cancelling } = record.view;
    if (cancelling !== undefined && !cancel.signal.aborted) cancel.abort(new Cancelled(`cancelled by ${cancelling}`));
  };
  heed();
  const unwatch = journal.watch(() => {
    record.refresh().then(heed, () => undefined);
  });
  const taken = own.then(async (token) => {
    await record.write(({ version }) => {
      if (version !== view.version) throw new MovedOn('the run moved on while its lease was asked for');
      return [{ type: 'running', owner: worker.owner, token }];
    });
    return token;
  });
  // Every step waits for it, and throws what it throws; until then nobody may be waiting.
  const written = taken.catch(() => undefined);
  try {
    const against = await objection(view, judge);
    if (against !== undefined) {
      await taken;
      await record.write(() => [{ type: 'ended', state: 'failed', why: against }]);
      return;
    }
    await workSteps({ record, taken, actions, hosts, judge, cancel: cancel.signal, letGo });
    await taken;
    await settle(worker, record);
  } finally {
    unwatch();
    await written;
  }
}

/** The judge, who is not asked where the run is left to others: throws LetGo then. */
function othersLeft({ judge, withheld }: Worker): Judge {
  return async (view, step) => {
    const why = await withheld?.(view.plan);
    if (why !== undefined) throw new LetGo(why);
    return judge(view, step);
  };
}

/** Why the run is not begun, or not gone on with; one in flight is judged again step by step. */
async function objection(view: RunView, judge: Judge): Promise<string | undefined> {
  if (!sealHolds(view))
    return 'its plan is not the one that was approved any more: the journal was altered (farmhand audit verify)';
  if (view.state === 'running' && !untouched(view)) return undefined;
  const against = await judge(view);
  return against === undefined ? undefined : `it was not ${untouched(view) ? 'begun' : 'gone on with'}: ${against}`;
}

/** People approved a hash: only the plan it stands for is run. */
function sealHolds({ plan, votes }: RunView): boolean {
  const { hash, ...rest } = plan;
  return hashOf(rest as unknown as Json) === hash && votes.every((vote) => vote.hash === hash);
}

/** Begins every step as soon as those before it are done; begins none after a failure or a cancellation, but waits for those in flight. */
async function workSteps(working: Working): Promise<void> {
  const inFlight = new Map<string, Promise<void>>();
  const stop = new AbortController();
  const inner = { ...working, letGo: AbortSignal.any([working.letGo, stop.signal]) };
  let thrown: unknown;
  for (;;) {
    const { steps } = working.record.view;
    const mayBegin = thrown === undefined && !working.letGo.aborted && !working.cancel.aborted;
    if (mayBegin && steps.every(({ state }) => state !== 'failed')) {
      for (const { id } of ready(steps).filter(({ id }) => !inFlight.has(id))) {
        const work = workStep(inner, id)
          .catch((error) => {
            thrown ??= error;
            stop.abort(new LetGo('another step had to stop'));
          })
          .finally(() => inFlight.delete(id));
        inFlight.set(id, work);
      }
    }
    if (inFlight.size === 0) break;
    await Promise.race(inFlight.values());
  }
  if (thrown !== undefined) throw thrown;
  working.letGo.throwIfAborted();
}

async function settle(worker: Worker, record: RunRecord): Promise<void> {
  const { plan, run } = record.view;
  // The run taken back is marked first: a crash between the two writes leaves this run unfinished, and it comes here again.
  if (plan.undoes !== undefined && isComplete(record.view)) await markUndone(worker, plan.undoes, run);
  await record.write((view) => [
    ...(isComplete(view) ? decidedBy(plan.decisions) : []),
    { type: 'ended', ...ending(worker.actions, view) },
  ]);
}

async function markUndone({ journal }: Worker, run: number, by: number): Promise<void> {
  const view = await readRun(journal, run);
  if (!view) return;
  await new RunRecord(journal, view).write((latest) =>
    latest.undoneBy === undefined ? [{ type: 'undone', run: by }] : [],
  );
}

function ending(actions: Actions, view: RunView): Omit<Extract<RunEvent, { type: 'ended' }>, 'type'> {
  const failure = view.steps.find(({ state }) => state === 'failed');
  if (isComplete(view)) {
    const all = summaries(actions, view);
    const failures = all.filter(({ fails }) => fails);
    // Why it failed comes first: of a failure one line is shown everywhere.
    const why = [...failures, ...all.filter(({ fails }) => !fails)].map(({ text }) => text).join('; ');
    return { state: failures.length > 0 ? 'failed' : 'done', ...(why !== '' && { why }) };
  }
  if (view.cancelling !== undefined) return { state: 'cancelled', why: `cancelled by ${view.cancelling}` };
  return {
    state: 'failed',
    why: failure ? `${failure.title}: ${failure.why}` : 'it stopped before all its steps were done',
  };
}

/** What came of the steps that have more to say than that they are done. */
function summaries(
  actions: Actions,
  { steps }: RunView,
): readonly { readonly text: string; readonly fails: boolean }[] {
  return steps.flatMap((step) => {
    const { definition, args } = known(actions, step);
    if (!definition.summary) return [];
    const receipt = readReceipt(step, definition);
    if ('unreadable' in receipt) return [{ text: receipt.unreadable, fails: false }];
    const { changed } = receipt;
    if (changed === null) return [];
    return [{ text: definition.summary(args, changed), fails: definition.fails?.(args, changed) ?? false }];
  });
}

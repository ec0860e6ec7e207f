import type { Journal, RunHead, RunQuery } from '../journal/journal.ts';
import type { Alert } from './alert.ts';
import { type Ballot, eventsOfBallot } from './ballot.ts';
import { type PendingRun, pendingRun } from './claims.ts';
import { decidedHalf } from './deciding.ts';
import { type Decided, Decisions } from './decision.ts';
import type { Errand } from './errand.ts';
import type { RunEvent } from './events.ts';
import { type Slow, secondsLeft, slowest, usualSeconds } from './expected.ts';
import { hostsOfStep } from './hosts-of.ts';
import { isGone } from './lineage.ts';
import type { ReadingHosts } from './look.ts';
import { NotNow } from './not-now.ts';
import { onceRead } from './once-read.ts';
import type { Plan, Wanted, WantedStep } from './plan.ts';
import { foresee, plan } from './planner.ts';
import { isUnderWay, type Prompt, type RunState, type RunView } from './run.ts';
import { RunRecord, readRun } from './run-record.ts';
import { Scheduler, type SchedulerParts } from './scheduler.ts';
import { type Submission, Submissions } from './submission.ts';
import { undoable, undoing } from './undo.ts';
import { undoLoses } from './undo-loses.ts';

/** There is no run of that number. */
export class NoSuchRun extends Error {
  override name = 'NoSuchRun';
}

export type EngineParts = Omit<SchedulerParts, 'expire'>;

/** Plans, runs, approvals, undo. Knows neither chat nor what its actions do. */
export class Engine {
  readonly #parts: EngineParts;
  readonly #submissions: Submissions;
  readonly #scheduler: Scheduler;
  readonly #decisions: Decisions;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    this.#decisions = new Decisions(parts.journal);
    this.#submissions = new Submissions({
      ...parts,
      reading: () => this.reading(),
      plan: (wanted, hosts) => this.plan(wanted, hosts),
      refuse: (plan) => this.#refuseWithheld(plan),
    });
    this.#scheduler = new Scheduler({ ...parts, expire: (run) => this.expire(run) });
  }

  get journal(): Journal {
    return this.#parts.journal;
  }

  /** What would be done, having looked at the hosts; nothing is kept of it. Throws PlanBlocked, HostUnreachable, OutcomeUnknown. */
  plan(wanted: Wanted, hosts: ReadingHosts = this.#parts.hosts): Promise<Plan> {
    return plan(wanted, this.#parts.actions, hosts);
  }

  /** The hosts for one plan, each read made once. */
  reading(): ReadingHosts {
    return onceRead(this.#parts.hosts);
  }

  /** Begins to read what a plan of such steps will be made from. */
  foresee(steps: readonly WantedStep[], hosts: ReadingHosts): Promise<void> {
    return foresee(steps, this.#parts.actions, hosts);
  }

  /**
   * Plans, takes the locks and writes the plan down; one without a gate is queued at once. Throws LockHeld when another run
   * holds what cannot be chosen anew, and what `make` and `plan` throw.
   */
  submit(submission: Submission): Promise<RunView> {
    return this.#submissions.submit(submission);
  }

  view(run: number): Promise<RunView | undefined> {
    return readRun(this.#parts.journal, run);
  }

  /** Runs that hold locks or wait for something, newest first. */
  async unsettled(): Promise<readonly RunView[]> {
    const heads = await this.runs({ settled: false, limit: 1000 });
    const views = await Promise.all(heads.map(({ run }) => this.view(run)));
    return views.filter((view) => view !== undefined);
  }

  /** The same, each with what it takes of the farm. */
  async pending(): Promise<readonly PendingRun[]> {
    return (await this.unsettled()).map((view) => pendingRun(view, this.#parts.actions));
  }

  /** The hosts a step looks at and changes; none of one that this version does not know. */
  hostsOf(step: WantedStep): readonly string[] {
    return hostsOfStep(this.#parts.actions, step);
  }

  runs(query?: RunQuery): Promise<readonly RunHead[]> {
    return this.#parts.journal.runs(query);
  }

  /** What was decided last of a kind, by what it is about. */
  decided(kind: string): Promise<ReadonlyMap<string, Decided>> {
    return this.#decisions.newest(kind);
  }

  /** Seconds until the run has ended, from earlier runs; undefined when a step of it was never done before. */
  secondsLeft(view: RunView): Promise<number | undefined> {
    return secondsLeft(view, this.#parts.journal, this.#parts.actions, Date.now());
  }

  /** Seconds each step of the run usually takes, by its id, from earlier runs; left out where that is not known. */
  usual(view: RunView): Promise<ReadonlyMap<string, number>> {
    return usualSeconds(view, this.#parts.journal, this.#parts.actions);
  }

  /** Throws NoSuchRun; NotNow when the run does not wait, its time is over, or the vote is for another plan. */
  async vote(run: number, ballot: Ballot, errand: Errand = {}): Promise<RunView> {
    await this.expire(run);
    if (ballot.vote === 'approve') await this.#refuseWithheld((await this.#existing(run)).plan);
    const view = await this.#write(run, errand, (latest) => eventsOfBallot(latest, ballot, errand.message));
    if (view.state === 'queued') await this.#parts.queue.wake(run);
    return view;
  }

  /** Remembers the message that shows the plan, so that reactions on it count, after a restart too. */
  posted(run: number, prompts: readonly Prompt[]): Promise<RunView> {
    return this.#write(run, {}, () => prompts.map((prompt) => ({ type: 'posted', ...prompt })));
  }

  /** Has people told of a run that is in one of these states still, unless they were. */
  alert(run: number, alert: Alert, states: readonly RunState[], errand: Errand = {}): Promise<RunView> {
    return this.#write(run, errand, ({ state, alerts }) =>
      states.includes(state) && !alerts.includes(alert.about) ? [{ type: 'alerted', ...alert }] : [],
    );
  }

  /** The step of a run that takes much longer than its like did on this farm, and how many seconds they took. */
  slowest(view: RunView, now: Date): Promise<Slow | undefined> {
    return slowest(view, this.#parts.journal, this.#parts.actions, now.getTime());
  }

  /** Ends the wait of a run whose gate's time is over. */
  expire(run: number): Promise<RunView> {
    return this.#write(run, {}, ({ state, gate }) =>
      state === 'waiting' && gate && Date.parse(gate.expires) <= Date.now() ? [{ type: 'expired' }] : [],
    );
  }

  /**
   * Ends a wait; stops a run after what cannot be stopped; leaves a failed or half-cancelled run as it is, so that others may
   * touch what it touched. Throws NoSuchRun, NotNow when it is over.
   */
  cancel(run: number, person: string, errand: Errand = {}): Promise<RunView> {
    const { message } = errand;
    return this.#write(run, errand, (view) => {
      const { state, settled } = view;
      if (settled) throw new NotNow(`run ${run} is over: it is ${state}`);
      if (state === 'waiting' || state === 'queued')
        return [
          { type: 'cancelling', person, message },
          { type: 'ended', state: 'cancelled', why: `cancelled by ${person}` },
        ];
      if (state === 'running') return [{ type: 'cancelling', person, message }];
      return [...decidedHalf(view, this.#parts.actions), { type: 'left', person, message }];
    });
  }

  /** Goes on from the steps that failed or were not begun. Throws NoSuchRun; NotNow, also where it may not run any more. */
  async retry(run: number, person: string, errand: Errand = {}): Promise<RunView> {
    const undo = (await this.unsettled()).find(({ plan }) => plan.undoes === run);
    if (undo) throw new NotNow(`run ${undo.run} takes run ${run} back`);
    const existing = await this.#existing(run);
    refuseRetry(existing);
    await this.#refuseWithheld(existing.plan);
    const against = await this.#parts.judge(existing);
    if (against !== undefined)
      throw new NotNow(
        `run ${run} cannot go on: ${against}; !undo ${run} takes back what was done, !cancel ${run} leaves it as it is`,
      );
    const view = await this.#write(run, errand, (latest) => {
      refuseRetry(latest);
      return [{ type: 'retried', person, message: errand.message }];
    });
    await this.#parts.queue.wake(run);
    return view;
  }

  /** Whether a run that is over can be taken back, as far as receipts say, those of later runs among them. Throws UnknownAction. */
  async undoable(view: RunView): Promise<boolean> {
    return undoable(view, this.#parts.actions) && !(await this.isGone(view));
  }

  /** Whether taking back what a run did removes something with what is on it, as far as receipts say. */
  undoLoses(view: RunView): boolean {
    return undoLoses(view, this.#parts.actions);
  }

  /** Whether the run itself or a later one removed what this one made, so that nothing of it is left to take back. */
  isGone(view: RunView): Promise<boolean> {
    return isGone(view, this.#parts.journal, this.#parts.actions);
  }

  /** What is wanted to take a run back, by its receipts and what these hosts show. Throws NoSuchRun, NotNow, CannotUndo, HostUnreachable, OutcomeUnknown. */
  async undoing(run: number, hosts: ReadingHosts = this.#parts.hosts): Promise<Wanted> {
    const view = await this.#existing(run);
    if (view.undoneBy !== undefined) throw new NotNow(`run ${run} was undone by run ${view.undoneBy}`);
    if (isUnderWay(view)) {
      throw new NotNow(`run ${run} is ${view.state}: cancel it first`);
    }
    return undoing(view, { ...this.#parts, hosts });
  }

  /**
   * Works on runs, those that were in flight when a process died among them, at most `concurrency` at once. With 0 it leaves that to
   * others, but ends waits whose time is over and wakes other workers.
   */
  start(concurrency: number): Promise<void> {
    return this.#scheduler.start(concurrency);
  }

  /** Lets go of the runs in flight, where the next worker takes them up, and stops working. */
  stop(): Promise<void> {
    return this.#scheduler.stop();
  }

  async #refuseWithheld(plan: Plan): Promise<void> {
    const why = await this.#parts.withheld?.(plan);
    if (why !== undefined) throw new NotNow(`nothing is begun here: ${why}`);
  }

  async #existing(run: number): Promise<RunView> {
    const view = await this.view(run);
    if (!view) throw new NoSuchRun(`there is no run ${run}`);
    return view;
  }

  async #write(run: number, { lease }: Errand, decide: (view: RunView) => readonly RunEvent[]): Promise<RunView> {
    return new RunRecord(this.#parts.journal, await this.#existing(run), lease?.token, lease?.of).write(decide);
  }
}

/** Throws NotNow. */
function refuseRetry({ run, state, settled }: RunView): void {
  if (settled || (state !== 'failed' && state !== 'cancelled'))
    throw new NotNow(`run ${run} is ${state}: there is nothing to retry`);
}

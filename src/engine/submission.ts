import { type HeldLock, type Journal, LockHeld } from '../journal/journal.ts';
import type { Json } from '../journal/json.ts';
import type { Queue } from '../queue/queue.ts';
import type { Errand } from './errand.ts';
import { type RunEvent, written } from './events.ts';
import { fault } from './fault.ts';
import { fold } from './fold.ts';
import type { ReadingHosts } from './look.ts';
import type { Plan, Wanted } from './plan.ts';
import type { Gate, RunView } from './run.ts';

/** A plan to be made and written down as a run. */
export interface Submission {
  /** Chooses values and steps; called again when one of its values was taken by another run meanwhile. What it reads of these hosts, its steps need not read again. */
  readonly make: (hosts: ReadingHosts) => Promise<Wanted>;
  readonly by: string;
  /** Where it was asked: kept with the run, for its reports. */
  readonly asked: Json;
  /** What must be approved before this plan runs; undefined: nothing. */
  readonly gate: (plan: Plan) => Promise<Gate | undefined> | Gate | undefined;
  readonly errand?: Errand;
}

/** What making a run of a submission needs. */
export interface SubmissionParts {
  readonly journal: Journal;
  readonly queue: Queue;
  /** The hosts for one plan, each read made once. */
  reading(): ReadingHosts;
  /** Looks at the hosts and seals the plan. */
  plan(wanted: Wanted, hosts: ReadingHosts): Promise<Plan>;
  /** Throws what `Engine.submit` throws for a plan of which nothing is begun here. */
  refuse(plan: Plan): Promise<void>;
}

/** How often a plan is made anew because another run took one of its values. */
const attempts = 20;

/** Makes runs of submissions, one after the other, so that two at once do not choose the same values. */
export class Submissions {
  readonly #parts: SubmissionParts;
  /** Settles when the submission before has become a run, or failed. */
  #previous: Promise<unknown> = Promise.resolve();

  constructor(parts: SubmissionParts) {
    this.#parts = parts;
  }

  /** Plans, takes the locks and writes the plan down; throws as `Engine.submit` does. */
  submit(submission: Submission): Promise<RunView> {
    const turn = this.#previous.then(() => this.#submit(submission));
    this.#previous = turn.catch(() => undefined);
    return turn;
  }

  async #submit(submission: Submission): Promise<RunView> {
    const { journal, queue } = this.#parts;
    for (let attempt = 1; ; attempt++) {
      const known = await journal.locks();
      const hosts = this.#parts.reading();
      const made = await this.#parts.plan(await submission.make(hosts), hosts);
      try {
        const view = await this.#record(made, submission);
        if (view.state === 'queued') await queue.wake(view.run);
        return view;
      } catch (error) {
        // Held before `make` looked: it knew, and wants it all the same.
        if (!(error instanceof LockHeld) || holds(known, error) || attempt === attempts) throw error;
      }
    }
  }

  async #record(made: Plan, { by, asked, gate, errand }: Submission): Promise<RunView> {
    await this.#parts.refuse(made);
    const needed = await gate(made);
    const events: RunEvent[] = [{ type: 'planned', plan: made, by, asked, ...(needed && { gate: needed }) }];
    if (!needed) events.push({ type: 'queued' });
    const head = {
      state: needed ? 'waiting' : 'queued',
      settled: false,
      title: made.title,
      subjects: made.subjects,
      by,
    };
    fault('before write planned');
    const stored = await this.#parts.journal.append({
      run: 'new',
      version: 0,
      events: events.map(written),
      head,
      locks: made.locks,
      ...(made.undoes !== undefined && { onBehalfOf: made.undoes }),
      ...(errand?.lease && { token: errand.lease.token, under: errand.lease.of }),
    });
    fault('after write planned');
    return fold(stored);
  }
}

function holds(locks: readonly HeldLock[], { key, holder }: LockHeld): boolean {
  return locks.some((lock) => lock.key === key && lock.run === holder);
}

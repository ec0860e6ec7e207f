import { type Change, type Journal, VersionConflict } from '../journal/journal.ts';
import { label, type RunEvent, written } from './events.ts';
import { fault } from './fault.ts';
import { after, fold, next } from './fold.ts';
import type { RunView } from './run.ts';

/** What lists show of a run. */
function headOf(view: RunView): Change['head'] {
  const { state, settled, by, plan } = view;
  return { state, settled, by, title: plan.title, subjects: plan.subjects };
}

/** Reads a run from the journal; undefined when there is none of that number. */
export async function readRun(journal: Journal, run: number): Promise<RunView | undefined> {
  const events = await journal.events(run);
  return events.length > 0 ? fold(events) : undefined;
}

/** A run under the pen: its latest view, and the only way events are added to it. */
export class RunRecord {
  readonly #journal: Journal;
  readonly #token: number | Promise<number> | undefined;
  readonly #under: string | undefined;
  #view: RunView;
  #writing: Promise<unknown> = Promise.resolve();
  /** A refresh that has not begun. */
  #refreshing: Promise<void> | undefined;

  /** `token`: the lease's, when a worker writes, waited for before the first write; of another lease than the run's, when `under` names one. */
  constructor(journal: Journal, view: RunView, token?: number | Promise<number>, under?: string) {
    this.#journal = journal;
    this.#view = view;
    this.#token = token;
    this.#under = under;
  }

  get view(): RunView {
    return this.#view;
  }

  /** Takes in what others have written. Asked for again before it began, it is done once. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#inTurn(async () => {
      this.#refreshing = undefined;
      const head = await this.#journal.head(this.#view.run);
      if (head?.version !== this.#view.version) await this.#reread();
    });
    return this.#refreshing;
  }

  /**
   * Writes what `decide` makes of the latest view; it is asked again when another writer has written meanwhile. No events:
   * nothing is written. Throws what `decide` throws, and LeaseLost.
   */
  write(decide: (view: RunView) => readonly RunEvent[]): Promise<RunView> {
    return this.#inTurn(async () => {
      for (;;) {
        const events = decide(this.#view);
        if (events.length === 0) return this.#view;
        try {
          return await this.#append(events);
        } catch (error) {
          if (!(error instanceof VersionConflict)) throw error;
          await this.#reread();
        }
      }
    });
  }

  async #append(events: readonly RunEvent[]): Promise<RunView> {
    const names = events.map(label).join('+');
    const now = new Date().toISOString();
    const expected = events.reduce((view, event) => after(view, event, now), this.#view);
    const token = await this.#token;
    fault(`before write ${names}`);
    const stored = await this.#journal.append({
      run: this.#view.run,
      version: this.#view.version,
      events: events.map(written),
      head: headOf(expected),
      ...(token !== undefined && { token }),
      ...(this.#under !== undefined && { under: this.#under }),
    });
    fault(`after write ${names}`);
    this.#view = stored.reduce(next, this.#view);
    return this.#view;
  }

  async #reread(): Promise<void> {
    const view = await readRun(this.#journal, this.#view.run);
    if (!view) throw new Error(`run ${this.#view.run} is not in the journal any more`);
    this.#view = view;
  }

  #inTurn<T>(job: () => Promise<T>): Promise<T> {
    const result = this.#writing.then(job);
    this.#writing = result.catch(() => undefined);
    return result;
  }
}

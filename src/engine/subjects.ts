import type { Journal } from '../journal/journal.ts';

/** Runs of which the heads are read at once, and that at most: there are mostly few since the time before. */
const pages = { first: 20, most: 1000 } as const;

/** What runs were about. What was read is kept: a run is about the same for ever, so that from the second time on only newer ones are read. */
export class Subjects {
  readonly #journal: Pick<Journal, 'runs'>;
  readonly #found = new Set<string>();
  /** Runs up to this one were read. */
  #newest = 0;

  constructor(journal: Pick<Journal, 'runs'>) {
    this.#journal = journal;
  }

  /** Everything that runs were about, in no order. Throws JournalUnusable. */
  async all(): Promise<readonly string[]> {
    const found = new Set<string>();
    let newest = this.#newest;
    let limit: number = pages.first;
    for (let before: number | undefined; ; limit = pages.most) {
      const heads = await this.#journal.runs({ limit, ...(before !== undefined && { before }) });
      for (const { run, subjects } of heads) {
        if (run > this.#newest) for (const subject of subjects) found.add(subject);
        newest = Math.max(newest, run);
      }
      before = heads.at(-1)?.run;
      if (heads.length < limit || before === undefined || before <= this.#newest + 1) break;
    }
    // Only now: what failed half-way has not read what is in between.
    for (const subject of found) this.#found.add(subject);
    this.#newest = Math.max(this.#newest, newest);
    return [...this.#found];
  }
}

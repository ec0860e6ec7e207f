import type { Journal } from '../journal/journal.ts';

/** Runs of which the heads are read at once, and that at most: there are mostly few since the time before. */
const pages = { first: 20, most: 1000 } as const;

/** What runs were about. What was read is kept: a run is about the same for ever, so that from the second time on only newer ones are read. */
export class Subjects {
  readonly #journal: Pick<Journal, 'runs' | 'subjects'>;
  readonly #found = new Set<string>();
  /** What runs up to this one are about was read; undefined: of none. */
  #newest: number | undefined;

  constructor(journal: Pick<Journal, 'runs' | 'subjects'>) {
    this.#journal = journal;
  }

  /** Everything that runs were about, in no order. Throws JournalUnusable. */
  async all(): Promise<readonly string[]> {
    const { subjects, newest } = this.#newest === undefined ? await this.#first() : await this.#since(this.#newest);
    // Only now: what failed half-way has not read what is in between.
    for (const subject of subjects) this.#found.add(subject);
    this.#newest = Math.max(this.#newest ?? 0, newest);
    return [...this.#found];
  }

  /** By the journal's index: no run is read but the newest, whose number has to be known before. */
  async #first() {
    const [newest] = await this.#journal.runs({ limit: 1 });
    return { subjects: await this.#journal.subjects(), newest: newest?.run ?? 0 };
  }

  async #since(last: number) {
    const subjects = new Set<string>();
    let newest = last;
    let limit: number = pages.first;
    for (let before: number | undefined; ; limit = pages.most) {
      const heads = await this.#journal.runs({ limit, ...(before !== undefined && { before }) });
      for (const head of heads) {
        if (head.run > last) for (const subject of head.subjects) subjects.add(subject);
        newest = Math.max(newest, head.run);
      }
      before = heads.at(-1)?.run;
      if (heads.length < limit || before === undefined || before <= last + 1) break;
    }
    return { subjects, newest };
  }
}

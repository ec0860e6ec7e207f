import type { Notes } from '../../src/journal/journal.ts';
import type { Session } from './viewer.ts';

const shelf = 'web signed out';

/** The sessions that were signed out of before their end: what somebody has kept of their cookies lets nobody in, in no process of the farm. */
export class SignedOut {
  readonly #notes: Notes;
  #known: ReadonlySet<string> = new Set();

  constructor(notes: Notes) {
    this.#notes = notes;
  }

  readonly has = (session: string): boolean => this.#known.has(session);

  /** Learns of those that were signed out of elsewhere. Throws JournalUnusable. */
  async look(): Promise<void> {
    this.#known = new Set((await this.#notes.notes(shelf)).keys());
  }

  /** Adds one, and drops those that have ended by themselves. Throws JournalUnusable. */
  async add({ id, ends }: Session, now: number): Promise<void> {
    await this.#notes.putNote(shelf, id, ends);
    const all = await this.#notes.notes(shelf);
    const over = [...all].filter(([, until]) => Number(until) <= now).map(([one]) => one);
    if (over.length > 0) await this.#notes.dropNotes(shelf, over);
    this.#known = new Set(all.keys());
  }
}

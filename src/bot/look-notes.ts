import * as z from 'zod';
import type { Left } from '../engine/left.ts';
import type { Notes } from '../journal/journal.ts';

const shelf = 'drift';

/** What an earlier look at the farm found of what runs had left. */
const lookNote = z.object({
  /** ISO time: whatever is not among the others was then as it was left. */
  at: z.string(),
  others: z.record(
    z.string(),
    z.object({
      /** ISO time at which it was last seen as it was left. */
      since: z.string(),
    }),
  ),
});

export type LookNote = z.infer<typeof lookNote>;

/** What looks at the farm found, each by who had it: a note each. */
export class LookNotes {
  readonly #notes: Notes;

  constructor(notes: Notes) {
    this.#notes = notes;
  }

  async of(whose: string): Promise<LookNote | undefined> {
    const note = (await this.#notes.notes(shelf)).get(whose);
    return note === undefined ? undefined : lookNote.parse(note);
  }

  async all(): Promise<Looks> {
    const notes = await this.#notes.notes(shelf);
    return new Looks([...notes.values()].map((note) => lookNote.parse(note)));
  }

  async keep(whose: string, note: LookNote): Promise<void> {
    await this.#notes.putNote(shelf, whose, note);
  }
}

/** Earlier looks, by whoever had them. */
export class Looks {
  readonly #looks: readonly LookNote[];

  constructor(looks: readonly LookNote[]) {
    this.#looks = looks;
  }

  /** ISO time at which something was last seen as it was left: when its step was done, or at a later look; `known`: or then. */
  lastSeen(subject: string, { name, step }: Pick<Left, 'name' | 'step'>, known = ''): string {
    const looks = this.#looks.map(({ at, others }) => others[thingKey(subject, name)]?.since ?? at);
    return [step.endedAt ?? '', known, ...looks].reduce((latest, one) => (one > latest ? one : latest), '');
  }
}

/** One name for what a run left of a subject. */
export function thingKey(subject: string, name: string): string {
  return `${subject} ${name}`;
}

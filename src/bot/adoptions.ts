import * as z from 'zod';
import type { Left } from '../engine/left.ts';
import type { Notes } from '../journal/journal.ts';

const shelf = 'adopted';

const adoption = z.object({
  /** What it is about, and what of it: the name under which a run left it. */
  subject: z.string(),
  name: z.string(),
  /** Which left it otherwise. */
  run: z.int(),
  step: z.string(),
  /** How it was, in words, and what tells that from any other difference. */
  now: z.string(),
  mark: z.string(),
  /** A person's name in farm.yaml; ISO time. */
  by: z.string(),
  at: z.string(),
});

/** A difference that a person has taken as right. */
export type Adoption = z.infer<typeof adoption>;

/** Changes by hand that people have taken as right: a note each, by what they are about. */
export class Adoptions {
  readonly #notes: Notes;

  constructor(notes: Notes) {
    this.#notes = notes;
  }

  /** What was adopted of the very thing that this step left; an adoption of what an earlier run left is over. */
  async find(): Promise<(subject: string, left: Left) => Adoption | undefined> {
    const notes = await this.#notes.notes(shelf);
    return (subject, { name, view, step }) => {
      const note = notes.get(keyOf({ subject, name }));
      const found = note === undefined ? undefined : adoption.parse(note);
      return found && found.run === view.run && found.step === step.id ? found : undefined;
    };
  }

  /** Takes it as right; instead of what was adopted of the same before. */
  async adopt(one: Adoption): Promise<void> {
    await this.#notes.putNote(shelf, keyOf(one), one);
  }
}

function keyOf({ subject, name }: Pick<Adoption, 'subject' | 'name'>): string {
  return `${subject} ${name}`;
}

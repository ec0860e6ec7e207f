import type { Actions } from '../engine/action.ts';
import type { Otherwise } from '../engine/as-left.ts';
import { Decisions } from '../engine/decision.ts';
import { type Left, type LeftOf, leftOf } from '../engine/left.ts';
import { Subjects } from '../engine/subjects.ts';
import type { Farm } from '../farm/farm.ts';
import { BadName, vmNamed } from '../farm/naming.ts';
import type { ReadFarm } from '../farm/read-parts.ts';
import type { Journal } from '../journal/journal.ts';
import { type Adoption, adopted, adoptionOf } from './adoptions.ts';
import { LookNotes } from './look-notes.ts';
import { type Compared, compared } from './survey/drift.ts';
import { mentions } from './survey/mentions.ts';

/** What a run left, with the VM it is about. */
export type Owned = Left & { readonly subject: string };

/** Something a run left, with how it stands, and since when that may be. */
export interface Comparison extends Compared {
  /** What it is about: a VM. */
  readonly subject: string;
  /** ISO time at which it was last seen as it was left before this look: where it is otherwise, it was changed after that. */
  readonly since: string;
  /** The difference, just as it is, was taken as right. */
  readonly adopted?: Adoption;
}

/** Something that is otherwise than a run left it, and nobody has taken that as right. */
export type Drifted = Comparison & { readonly finding: { readonly is: 'otherwise' } & Otherwise };

export interface DriftParts {
  readonly farm: Farm;
  readonly journal: Journal;
  readonly actions: Actions;
}

/** What runs left on the farm, compared with what is there. Changes nothing there. */
export class Drift {
  readonly #parts: DriftParts;
  readonly #decisions: Decisions;
  readonly #subjects: Subjects;

  constructor(parts: DriftParts) {
    this.#parts = parts;
    this.#decisions = new Decisions(parts.journal);
    this.#subjects = new Subjects(parts.journal);
  }

  /** What runs left of a VM, by the journal alone. */
  async left(subject: string): Promise<LeftOf> {
    const { farm, journal, actions } = this.#parts;
    const { left, ...rest } = await leftOf(subject, journal, actions);
    const instance = instanceNamed(farm, subject);
    // Of a run about several, only what is this one's.
    return { ...rest, left: left.filter((one) => one.view.plan.subjects.length === 1 || mentions(one, instance)) };
  }

  /** Everything runs left on the farm, with what it is about. */
  async all(): Promise<readonly Owned[]> {
    const subjects = await this.#subjects.all();
    const lefts = await Promise.all(
      subjects.toSorted().map(async (subject) => (await this.left(subject)).left.map((one) => ({ ...one, subject }))),
    );
    return lefts.flat();
  }

  /** How these stand now. */
  async compare(lefts: readonly Owned[], read: ReadFarm): Promise<readonly Comparison[]> {
    const { journal } = this.#parts;
    const [found, looks, taken] = await Promise.all([
      compared(lefts, read),
      new LookNotes(journal).all(),
      this.#decisions.newest(adopted),
    ]);
    return found.map((one, index): Comparison => {
      const subject = lefts[index]?.subject ?? '';
      const adoption = adoptionOf({ subject, left: one.left }, taken);
      const since = looks.lastSeen(subject, one.left, adoption?.at);
      const isAdopted = one.finding?.is === 'otherwise' && adoption?.mark === one.finding.mark;
      return { ...one, subject, since, ...(isAdopted && { adopted: adoption }) };
    });
  }
}

/** The full name of a VM; the name itself, where by now it can be none. */
function instanceNamed(farm: Farm, name: string): string {
  try {
    return vmNamed(farm, name).instance;
  } catch (error) {
    if (error instanceof BadName) return name;
    throw error;
  }
}

export function isDrifted(one: Comparison): one is Drifted {
  return one.finding?.is === 'otherwise' && one.adopted === undefined;
}

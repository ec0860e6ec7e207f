import type { Plan } from '../engine/plan.ts';

const lost = 'lost for good: ';
const kept = 'kept in the bin ';

/** A note of a plan's: what nobody can bring back after it. */
export function lostForGood(what: string): string {
  return `${lost}${what}`;
}

/** A note of a plan's: what the bin keeps, in words that begin with for how long. */
export function keptInBin(what: string): string {
  return `${kept}${what}`;
}

/** The notes of a plan that say what is lost by it, now or when the bin is emptied. */
export function lossesOf({ notes }: Pick<Plan, 'notes'>): readonly string[] {
  return notes.filter((note) => note.startsWith(lost) || note.startsWith(kept));
}

import type { FarmState, Reading } from './state.ts';

/** What was read, or the given value where it could not be. */
export function known<T>(reading: Reading<T> | undefined, otherwise: T): T {
  return reading && 'known' in reading ? reading.known : otherwise;
}

/** What was read. @throws Error why it could not be. */
export function told<T>(reading: Reading<T>): T {
  if ('unknown' in reading) throw new Error(reading.unknown);
  return reading.known;
}

/** Everything of a farm that could not be read, each with why. */
export function unknowns(state: FarmState): readonly string[] {
  return [...new Set(Object.values(state).flatMap((reading) => ('unknown' in reading ? [reading.unknown] : [])))];
}

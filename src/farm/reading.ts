import type { FarmState, OnNodes, Reading } from './state.ts';

/** What was read, or the given value where it could not be. */
export function known<T>(reading: Reading<T> | undefined, otherwise: T): T {
  return reading && 'known' in reading ? reading.known : otherwise;
}

/** What was read. @throws Error why it could not be. */
export function told<T>(reading: Reading<T>): T {
  if ('unknown' in reading) throw new Error(reading.unknown);
  return reading.known;
}

/** Why a part of the farm could not be read, on each node where it could not; none: it was read. */
export function whyUnknown(part: FarmState[keyof FarmState]): readonly string[] {
  if (part === undefined) return [];
  const readings: Iterable<Reading<unknown>> = 'values' in part ? part.values() : [part];
  return [...readings].flatMap((reading) => ('unknown' in reading ? [reading.unknown] : []));
}

/** Everything of a farm that could not be read, each with why. */
export function unknowns(state: FarmState): readonly string[] {
  return [...new Set(Object.values(state).flatMap(whyUnknown))];
}

/** What was read on the nodes where it could be. */
export function knownOnNodes<T>(parts: OnNodes<T>): readonly (readonly [node: string, known: T])[] {
  return [...parts].flatMap(([node, reading]) => ('known' in reading ? [[node, reading.known] as const] : []));
}

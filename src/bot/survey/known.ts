import type { Reading } from '../../farm/state.ts';
import { Refusal } from '../refusal.ts';

/** What was read. Throws Refusal where it could not be: a plan is not made on guesses. */
export function sure<T>(what: string, reading: Reading<T>): T {
  if ('known' in reading) return reading.known;
  throw new Refusal(`I cannot plan that now: ${what} could not be read.`, reading.unknown);
}

import { doubling } from '../../src/bot/doubling.ts';

/**
 * Milliseconds to wait after so many failures in a row (from 1): doubling from 1 s to 5 min, less up to a half at random, so that
 * clients of a server that comes back do not all return in the same second.
 */
export function backoff(failures: number, random = Math.random()): number {
  return doubling(failures, { first: 1000, longest: 300_000 }, random / 2);
}

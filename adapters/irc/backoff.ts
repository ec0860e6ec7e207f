/**
 * Milliseconds to wait after so many failures in a row (from 1): doubling from 1 s to 5 min, less up to a half at random, so that
 * clients of a server that comes back do not all return in the same second.
 */
export function backoff(failures: number, random = Math.random()): number {
  const full = Math.min(300_000, 1000 * 2 ** Math.min(failures - 1, 20));
  return Math.round(full * (1 - random / 2));
}

/**
 * Milliseconds to wait after so many failures in a row (from 1): doubling from the first to the longest, less `part` of it (0 to 1), which
 * callers take at random, so that not all who failed return at once.
 */
export function doubling(
  failures: number,
  { first, longest }: { readonly first: number; readonly longest: number },
  part: number,
): number {
  return Math.round(Math.min(longest, first * 2 ** (Math.max(failures, 1) - 1)) * (1 - part));
}

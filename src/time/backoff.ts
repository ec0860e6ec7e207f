/** How waits grow between tries that fail. */
export interface Growth {
  /** Milliseconds after the first failure. */
  readonly first: number;
  /** Milliseconds at the longest. */
  readonly longest: number;
  /** How many times longer each wait is than the one before; 2 when left out. */
  readonly factor?: number;
  /**
   * The part of a wait, from 0 to 1, of which a random share is taken off, so that not all who failed at once try again at once; none
   * when left out.
   */
  readonly jitter?: number;
}

/** Milliseconds to wait after so many failures in a row (from 1). `random`: gives a number from 0 to 1, as Math.random does. */
export function waitAfter(
  failures: number,
  { first, longest, factor = 2, jitter = 0 }: Growth,
  random: () => number = Math.random,
): number {
  const grown = Math.min(longest, first * factor ** (Math.max(failures, 1) - 1));
  return Math.round(grown * (1 - jitter * random()));
}

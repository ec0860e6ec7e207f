/** Milliseconds by which the clocks of machines that share a journal may differ. */
const skew = 3600_000;

/**
 * Whether a time at which something was done, an ISO time, is yet to come, and by more than clocks differ: it was written by a clock that was put back since, and waits
 * for nothing.
 */
export function isAhead(at: string, now: Date): boolean {
  return Date.parse(at) > now.getTime() + skew;
}

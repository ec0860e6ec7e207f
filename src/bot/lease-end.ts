import type { Instance } from '../farm/state.ts';
import { isAhead } from '../time/ahead.ts';
import type { Ownership, Said, VmLease } from './ownership.ts';

const day = 86_400_000;

/** Days before the end of a lease on which its owner is told. */
const reminders = [3, 1] as const;

/** Milliseconds a VM that was stopped at its end is kept, from when that is said on. */
export const grace = 7 * day;

/** Milliseconds before what was tried at the end of a lease, and came to nothing, is tried again. */
export const again = day;

/** What is to be done about a VM with an end; times are ISO 8601. */
export type Due =
  /** Its owner is told that `about` days are left. `end`: when it ends. */
  | { readonly is: 'remind'; readonly about: 3 | 1; readonly end: string }
  | { readonly is: 'stop' }
  /** It is said that it is down, and when it goes. */
  | { readonly is: 'announce'; readonly goes: string }
  | { readonly is: 'destroy' };

/**
 * What is due about the end of a VM's lease by now. Reminders that were missed while farmhand was down are not made up for but for the last, and the end is
 * never sooner than a day after that; nor is a VM destroyed sooner than the grace after it was said that it is down.
 */
export function dueOf(
  lease: VmLease,
  told: Ownership['said'],
  { running }: Pick<Instance, 'running'>,
  now: Date,
): Due | undefined {
  const said = told && !isAhead(told.at, now) ? told : undefined;
  const [until, since] = [Date.parse(lease.until), Date.parse(lease.since)];
  const owed = reminders.filter((days) => since < until - days * day);
  const passed = owed.filter((days) => now.getTime() >= until - days * day);
  const about = passed.at(-1);
  if (about !== undefined && isNews(about, said))
    return { is: 'remind', about, end: new Date(endOf(until, about, now.getTime())).toISOString() };
  const reminded = said?.about === 1 ? Date.parse(said.at) : 0;
  if (now.getTime() < endOf(until, 1, reminded)) return undefined;
  if (running === null) return undefined;
  if (running) return { is: 'stop' };
  if (said?.goes === undefined) return { is: 'announce', goes: new Date(now.getTime() + grace).toISOString() };
  return now.getTime() >= Date.parse(said.goes) ? { is: 'destroy' } : undefined;
}

/** The end of a lease whose last reminder was given then. */
function endOf(until: number, about: 3 | 1, reminded: number): number {
  return about === 1 ? Math.max(until, reminded + day) : until;
}

/** Whether nothing was said yet that comes after it. */
function isNews(about: 3 | 1, said: Said | undefined): boolean {
  return said === undefined || said.about === 'nobody' || (typeof said.about === 'number' && said.about > about);
}

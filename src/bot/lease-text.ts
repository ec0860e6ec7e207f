import type { Notice, Offer } from '../engine/plan.ts';
import { grace } from './lease-end.ts';
import { day, duration } from './words.ts';

/** What its owner is told before the end of a VM. `end`: ISO 8601; `offers`: what they may do about it. */
export function reminder(vm: string, end: string, now: Date, offers: readonly Offer[]): Notice {
  const hours = Math.round((Date.parse(end) - now.getTime()) / 3600_000);
  return {
    headline: `${vm} ends in ${duration(hours * 3600)}, on ${day(end)}: it is stopped then, and ${duration(grace / 1000)} later destroyed`,
    next: [`!extend ${vm} 7d puts that off`],
    ...(offers.length > 0 && { offers }),
  };
}

/** The same when it was stopped; `goes`: when it goes. */
export function announcement(vm: string, until: string, goes: string): Notice {
  return {
    headline: `${vm} is down, and its lease ended on ${day(until)}: it is destroyed on ${day(goes)}`,
    next: [`!extend ${vm} 7d keeps it, and !start ${vm} starts it`],
  };
}

/** The note of a plan that ends a lease. */
export function ended(vm: string, until: string): string {
  return `its lease ended on ${day(until)}: !extend ${vm} 7d keeps it`;
}

/** Why what ends a lease cannot be done, as its owner is told. */
export function refused(vm: string, what: string, lines: readonly string[]): Notice {
  return {
    headline: `the lease of ${vm} is over, but I cannot ${what} it in its owner's name: ${lines.join(' ').replace(/\.$/, '')}`,
    next: [`!extend ${vm} 7d keeps it`, `!${what} ${vm} is for who may`],
  };
}

/** What is said where nobody of farm.yaml owns a VM with an end. */
export function leftToPeople(vm: string, owner: string | undefined, until: string): Notice {
  const whose = owner === undefined ? 'it has no owner' : `its owner ${owner} is not in farm.yaml any more`;
  return {
    headline: `the lease of ${vm} ends on ${day(until)}, and ${whose}: nothing is done about it`,
    next: [`!owner ${vm} PERSON gives it to somebody`],
  };
}

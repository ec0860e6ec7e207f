import type { Lock, RunHead, StoredEvent } from './journal.ts';
import { hashOf, type Json } from './json.ts';

/** `prev` of the first event. */
export const genesis = '0'.repeat(64);

/** The event with its hash: SHA-256 over the canonical JSON of all its other members, the previous event's hash among them. */
export function chained(event: Omit<StoredEvent, 'hash'>): StoredEvent {
  return { ...event, hash: hashOf(event as unknown as Json) };
}

/** What an event's `seal` is: the hash of a run's head and of the locks it holds, whatever their order. */
export function sealOf(head: RunHead, locks: readonly Lock[]): string {
  return hashOf({
    head: head as unknown as Json,
    locks: Object.fromEntries(locks.map(({ key, mode }) => [key, mode])),
  });
}

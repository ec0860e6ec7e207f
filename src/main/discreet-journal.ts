import { type Redact, redacted } from '../bot/secrets.ts';
import type { Journal, NewEvent } from '../journal/journal.ts';

/**
 * A journal that keeps no secrets: why something failed is a host's own words, and they may hold one. Plans and receipts are
 * kept to the letter, since what is approved and undone goes by them.
 */
export function discreet(journal: Journal, redact: Redact): Journal {
  const told = (event: NewEvent): NewEvent => {
    const { data } = event;
    if (data === null || typeof data !== 'object' || !('why' in data)) return event;
    return { ...event, data: { ...data, why: redacted(data.why, redact) } };
  };
  return { ...journal, append: (change) => journal.append({ ...change, events: change.events.map(told) }) };
}

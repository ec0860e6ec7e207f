import { type Redact, redacted } from '../bot/secrets.ts';
import type { Journal, NewEvent } from '../journal/journal.ts';

/** Why something failed, and how far it has got. */
const hostsWords: readonly string[] = ['why', 'text'];

/**
 * A journal that keeps no secrets: why something failed, and what is said of its progress, are a host's own words, and they may hold one. Plans and receipts are
 * kept to the letter, since what is approved and undone goes by them.
 */
export function discreet(journal: Journal, redact: Redact): Journal {
  const told = (event: NewEvent): NewEvent => {
    const { data } = event;
    if (data === null || typeof data !== 'object' || Array.isArray(data)) return event;
    const said = Object.entries(data).filter(([name]) => hostsWords.includes(name));
    const told = said.map(([name, words]) => [name, redacted(words, redact)]);
    return { ...event, data: { ...data, ...Object.fromEntries(told) } };
  };
  return { ...journal, append: (change) => journal.append({ ...change, events: change.events.map(told) }) };
}

import { type Redact, redacted } from '../src/bot/secrets.ts';
import type { Journal, NewEvent } from '../src/journal/journal.ts';

/** Why something failed, and how far it has got. */
const hostsWords: readonly string[] = ['why', 'text'];

/**
 * A journal that keeps no secrets: why something failed, and what is said of its progress, are texts from a host, and may contain one. Plans and receipts are
 * kept to the letter, since what is approved and undone goes by them.
 */
export function redactingJournal(journal: Journal, redact: Redact): Journal {
  const withoutSecrets = (event: NewEvent): NewEvent => {
    const { data } = event;
    if (data === null || typeof data !== 'object' || Array.isArray(data)) return event;
    const texts = Object.entries(data).filter(([name]) => hostsWords.includes(name));
    const safe = texts.map(([name, words]) => [name, redacted(words, redact)]);
    return { ...event, data: { ...data, ...Object.fromEntries(safe) } };
  };
  return { ...journal, append: (change) => journal.append({ ...change, events: change.events.map(withoutSecrets) }) };
}

import { expect } from 'vitest';
import type { Change, Journal } from '../../src/journal/journal.ts';

/** The error of a journal that cannot be used. */
export const unusable = (message: RegExp) =>
  expect.objectContaining({ name: 'JournalUnusable', message: expect.stringMatching(message) });

/** Nothing is written, given or read: not the change either, which it would take if it were the journal it was. */
export async function refusesAll(journal: Journal, change: Change, message: RegExp): Promise<void> {
  const lease = { of: 'run:1', owner: 'elsewhere/1', token: 1, expires: 0 };
  const calls = [
    () => journal.append(change),
    () => journal.lease('run:1', 'elsewhere/1', 1_000),
    () => journal.renew(lease, 1_000),
    () => journal.addNote('heard', 'm1', 1),
    () => journal.takeNote('heard', 'm1', 1),
    () => journal.putNote('heard', 'm1', 1),
    () => journal.dropNotes('heard', ['m1']),
    () => journal.setCursor('irc', 1),
    () => journal.last(),
    () => journal.runs(),
  ];
  for (const call of calls) await expect(call()).rejects.toEqual(unusable(message));
}

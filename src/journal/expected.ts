import { JournalUnusable } from './journal.ts';

/** Nothing is where a journal was. `which`: `the journal FILE`, say. */
export function missing(which: string, expected: string): JournalUnusable {
  return new JournalUnusable(
    `${which} is gone or empty, and farmhand used one before (${expected}, as journal.id in its data folder says): put that one back; ` +
      'or, to begin a new one at run 1, type: farmhand journal new',
  );
}

/** Another journal is where one was. */
export function another(which: string, found: string, expected: string): JournalUnusable {
  return new JournalUnusable(
    `${which} is not the one farmhand used before: it is ${found}, where journal.id in the data folder says ${expected}. Put that one back; ` +
      'or, to go on with this one, type: farmhand journal accept',
  );
}

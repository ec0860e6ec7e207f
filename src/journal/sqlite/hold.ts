import { type Stats, statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { type Anchor, JournalUnusable } from '../journal.ts';
import { identityOf } from './identity.ts';
import { statement } from './statement.ts';
import { tip } from './tip.ts';

/** What an open journal was, to be compared with what is there now. */
export interface Hold {
  readonly identity: string;
  /** Throws JournalUnusable unless the file of that name is still the one that is open, and has all this process ever saw in it. */
  check(): void;
  /** This process wrote that event. */
  saw(event: Anchor): void;
}

/**
 * Takes hold of an open journal. SQLite goes on with a file that was moved away or removed, and so would the locks and leases in it, while
 * the next process opens what stands there by its name.
 */
export function hold(db: DatabaseSync, file: string): Hold {
  const log = `${file}-wal`;
  const [identity, opened, openedLog] = [identityOf(db), stat(file), stat(log)];
  let known = tip(db);
  if (!holds(db, known))
    throw new JournalUnusable(
      `the journal ${file} does not fit together: its newest event, ${known.seq}, is not in it. Was a backup put beside the -wal of another file? Stop farmhand everywhere, put the backup there again without -wal and -shm beside it, and start farmhand`,
    );

  const files = () => {
    const [now, nowLog] = [stat(file), stat(log)];
    if (!now) throw lost(file, 'was moved away or removed');
    if (!same(opened, now)) throw lost(file, 'was replaced by another file');
    if (now.size === 0) throw lost(file, 'was emptied');
    // The next process that opens the journal would begin another one: their writes and ours would not meet.
    if (openedLog && !(nowLog && same(openedLog, nowLog)))
      throw lost(log, nowLog ? 'was replaced by another file' : 'was moved away or removed');
  };
  return {
    identity,
    check() {
      if (!db.isOpen) throw new Error('database is not open');
      files();
      const found = identityOf(db);
      if (found !== identity) throw lost(file, `is another journal now: ${found}, not ${identity}`);
      if (!holds(db, known))
        throw lost(
          file,
          `is an older state of itself, or another copy that went on: event ${known.seq} is not in it any more`,
        );
      known = tip(db);
    },
    saw({ seq, hash }) {
      known = { seq, hash };
    },
  };
}

/** Whether the event is in the journal. */
function holds(db: DatabaseSync, { seq, hash }: Anchor): boolean {
  if (seq === 0) return true;
  const event = statement(db, 'SELECT hash FROM events WHERE seq = ?').get(seq) as { hash: string } | undefined;
  return event?.hash === hash;
}

function stat(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}

function same(before: Stats | undefined, now: Stats): boolean {
  return before?.dev === now.dev && before.ino === now.ino;
}

function lost(path: string, what: string): JournalUnusable {
  return new JournalUnusable(
    `the journal ${path} ${what}, under a farmhand that has it open: nothing is written or done until the file that was there is back. ` +
      `Put that one back with mv; or, to go on with what is there now, stop farmhand everywhere and start it again`,
  );
}

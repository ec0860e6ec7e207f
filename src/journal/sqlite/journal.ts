import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { Anchor, AuditVerdict, Journal, StoredEvent } from '../journal.ts';
import { append } from './append.ts';
import { connect } from './connect.ts';
import { cursor, setCursor } from './cursors.ts';
import { explained } from './errors.ts';
import { eventsOfRun, eventsSince, recentEvents } from './events.ts';
import { type Hold, hold } from './hold.ts';
import { releaseLease, renewLease, takeLease } from './leases.ts';
import { allLocks } from './locks.ts';
import { logSync } from './log-sync.ts';
import { addNote, dropNotes, notesOn, putNote } from './notes.ts';
import { openForReading } from './reading.ts';
import { allSubjects, countRuns, findRuns, headOfRun } from './runs.ts';
import { isNew } from './schema.ts';
import { tip } from './tip.ts';
import { transaction, unsyncedTransaction } from './transaction.ts';
import { verify } from './verify.ts';
import { watchers } from './watch.ts';

/**
 * Milliseconds that the disk is given a taken note later than it could be: by then its answer is on its way, which would wait for another thread to be
 * woken.
 */
const courtesy = 1;

/**
 * The journal in one SQLite file, which several processes of this machine may have open at once; makes the file and its folder
 * where there is none. `now`: epoch milliseconds, for tests. `expected`: identity of the journal that must be there. Throws
 * JournalUnusable, saying what to do.
 */
export async function openSqliteJournal(
  file: string,
  { now = Date.now, expected }: { readonly now?: () => number; readonly expected?: string | undefined } = {},
): Promise<Journal> {
  const db = await connect(file, expected);
  const held = holding(db, file);
  const watching = watchers(db);

  const told = async <T>(body: () => T | Promise<T>): Promise<T> => {
    try {
      return await body();
    } catch (error) {
      throw explained(error, file);
    }
  };
  const guarded = <T>(body: () => T | Promise<T>): Promise<T> =>
    told(() => {
      held.check();
      return body();
    });
  // Looked at where nobody else writes.
  const checked =
    <T>(body: () => T) =>
    (): T => {
      held.check();
      return body();
    };
  const written = <T>(body: () => T): Promise<T> => told(() => transaction(db, checked(body)));
  const unsynced = <T>(body: () => T): Promise<T> => told(() => unsyncedTransaction(db, checked(body)));
  // As `written`, but the process goes on while the disk takes it.
  const synced = async <T>(body: () => T): Promise<T> => {
    const result = await unsynced(body);
    await told(() => log.synced());
    return result;
  };
  const log = logSync(file);

  return {
    identity: held.identity,
    append: async (change) => {
      const events = await written(() => append(db, change, new Date(now()).toISOString()));
      const newest = events.at(-1) as StoredEvent;
      held.saw(newest);
      watching.appended(newest.seq);
      return events;
    },
    events: (run) => guarded(() => eventsOfRun(db, run)),
    head: (run) => guarded(() => headOfRun(db, run)),
    runs: (query = {}) => guarded(() => findRuns(db, query)),
    count: (state) => guarded(() => countRuns(db, state)),
    subjects: () => guarded(() => allSubjects(db)),
    recent: (type, tag, limit) => guarded(() => recentEvents(db, type, tag, limit)),
    since: (seq, limit) => guarded(() => eventsSince(db, seq, limit)),
    last: () => guarded(() => tip(db).seq),
    watch: (wake) => watching.add(wake),
    locks: () => guarded(() => allLocks(db)),
    lease: (of, owner, milliseconds) => written(() => takeLease(db, of, owner, now() + milliseconds, now())),
    renew: (lease, milliseconds) => written(() => renewLease(db, lease, now() + milliseconds)),
    release: (lease) => written(() => releaseLease(db, lease)),
    cursor: (name) => guarded(() => cursor(db, name)),
    setCursor: (name, seq) => written(() => setCursor(db, name, seq)),
    notes: (shelf) => guarded(() => notesOn(db, shelf)),
    addNote: (shelf, key, value) => written(() => addNote(db, shelf, key, value)),
    takeNote: async (shelf, key, value) => {
      if (!(await unsynced(() => addNote(db, shelf, key, value)))) return undefined;
      const onDisk = told(() => log.synced(courtesy));
      // Who took the note decides what a failure means; meanwhile it is nobody's.
      onDisk.catch(() => undefined);
      return { onDisk };
    },
    putNote: (shelf, key, value) => synced(() => putNote(db, shelf, key, value)),
    dropNotes: (shelf, keys) => synced(() => dropNotes(db, shelf, keys)),
    verify: (anchor) => auditSqliteJournal(file, anchor, held.identity),
    close: async () => {
      watching.end();
      if (db.isOpen) db.close();
      await log.close();
    },
  };
}

/** Whether a journal would be begun there: nothing is, or a file without anything in it. Throws JournalUnusable. */
export function isEmptyFile(file: string): boolean {
  if (!(statSync(file, { throwIfNoEntry: false })?.size ?? 0)) return true;
  try {
    const { db, close } = openForReading(file);
    try {
      return isNew(db, file);
    } finally {
      close();
    }
  } catch (error) {
    throw explained(error, file);
  }
}

/** Verifies the journal in a file, and writes nothing, neither there nor beside it. Throws JournalUnusable for what is none. */
export async function auditSqliteJournal(file: string, expected?: Anchor, identity?: string): Promise<AuditVerdict> {
  try {
    return await verify(file, expected, identity);
  } catch (error) {
    throw explained(error, file);
  }
}

/** Takes hold of it, or lets go of it altogether. */
function holding(db: DatabaseSync, file: string): Hold {
  try {
    return hold(db, file);
  } catch (error) {
    db.close();
    throw explained(error, file);
  }
}

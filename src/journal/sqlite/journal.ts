import type { Journal } from '../journal.ts';
import { append } from './append.ts';
import { connect } from './connect.ts';
import { cursor, setCursor } from './cursors.ts';
import { explained } from './errors.ts';
import { eventsOfRun, eventsSince, recentEvents } from './events.ts';
import { releaseLease, renewLease, takeLease } from './leases.ts';
import { allLocks } from './locks.ts';
import { addNote, dropNotes, notesOn, putNote } from './notes.ts';
import { countRuns, findRuns, headOfRun } from './runs.ts';
import { tip } from './tip.ts';
import { transaction } from './transaction.ts';
import { verify } from './verify.ts';
import { watchers } from './watch.ts';

/**
 * The journal in one SQLite file, which several processes of this machine may have open at once; makes the file and its folder
 * where there is none. `now`: epoch milliseconds, for tests. Throws JournalUnusable, saying what to do.
 */
export async function openSqliteJournal(
  file: string,
  { now = Date.now }: { readonly now?: () => number } = {},
): Promise<Journal> {
  const db = await connect(file);
  const watching = watchers(db);

  const guarded = async <T>(body: () => T | Promise<T>): Promise<T> => {
    try {
      return await body();
    } catch (error) {
      throw explained(error, file);
    }
  };
  const written = <T>(body: () => T): Promise<T> => guarded(() => transaction(db, body));

  return {
    append: async (change) => {
      const events = await written(() => append(db, change, new Date(now()).toISOString()));
      watching.appended(events.at(-1)?.seq ?? 0);
      return events;
    },
    events: (run) => guarded(() => eventsOfRun(db, run)),
    head: (run) => guarded(() => headOfRun(db, run)),
    runs: (query = {}) => guarded(() => findRuns(db, query)),
    count: (state) => guarded(() => countRuns(db, state)),
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
    putNote: (shelf, key, value) => written(() => putNote(db, shelf, key, value)),
    dropNotes: (shelf, keys) => written(() => dropNotes(db, shelf, keys)),
    verify: (expected) => guarded(() => verify(file, expected)),
    close: async () => {
      watching.end();
      if (db.isOpen) db.close();
    },
  };
}

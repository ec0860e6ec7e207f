import type { DatabaseSync } from 'node:sqlite';
import type { Filling, Moment, Original, Target } from '../copy.ts';
import { JournalUnusable, type Lease } from '../journal.ts';
import { hasEnded } from '../owner.ts';
import { connect } from './connect.ts';
import { setCursor } from './cursors.ts';
import { explained } from './errors.ts';
import { insertEvent } from './events.ts';
import { setIdentity } from './identity.ts';
import { openSqliteJournal } from './journal.ts';
import { notesOn, putNote } from './notes.ts';
import { putHead, putSubjects } from './runs.ts';
import { statement } from './statement.ts';
import { setTip, tip } from './tip.ts';

/** Opens the file to copy it. Throws JournalUnusable. */
export async function sqliteOriginal(file: string): Promise<Original> {
  const journal = await openSqliteJournal(file);
  return {
    name: file,
    journal,
    moment: async () => {
      const db = await connect(file);
      try {
        return momentOf(db, Date.now());
      } finally {
        db.close();
      }
    },
  };
}

function momentOf(db: DatabaseSync, now: number): Moment {
  const { token } = statement(db, 'SELECT token FROM fence').get() as { token: number };
  const cursors = statement(db, 'SELECT name, seq FROM cursors').all() as unknown as { name: string; seq: number }[];
  const shelves = statement(db, 'SELECT DISTINCT shelf FROM notes').all() as unknown as { shelf: string }[];
  const leases = statement(db, 'SELECT "of", token, owner, expires FROM leases').all() as unknown as Lease[];
  return {
    token,
    cursors: new Map(cursors.map(({ name, seq }) => [name, seq])),
    notes: new Map(shelves.map(({ shelf }) => [shelf, notesOn(db, shelf)])),
    leases: leases.filter(({ expires, owner }) => expires > now && !hasEnded(owner)),
  };
}

/** A file to copy to, in one transaction: what breaks off leaves an empty journal. */
export function sqliteTarget(file: string): Target {
  return { name: file, fill: () => fill(file), open: () => sqliteOriginal(file) };
}

async function fill(file: string): Promise<Filling> {
  const db = await connect(file);
  const guarded = async (body: () => void) => {
    try {
      body();
    } catch (error) {
      throw explained(error, file);
    }
  };
  try {
    await guarded(() => db.exec('BEGIN IMMEDIATE'));
    if (tip(db).seq > 0) throw new JournalUnusable(`${file} has a journal already: name a new file`);
  } catch (error) {
    db.close();
    throw error;
  }
  return {
    events: (events) =>
      guarded(() => {
        for (const event of events) insertEvent(db, event);
      }),
    runs: (runs) =>
      guarded(() => {
        for (const { head, locks } of runs) {
          putHead(db, head);
          putSubjects(db, head.run, head.subjects);
          for (const { key, mode } of locks)
            statement(db, 'INSERT INTO locks (key, run, mode) VALUES (?, ?, ?)').run(key, head.run, mode);
        }
      }),
    end: (newest, _runs, { token, cursors, notes }, identity) =>
      guarded(() => {
        setIdentity(db, identity);
        statement(db, 'UPDATE fence SET token = max(token, ?)').run(token);
        for (const [name, seq] of cursors) setCursor(db, name, seq);
        for (const [shelf, all] of notes) for (const [key, note] of all) putNote(db, shelf, key, note);
        setTip(db, newest);
        db.exec('COMMIT');
      }),
    close: async () => db.close(),
  };
}

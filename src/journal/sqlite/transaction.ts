import type { DatabaseSync } from 'node:sqlite';
import { isBusy } from './errors.ts';
import { statement } from './statement.ts';

/** Milliseconds for which a writer is overtaken by others before it gives up. */
const longest = 30_000;

/** How each connection commits now; a new one waits for the disk. */
const levels = new WeakMap<DatabaseSync, 'FULL' | 'NORMAL'>();

/** Has commits wait for the disk (FULL), or not (NORMAL): https://sqlite.org/pragma.html#pragma_synchronous. */
function synchronous(db: DatabaseSync, level: 'FULL' | 'NORMAL'): void {
  if ((levels.get(db) ?? 'FULL') === level) return;
  db.exec(`PRAGMA synchronous = ${level}`);
  levels.set(db, level);
}

/**
 * Runs `body` with nobody else writing: all it writes, or nothing. The write lock is taken at the start (BEGIN IMMEDIATE), since
 * a reader that becomes a writer is refused outright when another writer wrote meanwhile, however long it would wait.
 */
export function transaction<T>(db: DatabaseSync, body: () => T): T {
  synchronous(db, 'FULL');
  return between(db, () => beginWriting(db), body);
}

/**
 * The same, without waiting for the disk: what it wrote is in the log (WAL) when it returns, where every process sees it and a killed one
 * leaves it; a power cut takes it back. The next commit that waits, or `logSync`, puts it on the disk.
 */
export function unsyncedTransaction<T>(db: DatabaseSync, body: () => T): T {
  synchronous(db, 'NORMAL');
  return between(db, () => beginWriting(db), body);
}

/** Runs `body` on the database as it is at the first read. */
export function snapshot<T>(db: DatabaseSync, body: () => T): T {
  return between(db, () => statement(db, 'BEGIN').run(), body);
}

/**
 * Takes the write lock. SQLite lets whoever comes first have it, not whoever waits longest: where others wrote meanwhile, the wait was for a turn and
 * not for a program that never ends, and goes on. Throws SQLITE_BUSY when one writer held the lock all the time, or after 30 s.
 */
function beginWriting(db: DatabaseSync): void {
  const end = Date.now() + longest;
  for (let seen = writings(db); ; ) {
    try {
      statement(db, 'BEGIN IMMEDIATE').run();
      return;
    } catch (error) {
      const now = writings(db);
      if (!isBusy(error) || now === seen || Date.now() > end) throw error;
      seen = now;
    }
  }
}

/** A number that changes when another connection writes: https://sqlite.org/pragma.html#pragma_data_version. */
function writings(db: DatabaseSync): number {
  return (statement(db, 'PRAGMA data_version').get() as { data_version: number }).data_version;
}

function between<T>(db: DatabaseSync, begin: () => void, body: () => T): T {
  begin();
  try {
    const result = body();
    statement(db, 'COMMIT').run();
    return result;
  } catch (error) {
    // SQLite has rolled back by itself after some failures, a full disk among them.
    if (db.isTransaction) statement(db, 'ROLLBACK').run();
    throw error;
  }
}

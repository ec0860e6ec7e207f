import type { DatabaseSync } from 'node:sqlite';
import { statement } from './statement.ts';

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
  return between(db, 'BEGIN IMMEDIATE', body);
}

/**
 * The same, without waiting for the disk: what it wrote is in the log (WAL) when it returns, where every process sees it and a killed one
 * leaves it; a power cut takes it back. The next commit that waits, or `logSync`, puts it on the disk.
 */
export function unsyncedTransaction<T>(db: DatabaseSync, body: () => T): T {
  synchronous(db, 'NORMAL');
  return between(db, 'BEGIN IMMEDIATE', body);
}

/** Runs `body` on the database as it is at the first read. */
export function snapshot<T>(db: DatabaseSync, body: () => T): T {
  return between(db, 'BEGIN', body);
}

function between<T>(db: DatabaseSync, begin: string, body: () => T): T {
  statement(db, begin).run();
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

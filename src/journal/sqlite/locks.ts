import type { DatabaseSync } from 'node:sqlite';
import { type HeldLock, type Lock, LockHeld } from '../journal.ts';
import { statement } from './statement.ts';

/** All locks, ordered by key and run. */
export function allLocks(db: DatabaseSync): readonly HeldLock[] {
  const rows = statement(db, 'SELECT key, mode, run FROM locks ORDER BY key, run').all() as unknown as HeldLock[];
  return rows.map(({ key, mode, run }) => ({ key, mode, run }));
}

export function locksOfRun(db: DatabaseSync, run: number): readonly Lock[] {
  return statement(db, 'SELECT key, mode FROM locks WHERE run = ?').all(run) as unknown as Lock[];
}

/**
 * Takes what the run does not hold already; an exclusive lock it holds stays so. Locks of the run it acts for are no obstacle.
 * Throws LockHeld; the transaction then undoes the rest.
 */
export function takeLocks(db: DatabaseSync, run: number, locks: readonly Lock[], onBehalfOf = run): void {
  for (const { key, mode } of locks) {
    const holder = statement(
      db,
      "SELECT run FROM locks WHERE key = ? AND run NOT IN (?, ?) AND 'exclusive' IN (mode, ?) ORDER BY run LIMIT 1",
    ).get(key, run, onBehalfOf, mode) as { run: number } | undefined;
    if (holder) throw new LockHeld(key, holder.run);
    statement(
      db,
      `INSERT INTO locks (key, run, mode) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET mode = excluded.mode WHERE excluded.mode = 'exclusive'`,
    ).run(key, run, mode);
  }
}

export function releaseLocks(db: DatabaseSync, run: number): void {
  statement(db, 'DELETE FROM locks WHERE run = ?').run(run);
}

import type { DatabaseSync } from 'node:sqlite';
import { namesAndSeals } from './schema.ts';
import { statement } from './statement.ts';

/** Which journal this is, among all: 32 hexadecimal digits, the same as long as it lives and in each copy of it. */
export function identityOf(db: DatabaseSync): string {
  return (statement(db, 'SELECT journal FROM identity').get() as { journal: string }).journal;
}

/** The same of a file as it is, whatever version of the schema it has; undefined for one of before that has no events. */
export function identityIn(db: DatabaseSync, version: number): string | undefined {
  if (version >= namesAndSeals) return identityOf(db);
  const first = db.prepare('SELECT substr(hash, 1, 32) AS journal FROM events WHERE seq = 1').get();
  return (first as { journal: string } | undefined)?.journal;
}

/** Makes it the journal it is copied from. */
export function setIdentity(db: DatabaseSync, journal: string): void {
  statement(db, 'UPDATE identity SET journal = ?').run(journal);
}

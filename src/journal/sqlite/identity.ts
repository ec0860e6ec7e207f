import type { DatabaseSync } from 'node:sqlite';
import { statement } from './statement.ts';

/** Which journal this is, among all: 32 hexadecimal digits, the same as long as it lives and in each copy of it. */
export function identityOf(db: DatabaseSync): string {
  return (statement(db, 'SELECT journal FROM identity').get() as { journal: string }).journal;
}

/** Makes it the journal it is copied from. */
export function setIdentity(db: DatabaseSync, journal: string): void {
  statement(db, 'UPDATE identity SET journal = ?').run(journal);
}

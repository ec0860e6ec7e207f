import type { DatabaseSync } from 'node:sqlite';
import type { Anchor } from '../journal.ts';
import { statement } from './statement.ts';

/** Seq and hash of the newest event, as its writer noted them; what a log cut short is compared with. */
export function tip(db: DatabaseSync): Anchor {
  const row = statement(db, 'SELECT seq, hash FROM tip').get() as unknown as Anchor;
  return { seq: row.seq, hash: row.hash };
}

export function setTip(db: DatabaseSync, { seq, hash }: Anchor): void {
  statement(db, 'UPDATE tip SET seq = ?, hash = ?').run(seq, hash);
}

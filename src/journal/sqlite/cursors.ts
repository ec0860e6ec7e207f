import type { DatabaseSync } from 'node:sqlite';
import { statement } from './statement.ts';

export function cursor(db: DatabaseSync, name: string): number {
  const row = statement(db, 'SELECT seq FROM cursors WHERE name = ?').get(name) as { seq: number } | undefined;
  return row?.seq ?? 0;
}

export function setCursor(db: DatabaseSync, name: string, seq: number): void {
  statement(
    db,
    'INSERT INTO cursors (name, seq) VALUES (?, ?) ON CONFLICT DO UPDATE SET seq = max(seq, excluded.seq)',
  ).run(name, seq);
}

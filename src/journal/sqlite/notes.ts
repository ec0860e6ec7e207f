import type { DatabaseSync } from 'node:sqlite';
import { canonical, type Json } from '../json.ts';
import { statement } from './statement.ts';

export function notesOn(db: DatabaseSync, shelf: string): ReadonlyMap<string, Json> {
  const rows = statement(db, 'SELECT key, value FROM notes WHERE shelf = ?').all(shelf);
  return new Map((rows as { key: string; value: string }[]).map(({ key, value }) => [key, JSON.parse(value) as Json]));
}

export function addNote(db: DatabaseSync, shelf: string, key: string, value: Json): boolean {
  const sql = 'INSERT INTO notes (shelf, key, value) VALUES (?, ?, ?) ON CONFLICT DO NOTHING';
  return statement(db, sql).run(shelf, key, canonical(value)).changes === 1;
}

export function putNote(db: DatabaseSync, shelf: string, key: string, value: Json): void {
  const sql = 'INSERT OR REPLACE INTO notes (shelf, key, value) VALUES (?, ?, ?)';
  statement(db, sql).run(shelf, key, canonical(value));
}

export function dropNotes(db: DatabaseSync, shelf: string, keys: readonly string[]): number {
  const drop = statement(db, 'DELETE FROM notes WHERE shelf = ? AND key = ?');
  return keys.reduce((dropped, key) => dropped + Number(drop.run(shelf, key).changes), 0);
}

import type { DatabaseSync } from 'node:sqlite';
import { canonical, type Json } from '../json.ts';
import { noNotes, noteHash, sealedWith } from '../seal.ts';
import { statement } from './statement.ts';

export function notesOn(db: DatabaseSync, shelf: string): ReadonlyMap<string, Json> {
  const rows = statement(db, 'SELECT key, value FROM notes WHERE shelf = ?').all(shelf);
  return new Map((rows as { key: string; value: string }[]).map(({ key, value }) => [key, JSON.parse(value) as Json]));
}

export function addNote(db: DatabaseSync, shelf: string, key: string, value: Json): boolean {
  const sql = 'INSERT INTO notes (shelf, key, value) VALUES (?, ?, ?) ON CONFLICT DO NOTHING';
  const added = statement(db, sql).run(shelf, key, canonical(value)).changes === 1;
  if (added) reseal(db, shelf, key);
  return added;
}

export function putNote(db: DatabaseSync, shelf: string, key: string, value: Json): void {
  dropNotes(db, shelf, [key]);
  addNote(db, shelf, key, value);
}

export function dropNotes(db: DatabaseSync, shelf: string, keys: readonly string[]): number {
  const drop = statement(db, 'DELETE FROM notes WHERE shelf = ? AND key = ?');
  return keys.reduce((dropped, key) => {
    reseal(db, shelf, key);
    return dropped + Number(drop.run(shelf, key).changes);
  }, 0);
}

/** Puts a note that has come into the seal, or takes one out that is about to go. */
function reseal(db: DatabaseSync, shelf: string, key: string): void {
  const note = statement(db, 'SELECT * FROM notes WHERE shelf = ? AND key = ?').get(shelf, key) as NoteRow | undefined;
  if (!note) return;
  const { seal } = statement(db, 'SELECT seal FROM notes_seal').get() as { seal: string };
  statement(db, 'UPDATE notes_seal SET seal = ?').run(sealedWith(seal, hashOfRow(note)));
}

interface NoteRow {
  readonly shelf: string;
  readonly key: string;
  readonly value: string;
}

/** As it is kept: half a surrogate pair, for one, does not survive. */
function hashOfRow({ shelf, key, value }: NoteRow): string {
  return noteHash(shelf, key, value);
}

/** The seal that fits the notes as they are. */
export function sealOfNotes(db: DatabaseSync): string {
  const all = db.prepare('SELECT shelf, key, value FROM notes').iterate() as Iterable<unknown>;
  let seal = noNotes;
  for (const note of all) seal = sealedWith(seal, hashOfRow(note as NoteRow));
  return seal;
}

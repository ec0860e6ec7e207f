import { DatabaseSync } from 'node:sqlite';
import { genesis } from '../chain.ts';
import { JournalUnusable } from '../journal.ts';
import { noNotes } from '../seal.ts';
import { statement } from './statement.ts';
import { snapshot, transaction } from './transaction.ts';

/** "farm", in the file's header (PRAGMA application_id): tells a journal from any other SQLite file. */
const applicationId = 0x6661726d;

/** Of the tables below, in the file's header (PRAGMA user_version): a journal of another version is left as it is. */
const current = 4;

/** `events` and `tip` are the log; `runs`, `subjects` and `locks` follow from it; `leases`, `fence`, `cursors` and `notes` stand beside it. */
const tables = `
   CREATE TABLE events (
     seq INTEGER PRIMARY KEY,
     run INTEGER NOT NULL,
     version INTEGER NOT NULL,
     at TEXT NOT NULL,
     type TEXT NOT NULL,
     tag TEXT,
     data TEXT NOT NULL,
     seal TEXT,
     prev TEXT NOT NULL,
     hash TEXT NOT NULL,
     UNIQUE (run, version)
   ) STRICT;
   CREATE INDEX events_by_tag ON events (type, tag) WHERE tag IS NOT NULL;

   CREATE TABLE tip (
     id INTEGER PRIMARY KEY CHECK (id = 1),
     seq INTEGER NOT NULL,
     hash TEXT NOT NULL
   ) STRICT;
   INSERT INTO tip VALUES (1, 0, '${genesis}');

   CREATE TABLE runs (
     run INTEGER PRIMARY KEY,
     version INTEGER NOT NULL,
     state TEXT NOT NULL,
     settled INTEGER NOT NULL CHECK (settled IN (0, 1)),
     title TEXT NOT NULL,
     subjects TEXT NOT NULL,
     asker TEXT NOT NULL,
     started_at TEXT NOT NULL,
     changed_at TEXT NOT NULL
   ) STRICT;
   CREATE INDEX runs_by_settled ON runs (settled);
   CREATE INDEX runs_by_state ON runs (state);

   CREATE TABLE subjects (
     subject TEXT NOT NULL,
     run INTEGER NOT NULL REFERENCES runs,
     PRIMARY KEY (subject, run)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX subjects_by_run ON subjects (run);

   CREATE TABLE locks (
     key TEXT NOT NULL,
     run INTEGER NOT NULL REFERENCES runs,
     mode TEXT NOT NULL CHECK (mode IN ('exclusive', 'shared')),
     PRIMARY KEY (key, run)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX locks_by_run ON locks (run);

   CREATE TABLE fence (
     id INTEGER PRIMARY KEY CHECK (id = 1),
     token INTEGER NOT NULL
   ) STRICT;
   INSERT INTO fence VALUES (1, 0);

   CREATE TABLE leases (
     "of" TEXT PRIMARY KEY,
     token INTEGER NOT NULL,
     owner TEXT NOT NULL,
     expires INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;

   CREATE TABLE cursors (
     name TEXT PRIMARY KEY,
     seq INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;

   CREATE TABLE notes (
     shelf TEXT NOT NULL,
     key TEXT NOT NULL,
     value TEXT NOT NULL,
     PRIMARY KEY (shelf, key)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE notes_seal (
     id INTEGER PRIMARY KEY CHECK (id = 1),
     seal TEXT NOT NULL
   ) STRICT;
   INSERT INTO notes_seal VALUES (1, '${noNotes}');

   CREATE TABLE identity (
     id INTEGER PRIMARY KEY CHECK (id = 1),
     journal TEXT NOT NULL
   ) STRICT;
   INSERT INTO identity VALUES (1, lower(hex(randomblob(16))));`;

function number(db: DatabaseSync, sql: string): number {
  return Object.values(statement(db, sql).get() ?? {})[0] as number;
}

/** Whether the file is new: no journal was begun in it. Throws JournalUnusable for what is no journal, or another version's. */
export function isNew(db: DatabaseSync, file: string): boolean {
  const [id, version, count] = snapshot(db, () => [
    number(db, 'PRAGMA application_id'),
    number(db, 'PRAGMA user_version'),
    number(db, 'SELECT count(*) FROM sqlite_schema'),
  ]) as [number, number, number];
  if (id !== applicationId && (id !== 0 || count !== 0))
    throw new JournalUnusable(`${file} is a SQLite database, but not a farmhand journal: name another file`);
  if (version !== 0 && version !== current)
    throw new JournalUnusable(
      `the journal ${file} was written by ${version > current ? 'a later' : 'an earlier'} farmhand (schema ${version}, this one knows ${current}): install that version again, or name another file`,
    );
  return version === 0;
}

/** Makes the tables in a file that is new, in one transaction; several processes may do so at once. */
export function makeTables(db: DatabaseSync, file: string): void {
  if (!isNew(db, file)) return;
  transaction(db, () => {
    if (number(db, 'PRAGMA user_version') !== 0) return;
    db.exec(tables);
    db.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${current}`);
  });
}

interface SchemaRow {
  readonly type: string;
  readonly name: string;
  readonly sql: string | null;
}

/** Tables, indexes, triggers and views by name, as they were made. What ANALYZE keeps changes nothing that is read. */
function schemaOf(db: DatabaseSync): ReadonlyMap<string, string> {
  const rows = db.prepare("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%'").all();
  return new Map(
    (rows as unknown as SchemaRow[]).map(({ type, name, sql }) => [
      `${type} ${name}`,
      (sql ?? '').replace(/\s+/g, ' '),
    ]),
  );
}

/** What is in the file's schema and does not belong there, or is missing from it; undefined when it is just what farmhand makes. */
export function schemaProblem(db: DatabaseSync): string | undefined {
  const plain = new DatabaseSync(':memory:');
  try {
    plain.exec(tables);
    const [found, wanted] = [schemaOf(db), schemaOf(plain)];
    for (const [name, sql] of found) {
      if (!wanted.has(name)) return `the file has a ${name} that is not of farmhand's making`;
      if (wanted.get(name) !== sql) return `the ${name} of the file is not made as farmhand makes it`;
    }
    for (const name of wanted.keys()) if (!found.has(name)) return `the file has lost its ${name}`;
    return undefined;
  } finally {
    plain.close();
  }
}

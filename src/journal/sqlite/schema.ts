import type { DatabaseSync } from 'node:sqlite';
import { genesis } from '../chain.ts';
import { JournalUnusable } from '../journal.ts';
import { statement } from './statement.ts';
import { snapshot, transaction } from './transaction.ts';

/** "farm", in the file's header (PRAGMA application_id): tells a journal from any other SQLite file. */
const applicationId = 0x6661726d;

/**
 * What makes each version of the schema from the one before it. The file's own version is in its header (PRAGMA user_version).
 * `events` and `tip` are the log; `runs`, `subjects` and `locks` follow from it; `leases`, `fence`, `cursors` and `notes` stand beside it.
 */
const migrations = [
  `CREATE TABLE events (
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
     run INTEGER PRIMARY KEY REFERENCES runs,
     token INTEGER NOT NULL,
     owner TEXT NOT NULL,
     expires INTEGER NOT NULL
   ) STRICT;

   CREATE TABLE cursors (
     name TEXT PRIMARY KEY,
     seq INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;`,
  // Leases are of anything, not of runs alone; those given before are dropped, as if their time were up.
  `DROP TABLE leases;
   CREATE TABLE leases (
     "of" TEXT PRIMARY KEY,
     token INTEGER NOT NULL,
     owner TEXT NOT NULL,
     expires INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;`,
  `CREATE TABLE notes (
     shelf TEXT NOT NULL,
     key TEXT NOT NULL,
     value TEXT NOT NULL,
     PRIMARY KEY (shelf, key)
   ) STRICT, WITHOUT ROWID;`,
];

function number(db: DatabaseSync, sql: string): number {
  return Object.values(statement(db, sql).get() ?? {})[0] as number;
}

/** The schema's version in the file, 0 for a file that is new. Throws JournalUnusable for what is no journal, or a later version's. */
export function schemaVersion(db: DatabaseSync, file: string): number {
  const [id, version, tables] = snapshot(db, () => [
    number(db, 'PRAGMA application_id'),
    number(db, 'PRAGMA user_version'),
    number(db, 'SELECT count(*) FROM sqlite_schema'),
  ]) as [number, number, number];
  if (id !== applicationId && (id !== 0 || tables !== 0))
    throw new JournalUnusable(`${file} is a SQLite database, but not a farmhand journal: name another file`);
  if (version > migrations.length)
    throw new JournalUnusable(
      `the journal ${file} was written by a later farmhand (schema ${version}, this one knows ${migrations.length}): install that version again, or name another file`,
    );
  return version;
}

/** Brings the file to this program's schema, in one transaction; several processes may do so at once. */
export function migrate(db: DatabaseSync, file: string): void {
  if (schemaVersion(db, file) === migrations.length) return;
  transaction(db, () => {
    for (const migration of migrations.slice(number(db, 'PRAGMA user_version'))) db.exec(migration);
    db.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${migrations.length}`);
  });
}

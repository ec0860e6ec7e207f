import { copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { busyTimeout } from './connect.ts';

/** A file opened for reading alone. */
export interface Reading {
  readonly db: DatabaseSync;
  /** True when it was read as a file that nobody writes to, and a writer has begun since: read it again. */
  stale(): boolean;
  close(): void;
}

/**
 * Opens a SQLite file without a trace beside it, even where nothing may be written: a reader of a file in WAL mode otherwise makes -wal and
 * -shm, as the user it is, and farmhand could then not write to them (https://sqlite.org/wal.html#read_only_databases).
 * Throws what SQLite and the file system throw.
 */
export function openForReading(file: string): Reading {
  const log = size(`${file}-wal`);
  // A process has it open, or had when the machine went down.
  if (size(`${file}-shm`) !== undefined) return opened(file) ?? copied(file);
  return log ? copied(file) : still(file);
}

function opened(file: string): Reading | undefined {
  const db = new DatabaseSync(file, { readOnly: true, timeout: busyTimeout });
  try {
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    return { db, stale: () => false, close: () => db.close() };
  } catch (error) {
    db.close();
    // What is damaged is so in a copy, too.
    if ([cannotOpen, readOnly].includes(Number((error as { errcode?: number }).errcode) & 0xff)) return undefined;
    throw error;
  }
}

const [readOnly, cannotOpen] = [8, 14];

/** Nobody has it open, and everything is in the one file. */
function still(file: string): Reading {
  const url = pathToFileURL(file);
  url.search = 'immutable=1';
  const before = statSync(file);
  const db = new DatabaseSync(url, { readOnly: true });
  const stale = () => {
    const now = statSync(file);
    return now.mtimeMs !== before.mtimeMs || now.size !== before.size || size(`${file}-wal`) !== undefined;
  };
  return { db, stale, close: () => db.close() };
}

/** What was left after a crash, with what only stands in the log so far, looked at in a copy. */
function copied(file: string): Reading {
  const folder = mkdtempSync(join(tmpdir(), 'farmhand-audit-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const copy = join(folder, basename(file));
    copyFileSync(file, copy);
    if (size(`${file}-wal`)) copyFileSync(`${file}-wal`, `${copy}-wal`);
    const db = new DatabaseSync(copy, { timeout: busyTimeout });
    const close = () => {
      db.close();
      remove();
    };
    return { db, stale: () => false, close };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Bytes; undefined for what is not there. */
function size(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.size;
}

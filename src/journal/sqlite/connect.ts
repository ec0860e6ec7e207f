import { closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { another, missing } from '../expected.ts';
import { JournalUnusable } from '../journal.ts';
import { explained, isBusy } from './errors.ts';
import { identityOf } from './identity.ts';
import { isNew, makeTables } from './schema.ts';

/** Milliseconds a statement waits for another process to end its write. */
export const busyTimeout = 5_000;

/**
 * Opens the file, and makes it where there is none: itself for this user only (0600), missing folders likewise (0700). A commit
 * is on the disk when it returns: WAL, https://sqlite.org/wal.html, with synchronous=FULL, https://sqlite.org/pragma.html#pragma_synchronous.
 * `expected`: the journal that must be there, of those before this one. Throws JournalUnusable, having changed nothing of a file that is no
 * journal, nor of one that is not expected.
 */
export async function connect(file: string, expected?: string): Promise<DatabaseSync> {
  let db: DatabaseSync | undefined;
  try {
    if (expected !== undefined && !(statSync(file, { throwIfNoEntry: false })?.size ?? 0))
      throw missing(`the journal ${file}`, expected);
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    closeSync(openSync(file, 'a', 0o600));
    db = new DatabaseSync(file, { timeout: busyTimeout, enableForeignKeyConstraints: true });
    const begun = !isNew(db, file);
    if (expected !== undefined) checkExpected(db, file, begun, expected);
    await useWal(db, file);
    db.exec('PRAGMA synchronous = FULL');
    makeTables(db, file);
    return db;
  } catch (error) {
    db?.close();
    throw explained(error, file);
  }
}

function checkExpected(db: DatabaseSync, file: string, begun: boolean, expected: string): void {
  if (!begun) throw missing(`the journal ${file}`, expected);
  const found = identityOf(db);
  if (found !== expected) throw another(`the journal ${file}`, found, expected);
}

/** SQLite does not wait (busy_timeout) for the exclusive lock this takes the first time a file is opened, by several processes at once. */
async function useWal(db: DatabaseSync, file: string): Promise<void> {
  const end = Date.now() + busyTimeout;
  for (;;) {
    try {
      const { journal_mode: mode } = db.prepare('PRAGMA journal_mode = WAL').get() as { journal_mode: string };
      if (mode === 'wal') return;
      throw new JournalUnusable(
        `the journal ${file} is on a file system without shared memory (a network share?): name a file on a disk of this machine`,
      );
    } catch (error) {
      if (!isBusy(error) || Date.now() > end) throw error;
    }
    await sleep(20);
  }
}

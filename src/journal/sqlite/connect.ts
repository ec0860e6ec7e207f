import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { JournalUnusable } from '../journal.ts';
import { explained, isBusy } from './errors.ts';
import { migrate, schemaVersion } from './schema.ts';

/** Milliseconds a statement waits for another process to end its write. */
export const busyTimeout = 5_000;

/**
 * Opens the file, and makes it where there is none: itself for this user only (0600), missing folders likewise (0700). A commit
 * is on the disk when it returns: WAL, https://sqlite.org/wal.html, with synchronous=FULL, https://sqlite.org/pragma.html#pragma_synchronous.
 * Throws JournalUnusable, having changed nothing of a file that is no journal.
 */
export async function connect(file: string): Promise<DatabaseSync> {
  let db: DatabaseSync | undefined;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    closeSync(openSync(file, 'a', 0o600));
    db = new DatabaseSync(file, { timeout: busyTimeout, enableForeignKeyConstraints: true });
    schemaVersion(db, file);
    await useWal(db, file);
    db.exec('PRAGMA synchronous = FULL');
    migrate(db, file);
    return db;
  } catch (error) {
    db?.close();
    throw explained(error, file);
  }
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

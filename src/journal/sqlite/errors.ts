import { JournalUnusable } from '../journal.ts';

/** What node:sqlite throws when SQLite refuses: `errcode` is the extended result code, https://sqlite.org/rescode.html. */
interface SqliteError extends Error {
  readonly code: 'ERR_SQLITE_ERROR';
  readonly errcode: number;
  readonly errstr: string;
}

function isSqliteError(error: unknown): error is SqliteError {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR';
}

const busy = 5;
const corrupt = 11;
const notADatabase = 26;

/** What happened to the file and what to do, by primary result code. */
const explanations: Readonly<Record<number, string>> = {
  3: 'cannot be used with its present permissions: give it and its folder to the user farmhand runs as',
  [busy]:
    'is locked by another program for longer than 5 seconds: end that program (a sqlite3 shell in a transaction?), then try again',
  8: 'is read-only for this user: give it and its folder to the user farmhand runs as, on a file system mounted for writing',
  10: 'cannot be read or written: the disk or its file system fails, see the kernel log of this machine',
  [corrupt]:
    'is damaged: stop farmhand, keep a copy of it, then put back a backup or save what is readable with "sqlite3 FILE .recover"',
  13: 'cannot grow, the disk is full: free space there, then try again',
  14: 'cannot be opened: its folder must exist and be writable for the user farmhand runs as',
  [notADatabase]: 'is not a farmhand journal, nor any SQLite database: name another file',
};

/** True for a lock that is held elsewhere and will be released. */
export function isBusy(error: unknown): boolean {
  return isSqliteError(error) && (error.errcode & 0xff) === busy;
}

/** True when what SQLite read cannot be a database that is whole. */
export function isDamage(error: unknown): boolean {
  return isSqliteError(error) && [corrupt, notADatabase].includes(error.errcode & 0xff);
}

/** A failure of SQLite or of the file system as JournalUnusable, any other error as it is. */
export function explained(error: unknown, file: string): unknown {
  if (isSqliteError(error)) {
    const explanation = explanations[error.errcode & 0xff];
    if (explanation === undefined) return error;
    return new JournalUnusable(`the journal ${file} ${explanation} (SQLite ${error.errcode}: ${error.errstr})`, {
      cause: error,
    });
  }
  if (error instanceof Error && 'syscall' in error && 'code' in error)
    return new JournalUnusable(
      `the journal ${file} cannot be opened for writing: ${error.message}. Make it and its folder writable for the user farmhand runs as, or name another file`,
      { cause: error },
    );
  return error;
}

import { closeSync, fdatasync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Puts what was committed to SQLite's log on the disk, while the process goes on. */
export interface LogSync {
  /** Resolves when the disk has what was committed before, which it is given after so many milliseconds. Throws the file system's error. */
  synced(after?: number): Promise<void>;
  close(): Promise<void>;
}

/** Of the log beside a database file, which this process has open: so nobody takes the log away. */
export function logSync(file: string): LogSync {
  let log: number | undefined;
  let current: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  const sync = () =>
    new Promise<void>((resolve, reject) => {
      log ??= openSync(`${file}-wal`, 'r');
      fdatasync(log, (error) => (error ? reject(error) : resolve()));
    });
  return {
    synced(after = 0) {
      // One that is under way may have begun before the last commit. All that ask until the next one begins share that one.
      next ??= current
        .catch(() => undefined)
        .then(() => (after > 0 ? sleep(after) : undefined))
        .then(() => {
          next = undefined;
          current = sync();
          return current;
        });
      return next;
    },
    async close() {
      await (next ?? current).catch(() => undefined);
      if (log !== undefined) closeSync(log);
      log = undefined;
    },
  };
}

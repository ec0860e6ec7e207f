import type { DatabaseSync } from 'node:sqlite';
import { statement } from './statement.ts';
import { tip } from './tip.ts';

/** Milliseconds between looks at what other processes wrote. */
const interval = 200;

/** Who wants to know of new events. */
export interface Watchers {
  add(wake: () => void): () => void;
  /** This connection appended, up to `seq`. */
  appended(seq: number): void;
  /** Forgets everybody. */
  end(): void;
}

/**
 * Others' commits change this connection's `PRAGMA data_version`, which costs microseconds to read; its own do not. Looks only
 * while there is a watcher, and keeps no process alive.
 */
export function watchers(db: DatabaseSync): Watchers {
  const watching = new Set<{ readonly wake: () => void }>();
  let timer: NodeJS.Timeout | undefined;
  let version = 0;
  let seen = 0;

  const dataVersion = () => (statement(db, 'PRAGMA data_version').get() as { data_version: number }).data_version;
  const tell = () => {
    for (const watcher of watching) queueMicrotask(() => watching.has(watcher) && watcher.wake());
  };
  const look = () => {
    try {
      const found = dataVersion();
      if (found === version) return;
      version = found;
      const { seq } = tip(db);
      if (seq !== seen) tell();
      seen = seq;
    } catch {
      // The reader that is woken reads, and meets the failure where it can be reported.
      tell();
    }
  };
  const end = () => {
    watching.clear();
    clearInterval(timer);
    timer = undefined;
  };
  return {
    add(wake) {
      const watcher = { wake };
      watching.add(watcher);
      if (!timer) {
        version = dataVersion();
        seen = tip(db).seq;
        timer = setInterval(look, interval).unref();
      }
      return () => {
        watching.delete(watcher);
        if (watching.size === 0) end();
      };
    },
    appended(seq) {
      seen = seq;
      tell();
    },
    end,
  };
}

import type { Connection } from '../../redis/connection.ts';
import type { Keys } from './keys.ts';

/** Milliseconds between looks whether the connection is still one. */
const interval = 5_000;

/** Who wants to know of new events. */
export interface Watchers {
  add(wake: () => void): () => void;
  /** This handle appended. */
  appended(): void;
  /** Forgets everybody. */
  end(): void;
}

/**
 * Listens on a connection of its own, where each write is announced (PUBLISH). What was announced while it was broken is lost, so everybody
 * is woken when it is back. `id`: this handle's, whose own writes wake at once. Resolves when it listens.
 */
export async function watchers(connection: Connection, keys: Keys, id: string): Promise<Watchers> {
  const { redis, call } = connection;
  const watching = new Set<{ readonly wake: () => void }>();
  const tell = () => {
    for (const watcher of watching) queueMicrotask(() => watching.has(watcher) && watcher.wake());
  };
  redis.on('message', (_channel, message: string) => {
    if (!message.startsWith(`${id} `)) tell();
  });
  await call(() => redis.subscribe(keys.written));
  redis.on('ready', () => {
    // Broken off again: then it is ready again, too.
    redis.subscribe(keys.written).then(tell, () => undefined);
  });
  // A connection cut without a word looks like one on which nothing is announced.
  const beat = setInterval(() => {
    redis.ping().catch(() => redis.status === 'ready' && redis.disconnect(true));
  }, interval).unref();
  return {
    add(wake) {
      const watcher = { wake };
      watching.add(watcher);
      return () => void watching.delete(watcher);
    },
    appended: tell,
    end() {
      clearInterval(beat);
      watching.clear();
      connection.close();
    },
  };
}

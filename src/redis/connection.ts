import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { RedisAddress } from './address.ts';
import { isFinal, isLost, passes, problem } from './problem.ts';
import { reconnect } from './reconnect.ts';

/** Redis cannot be used: gone, full, read-only, not letting in. The message says which, and what to do. */
export class RedisUnusable extends Error {
  override name = 'RedisUnusable';
}

/** Milliseconds until a command that is not answered counts as lost. */
const answerTime = 2_000;
/** Milliseconds in all that something is tried again while Redis is away: a restart or a failover passes unnoticed. */
const patience = 5_000;
/** Milliseconds between tries. */
const pause = 50;

/** A connection that comes back by itself. */
export interface Connection {
  readonly redis: Redis;
  /**
   * Does `body`, and again while Redis is away, for 5 seconds (from `since`, epoch milliseconds, when given). `body` must be right to
   * do twice: what was lost may have been done. Throws RedisUnusable.
   */
  call<T>(body: () => Promise<T>, since?: number): Promise<T>;
  /** Does `body` once. Throws RedisUnusable. */
  once<T>(body: () => Promise<T>): Promise<T>;
  close(): void;
}

/** Opens a connection; resolves when Redis has let it in. Throws RedisUnusable. */
export async function connect(address: RedisAddress): Promise<Connection> {
  let cause: Error | undefined;
  let closed = false;
  const redis = new Redis({
    ...address.options,
    lazyConnect: true,
    connectTimeout: answerTime,
    commandTimeout: answerTime,
    keepAlive: 10_000,
    // What was sent when a connection broke is not sent again behind our back: it may have been done. It fails at once, and `call` decides.
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    // ioredis would leave a failure of this to nobody, which ends the process: the code that subscribes does so again at `ready`.
    autoResubscribe: false,
    ...reconnect,
    // A primary that has become a replica: ask again who is primary now.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  });
  redis.on('error', (error: Error) => {
    cause = error;
  });
  redis.on('ready', () => {
    cause = undefined;
  });

  const explained = (error: unknown): unknown => {
    if (closed) return new RedisUnusable(`the connection to Redis at ${address.shown} is closed`);
    const what = problem(error, address.shown, cause);
    // The error itself carries the command, and with it passwords and whole events: it goes no further.
    return what === undefined ? error : new RedisUnusable(what);
  };
  const call = async <T>(body: () => Promise<T>, since = Date.now()): Promise<T> => {
    for (;;) {
      try {
        return await body();
      } catch (error) {
        const over = Date.now() - since > patience - pause;
        const refused = isLost(error) && cause !== undefined && isFinal(cause, address.sentinel);
        if (closed || over || refused || !passes(error, address.sentinel)) throw explained(error);
        // Half open: the other side has forgotten the connection, or is held up. A new one tells.
        if ((error as Error).message === 'Command timed out') redis.disconnect(true);
      }
      await sleep(pause);
    }
  };
  const once = async <T>(body: () => Promise<T>): Promise<T> => {
    try {
      return await body();
    } catch (error) {
      throw explained(error);
    }
  };
  const close = () => {
    closed = true;
    redis.disconnect();
  };
  try {
    await call(() => redis.ping());
  } catch (error) {
    close();
    throw error;
  }
  return { redis, call, once, close };
}

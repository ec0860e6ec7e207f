import type { Farm } from '../farm/farm.ts';
import type { Journal } from '../journal/journal.ts';
import { openSqliteJournal } from '../journal/sqlite/journal.ts';
import { type RedisAddress, redisAddress } from '../redis/address.ts';
import type { Program } from './program.ts';

/** The Redis that REDIS_URL names; undefined where it is not set: everything is on this machine then. */
export function redisOf({ REDIS_URL: url }: Program['env']): RedisAddress | undefined {
  if (url === undefined || url === '') return undefined;
  try {
    return redisAddress(url);
  } catch (error) {
    throw new Error(`REDIS_URL is ${(error as Error).message}`, { cause: error });
  }
}

/** The journal in the Redis of REDIS_URL, else in the file farm.yaml names. Throws JournalUnusable. */
export async function openJournal(env: Program['env'], { data }: Pick<Farm, 'data'>): Promise<Journal> {
  const redis = redisOf(env);
  if (!redis) return openSqliteJournal(data.journal);
  const { openRedisJournal } = await import('../journal/redis/journal.ts');
  return openRedisJournal(redis);
}

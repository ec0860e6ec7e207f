import type { Farm } from '../src/farm/farm.ts';
import type { DataSettings } from '../src/farm/settings.ts';
import { type Journal, JournalUnusable } from '../src/journal/journal.ts';
import { openSqliteJournal } from '../src/journal/sqlite/journal.ts';
import { type RedisAddress, redisAddress } from '../src/redis/address.ts';
import { journalIdFile, knownJournals, placeOf, rememberJournal } from './journal-id.ts';
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

/**
 * The journal in the Redis of REDIS_URL, else in the file farm.yaml names: the one that was used there before, if one was, else whichever
 * is there, begun where there is none. `warn` is called where it cannot be remembered, and when another place had one. Throws JournalUnusable.
 */
export async function openJournal(
  env: Program['env'],
  { data }: Pick<Farm, 'data'>,
  warn: (message: string) => void = () => undefined,
): Promise<Journal> {
  const redis = redisOf(env);
  const place = placeOf(redis, data);
  const known = await knownJournals(data);
  const expected = known.get(place);
  const journal = await openAt(redis, data, expected);
  if (journal.identity === expected) return journal;
  const [elsewhere] = [...known].findLast(([, identity]) => identity !== journal.identity) ?? [];
  if (elsewhere !== undefined && (await journal.last()) === 0)
    warn(
      `this journal (${place}) is new and begins at run 1, while farmhand used another before (${elsewhere}): if that is a mistake, stop farmhand and set REDIS_URL, or data in farm.yaml, as it was`,
    );
  try {
    await rememberJournal(data, place, journal.identity);
  } catch (error) {
    if (redis) {
      warn(unremembered(data, error));
      return journal;
    }
    await journal.close();
    throw new JournalUnusable(unremembered(data, error), { cause: error });
  }
  return journal;
}

/** The journal there, whatever was used before. `expected`: the one it must be. */
export async function openAt(
  redis: RedisAddress | undefined,
  data: Pick<DataSettings, 'journal'>,
  expected?: string,
): Promise<Journal> {
  if (!redis) return openSqliteJournal(data.journal, { expected });
  const { openRedisJournal } = await import('../src/journal/redis/journal.ts');
  return openRedisJournal(redis, { expected });
}

/** A worker in a container keeps nothing of its own: it goes on, and says so. */
function unremembered(data: DataSettings, error: unknown): string {
  return (
    `which journal is used cannot be remembered in ${journalIdFile(data)}: ${(error as Error).message}. Make that folder writable, ` +
    'or an emptied journal is begun anew by the next start'
  );
}

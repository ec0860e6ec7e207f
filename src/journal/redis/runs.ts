import type { Redis } from 'ioredis';
import type { Connection } from '../../redis/connection.ts';
import type { RunHead, RunQuery } from '../journal.ts';
import type { Keys } from './keys.ts';
import { keysUnder } from './keys-under.ts';
import { recordOf } from './record.ts';

/** Records read at a time, at first and at most. */
const pages = { first: 50, most: 1_000 };

export async function headOfRun(redis: Redis, keys: Keys, run: number): Promise<RunHead | undefined> {
  const text = await redis.hget(keys.runs, `${run}`);
  return text === null ? undefined : recordOf(text).head;
}

/**
 * Reads one list of numbers from its newest on, and leaves out what the rest of the query does not ask for: the unsettled are few, a
 * VM's runs are fewer than a state's. Each page is twice the last, so that a rare find costs few trips.
 */
export async function findRuns(redis: Redis, keys: Keys, query: RunQuery): Promise<readonly RunHead[]> {
  const { limit = 50 } = query;
  const found: RunHead[] = [];
  let size = Math.max(pages.first, Math.min(limit, pages.most));
  for (let before = query.before; found.length < limit; size = Math.min(size * 2, pages.most)) {
    const numbers = await numbersBefore(redis, keys, query, before, size);
    if (numbers.length > 0) {
      const texts = await redis.hmget(keys.runs, ...numbers.map(String));
      const heads = texts.flatMap((text) => (text === null ? [] : [recordOf(text).head]));
      found.push(...heads.filter((head) => matches(query, head)));
    }
    before = numbers.at(-1);
    if (before === undefined || numbers.length < size) break;
  }
  return found.slice(0, limit);
}

function matches({ settled, state, subject }: RunQuery, head: RunHead): boolean {
  return (
    (settled === undefined || head.settled === settled) &&
    (state === undefined || head.state === state) &&
    (subject === undefined || head.subjects.includes(subject))
  );
}

/** The next numbers the query may be about, newest first. */
async function numbersBefore(
  redis: Redis,
  keys: Keys,
  query: RunQuery,
  before: number | undefined,
  count: number,
): Promise<readonly number[]> {
  const index = indexFor(keys, query);
  if (index !== undefined) {
    const below = before === undefined ? '+inf' : `(${before}`;
    return (await redis.zrevrangebyscore(index, below, '-inf', 'LIMIT', 0, count)).map(Number);
  }
  const runs = Number(await redis.hget(keys.tip, 'runs'));
  const highest = Math.min(runs, (before ?? Number.POSITIVE_INFINITY) - 1);
  return Array.from({ length: Math.max(0, Math.min(count, highest)) }, (_, index) => highest - index);
}

function indexFor(keys: Keys, { settled, state, subject }: RunQuery): string | undefined {
  if (settled === false) return keys.unsettled;
  if (subject !== undefined) return keys.subject(subject.toWellFormed());
  return state === undefined ? undefined : keys.state(state.toWellFormed());
}

/** By the names of the sets that runs are found by: Redis gives the names of its keys a thousand at a time, and no record is read. */
export async function allSubjects(connection: Connection, keys: Keys): Promise<readonly string[]> {
  const start = keys.subject('');
  return (await keysUnder(connection, start)).map((key) => key.slice(start.length));
}

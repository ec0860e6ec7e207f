import { randomBytes } from 'node:crypto';
import type { Connection } from '../../redis/connection.ts';
import { run, script } from '../../redis/script.ts';
import { genesis } from '../chain.ts';
import { another, missing } from '../expected.ts';
import type { Keys } from './keys.ts';
import { noNotes } from './note-seal.ts';
import { format, readTip, tipFields, tipOf } from './tip.ts';

/** KEYS: tip. ARGV: format, genesis, identity. */
const begin = script(`
if redis.call('EXISTS', KEYS[1]) == 0 then
  redis.call('HSET', KEYS[1], 'format', ARGV[1], 'seq', 0, 'hash', ARGV[2], 'runs', 0, 'id', ARGV[3], 'notes', '${noNotes}')
end`);

/**
 * Makes the journal where there is none, and hands back its identity. `expected`: that of the journal that must be there. Throws
 * JournalUnusable when what is there cannot be used.
 */
export async function beginJournal(
  connection: Connection,
  keys: Keys,
  shown: string,
  expected: string | undefined,
): Promise<string> {
  const { redis, call } = connection;
  const which = `the journal in Redis at ${shown}`;
  const fields = await call(() => redis.hmget(keys.tip, ...tipFields));
  if (fields.every((field) => field === null)) {
    if (expected !== undefined) throw missing(which, expected);
    await call(() => run(redis, begin, [keys.tip], [format, genesis, randomBytes(16).toString('hex')]));
  } else {
    const { identity } = tipOf(fields, shown);
    if (expected !== undefined && identity !== expected) throw another(which, identity, expected);
  }
  // Of several that begin it at once, one has named it.
  return (await call(() => readTip(redis, keys, shown))).identity;
}

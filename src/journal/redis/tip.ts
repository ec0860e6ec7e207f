import type { Redis } from 'ioredis';
import type { Connection } from '../../redis/connection.ts';
import { run, script } from '../../redis/script.ts';
import { genesis } from '../chain.ts';
import { type Anchor, JournalUnusable } from '../journal.ts';
import type { Keys } from './keys.ts';

/** What a journal this program writes has as `format`. */
export const format = '1';

/** The journal's newest event, as its writer noted it, and how many runs there are. */
export interface Tip extends Anchor {
  readonly runs: number;
}

/** The fields `tipOf` reads. */
export const tipFields = ['format', 'seq', 'hash', 'runs', 'copying'] as const;

/** Throws JournalUnusable when there is no journal (any more), a later version's, or half of one. `shown`: which Redis. */
export function tipOf(fields: readonly (string | null)[], shown: string): Tip {
  const [found, seq, hash, runs, copying] = fields;
  const which = `the journal in Redis at ${shown}`;
  if (copying)
    throw new JournalUnusable(
      `${which} is not whole: ${copying} is being copied into it, or was and broke off. Do that copy again (farmhand journal copy): it begins anew`,
    );
  if (!found || !seq || !hash || !runs)
    throw new JournalUnusable(
      `${which} is gone: somebody emptied that Redis, or it lost its files. Put back its append-only file or a copy of the journal, and start farmhand again`,
    );
  if (found !== format)
    throw new JournalUnusable(
      `${which} was written by a later farmhand (format ${found}, this one knows ${format}): install that version again, or name another Redis or ?prefix=`,
    );
  return { seq: Number(seq), hash, runs: Number(runs) };
}

export async function readTip(redis: Redis, keys: Keys, shown: string): Promise<Tip> {
  return tipOf(await redis.hmget(keys.tip, ...tipFields), shown);
}

const begin = script(`
if redis.call('EXISTS', KEYS[1]) == 0 then
  redis.call('HSET', KEYS[1], 'format', ARGV[1], 'seq', 0, 'hash', ARGV[2], 'runs', 0)
end`);

/** Makes the journal where there is none. Throws JournalUnusable when what is there cannot be used. */
export async function beginJournal({ redis, call }: Connection, keys: Keys, shown: string): Promise<void> {
  const fields = await call(() => redis.hmget(keys.tip, ...tipFields));
  if (fields.every((field) => field === null)) await call(() => run(redis, begin, [keys.tip], [format, genesis]));
  else tipOf(fields, shown);
}

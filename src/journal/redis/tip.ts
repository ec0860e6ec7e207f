import type { Redis } from 'ioredis';
import { type Anchor, JournalUnusable } from '../journal.ts';
import type { Keys } from './keys.ts';

/** What a journal has as `format`: one of another format is left as it is. */
export const format = '2';

/** The journal's newest event, as its writer noted it, and how many runs there are. */
export interface Tip extends Anchor {
  readonly runs: number;
  readonly identity: string;
}

/** The fields `tipOf` reads. */
export const tipFields = ['format', 'seq', 'hash', 'runs', 'copying', 'id'] as const;

/** Throws JournalUnusable when there is no journal (any more), another version's, or half of one. `shown`: which Redis. */
export function tipOf(fields: readonly (string | null)[], shown: string): Tip {
  const [found, seq, hash, runs, copying, id] = fields;
  const which = `the journal in Redis at ${shown}`;
  if (copying)
    throw new JournalUnusable(
      `${which} is not whole: ${copying} is being copied into it, or was and broke off. Do that copy again (farmhand journal copy): it begins anew`,
    );
  if (found && found !== format)
    throw new JournalUnusable(
      `${which} was written by ${Number(found) > Number(format) ? 'a later' : 'an earlier'} farmhand (format ${found}, this one knows ${format}): install that version again, or name another Redis or ?prefix=`,
    );
  if (!found || !seq || !hash || !runs || !id)
    throw new JournalUnusable(
      `${which} is gone: somebody emptied that Redis, or it lost its files. Put back its append-only file or a copy of the journal, and start farmhand again`,
    );
  return { seq: Number(seq), hash, runs: Number(runs), identity: id };
}

export async function readTip(redis: Redis, keys: Keys, shown: string): Promise<Tip> {
  return tipOf(await redis.hmget(keys.tip, ...tipFields), shown);
}

import { RedisUnusable } from '../../redis/connection.ts';
import { JournalUnusable } from '../journal.ts';

/** Does `body`; what is wrong with Redis is wrong with the journal. */
export async function guarded<T>(body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    throw error instanceof RedisUnusable ? new JournalUnusable(`the journal cannot be used: ${error.message}`) : error;
  }
}

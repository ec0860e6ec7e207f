import type { RedisAddress } from '../../redis/address.ts';
import { connect } from '../../redis/connection.ts';
import { auditIdentity } from '../audit.ts';
import type { EventSource } from '../exported.ts';
import { JournalUnusable } from '../journal.ts';
import { eventsSince } from './events.ts';
import { guarded } from './guarded.ts';
import { keysOf } from './keys.ts';
import { readTip } from './tip.ts';

/**
 * The events in a Redis, to which nothing is written; others may go on writing to it. `identity`: which journal it must be. Throws
 * JournalUnusable, also where there is none.
 */
export async function redisSource(address: RedisAddress, identity?: string): Promise<EventSource> {
  const { shown, prefix } = address;
  const keys = keysOf(prefix);
  const { redis, call, close } = await guarded(() => connect(address));
  const read = <T>(body: () => Promise<T>): Promise<T> => guarded(() => call(body));
  return {
    tip: async () => {
      const tip = await read(() => readTip(redis, keys, shown));
      const problem = auditIdentity(tip.identity, identity);
      if (problem !== undefined) throw new JournalUnusable(`the journal in Redis at ${shown}: ${problem}`);
      return tip;
    },
    since: (seq, limit) => read(() => eventsSince(redis, keys, seq, limit)),
    close,
  };
}

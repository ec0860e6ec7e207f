import type { RedisAddress } from '../../src/redis/address.ts';
import { redisOf } from '../open-journal.ts';
import type { Program } from '../program.ts';

/** Who may look at the queue's board, and where the queue is. */
export interface BoardSettings {
  readonly user: string;
  readonly password: string;
  readonly redis: RedisAddress;
}

/** Characters of the shortest password: anyone who reaches the port may try as often as they like. */
const shortest = 16;

/** What FARMHAND_BOARD_USER and FARMHAND_BOARD_PASSWORD ask for; undefined when neither is set. Throws when they ask for what cannot be. */
export function boardSettings(env: Program['env']): BoardSettings | undefined {
  const { FARMHAND_BOARD_USER: user = '', FARMHAND_BOARD_PASSWORD: password = '' } = env;
  if (user === '' && password === '') return undefined;
  const problem = (what: string) => new Error(`the board of FARMHAND_BOARD_USER and FARMHAND_BOARD_PASSWORD ${what}`);
  if (user === '' || password === '') throw problem('needs both of them');
  // RFC 7617: the user ends at the first colon.
  if (user.includes(':')) throw problem('needs a user without a colon');
  if (password.length < shortest) throw problem(`needs a password of ${shortest} characters or more`);
  if (!env.FARMHAND_HTTP) throw problem('is shown where FARMHAND_HTTP says: set that too');
  const redis = redisOf(env);
  if (!redis) throw problem('shows the queue of several processes: there is none without REDIS_URL');
  return { user, password, redis };
}

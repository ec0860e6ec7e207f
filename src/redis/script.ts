import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';

/** A Lua script that Redis runs as one: https://redis.io/docs/latest/develop/programmability/eval-intro/. */
export interface Script {
  readonly lua: string;
  readonly sha: string;
}

/**
 * `body` under a `#!lua` line (Redis 7.0): without flags in it, Redis refuses the script before its first line when it is full, a
 * replica, or cannot write its files. So it does all it does, or nothing. `reads`: it writes nothing, and is run even then.
 */
export function script(body: string, reads = false): Script {
  const lua = `#!lua${reads ? ' flags=no-writes' : ''}\n${body}`;
  return { lua, sha: createHash('sha1').update(lua).digest('hex') };
}

/** Runs it, by its hash where Redis has it already. */
export async function run(
  redis: Redis,
  { lua, sha }: Script,
  keys: readonly string[],
  args: readonly (string | number)[],
): Promise<unknown> {
  try {
    return await redis.evalsha(sha, keys.length, ...keys, ...args);
  } catch (error) {
    if (!(error as Error).message.startsWith('NOSCRIPT')) throw error;
    return await redis.eval(lua, keys.length, ...keys, ...args);
  }
}

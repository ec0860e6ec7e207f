import type { Finding } from '../farm/finding.ts';
import type { RedisAddress } from '../redis/address.ts';
import { type Connection, connect } from '../redis/connection.ts';
import { type RedisFacts, redisFindings } from './redis.ts';

/** Looks at the Redis that keeps the journal and the queue. */
export async function examineRedis(address: RedisAddress): Promise<readonly Finding[]> {
  let connection: Connection | undefined;
  try {
    connection = await connect(address);
    return redisFindings(await factsOf(connection, address));
  } catch (error) {
    return [
      { is: 'problem', about: `Redis ${address.shown}`, says: error instanceof Error ? error.message : String(error) },
    ];
  } finally {
    connection?.close();
  }
}

async function factsOf(connection: Connection, { shown, prefix, options }: RedisAddress): Promise<RedisFacts> {
  const { redis, call } = connection;
  const info = await call(() => redis.info().catch(unlessForbidden('')));
  const of = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
  const [used, most] = [of('used_memory'), of('maxmemory')];
  const times: number[] = [];
  const ahead: number[] = [];
  for (let n = 0; n < 9; n++) {
    const began = Date.now();
    const precise = performance.now();
    const time = await call(() => redis.time().catch(unlessForbidden(undefined)));
    times.push(performance.now() - precise);
    if (!time) continue;
    const [seconds, microseconds] = time;
    ahead.push((began + Date.now()) / 2 - (Number(seconds) * 1_000 + Number(microseconds) / 1_000));
  }
  const set = await settings(connection);
  return {
    shown,
    prefix,
    version: of('redis_version'),
    role: of('role'),
    user: options.username ?? 'default',
    forbidden: await forbidden(connection, prefix),
    settings: set,
    memory: used === undefined || most === undefined ? undefined : { used: Number(used), most: Number(most) },
    ahead: median(ahead) || 0,
    latency: median(times),
  };
}

async function settings({ redis, call }: Connection): Promise<Readonly<Record<string, string>>> {
  const names = ['maxmemory-policy', 'appendonly', 'appendfsync'];
  const pairs = (await call(() => redis.config('GET', ...(names as [string])).catch(unlessForbidden([])))) as string[];
  return Object.fromEntries(pairs.flatMap((word, index) => (index % 2 === 0 ? [[word, pairs[index + 1] ?? '']] : [])));
}

/** Every command farmhand gives, with harmless words: KEY and CHANNEL are of this farm, and are gone afterwards. */
const probes: readonly (readonly string[])[] = [
  ...[
    ['DEL', 'KEY'],
    ['HSET', 'KEY', 'f', '1'],
    ['HINCRBY', 'KEY', 'f', '1'],
    ['HGET', 'KEY', 'f'],
    ['HMGET', 'KEY', 'f'],
  ],
  ...[
    ['HGETALL', 'KEY'],
    ['HEXISTS', 'KEY', 'f'],
    ['HSCAN', 'KEY', '0'],
    ['HDEL', 'KEY', 'f'],
  ],
  ...[
    ['RPUSH', 'KEY', 'v'],
    ['LRANGE', 'KEY', '0', '0'],
    ['LINDEX', 'KEY', '0'],
    ['LLEN', 'KEY'],
    ['UNLINK', 'KEY'],
  ],
  ...[
    ['XADD', 'KEY', '*', 'f', 'v'],
    ['XRANGE', 'KEY', '-', '+'],
    ['UNLINK', 'KEY'],
  ],
  ...[
    ['ZADD', 'KEY', '1', 'm'],
    ['ZSCORE', 'KEY', 'm'],
    ['ZRANGE', 'KEY', '0', '0'],
    ['ZSCAN', 'KEY', '0'],
  ],
  ...[
    ['ZREVRANGEBYSCORE', 'KEY', '1', '0'],
    ['ZREM', 'KEY', 'm'],
  ],
  ...[
    ['SET', 'KEY', 'v', 'PX', '1000'],
    ['GET', 'KEY'],
    ['EXISTS', 'KEY'],
    ['TYPE', 'KEY'],
    ['SCAN', '0', 'COUNT', '1'],
    ['UNLINK', 'KEY'],
  ],
  ...[
    ['TIME'],
    ['INFO', 'server'],
    ['EVAL', 'return 1', '1', 'KEY'],
    ['MULTI'],
    ['DISCARD'],
    ['PUBLISH', 'CHANNEL', ''],
  ],
  // The last: afterwards the connection only listens.
  ['SUBSCRIBE', 'CHANNEL'],
];

/** Which commands are refused: Redis looks at a user's rights before anything else. */
async function forbidden({ redis, call }: Connection, prefix: string): Promise<readonly string[]> {
  const names: Readonly<Record<string, string>> = { KEY: `${prefix}:doctor`, CHANNEL: `${prefix}:doctor` };
  const refused = new Set<string>();
  for (const [command = '', ...words] of probes) {
    const said = call(() => redis.call(command.toLowerCase(), ...words.map((word) => names[word] ?? word)));
    const error = await said.catch((failure: Error) => failure);
    if (error instanceof Error && /NOPERM/.test(error.message)) refused.add(command);
  }
  return [...refused];
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** What stands in for the answer where the user may not ask. */
function unlessForbidden<T>(instead: T): (error: Error) => T {
  return (error) => {
    if (error.message.startsWith('NOPERM')) return instead;
    throw error;
  };
}

import type { Connection } from '../../redis/connection.ts';

/** All keys that begin so. */
export async function keysUnder({ redis, call }: Connection, start: string): Promise<readonly string[]> {
  const found = new Set<string>();
  let cursor = '0';
  do {
    const [next, some] = await call(() => redis.scan(cursor, 'MATCH', `${start}*`, 'COUNT', 1_000));
    for (const key of some) found.add(key);
    cursor = next;
  } while (cursor !== '0');
  return [...found];
}

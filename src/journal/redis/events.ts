import type { Redis } from 'ioredis';
import { pipeline } from '../../redis/pipeline.ts';
import type { StoredEvent } from '../journal.ts';
import type { Keys } from './keys.ts';

/** Events asked for at a time. */
const page = 200;

export async function eventsOfRun(redis: Redis, keys: Keys, run: number): Promise<readonly StoredEvent[]> {
  return (await redis.lrange(keys.events(run), 0, -1)).map(eventOf);
}

export async function recentEvents(
  redis: Redis,
  keys: Keys,
  type: string,
  tag: string,
  limit: number,
): Promise<readonly StoredEvent[]> {
  if (limit <= 0) return [];
  const places = await redis.lrange(keys.recent(type.toWellFormed(), tag.toWellFormed()), -limit, -1);
  return eventsAt(redis, keys, places.reverse().map(placeOf));
}

export async function eventsSince(
  redis: Redis,
  keys: Keys,
  seq: number,
  limit: number,
): Promise<readonly StoredEvent[]> {
  const events: StoredEvent[] = [];
  for (let from = seq + 1; events.length < limit; ) {
    const count = Math.min(page, limit - events.length);
    const entries = await redis.xrange(keys.log, `${from}`, '+', 'COUNT', count);
    const places = entries.map(([, [, run, , version]]) => ({ run: Number(run), version: Number(version) }));
    events.push(...(await eventsAt(redis, keys, places)));
    if (entries.length < count) break;
    from = (events.at(-1)?.seq ?? from) + 1;
  }
  return events;
}

interface Place {
  readonly run: number;
  readonly version: number;
}

function placeOf(text: string): Place {
  const [run, version] = text.split(' ');
  return { run: Number(run), version: Number(version) };
}

async function eventsAt(redis: Redis, keys: Keys, places: readonly Place[]): Promise<readonly StoredEvent[]> {
  const texts = await pipeline(
    redis,
    places.map(({ run, version }) => ['LINDEX', keys.events(run), version - 1]),
  );
  return texts.flatMap((text) => (typeof text === 'string' ? [eventOf(text)] : []));
}

function eventOf(text: string): StoredEvent {
  return JSON.parse(text) as StoredEvent;
}

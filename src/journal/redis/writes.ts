import type { Command } from '../../redis/pipeline.ts';
import type { RunHead, StoredEvent } from '../journal.ts';
import { canonical, type Json } from '../json.ts';
import { reindexed } from './indexes.ts';
import type { Keys } from './keys.ts';
import { type Holders, holdersText } from './locks.ts';
import { type RunRecord, recordText } from './record.ts';

/** An event as kept: canonical JSON, its hash among its members. */
export function eventText(event: StoredEvent): string {
  return canonical(event as unknown as Json);
}

/** What writes an event down where it is looked for. */
export function eventWrites(keys: Keys, event: StoredEvent): readonly Command[] {
  const { seq, run, version, type, tag } = event;
  return [
    // The first: it is refused where the log goes on further than it should, and then nothing is written.
    ['XADD', keys.log, `${seq}-0`, 'run', run, 'version', version],
    ['RPUSH', keys.events(run), eventText(event)],
    ...(tag === undefined ? [] : [['RPUSH', keys.recent(type, tag), `${run} ${version}`] as const]),
  ];
}

/** What writes a run's record, and moves it in the lists. */
export function recordWrites(keys: Keys, before: RunHead | undefined, after: RunRecord): readonly Command[] {
  return [['HSET', keys.runs, after.head.run, recordText(after)], ...reindexed(keys, before, after.head)];
}

/** What writes who holds each lock. */
export function lockWrites(keys: Keys, locks: ReadonlyMap<string, Holders>): readonly Command[] {
  return [...locks].map(([key, holders]): Command => {
    const text = holdersText(holders);
    return text === null ? ['HDEL', keys.locks, key] : ['HSET', keys.locks, key, text];
  });
}

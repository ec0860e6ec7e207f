import type { Command } from '../../redis/pipeline.ts';
import type { RunHead } from '../journal.ts';
import type { Keys } from './keys.ts';

/** The sets a run with this head is found in. */
export function indexesOf(keys: Keys, head: RunHead): ReadonlySet<string> {
  return new Set([
    ...(head.settled ? [] : [keys.unsettled]),
    keys.state(head.state),
    ...head.subjects.map((subject) => keys.subject(subject)),
  ]);
}

/** What moves a run from the sets it was in to those it belongs in. */
export function reindexed(keys: Keys, before: RunHead | undefined, after: RunHead): readonly Command[] {
  const [was, is] = [before ? indexesOf(keys, before) : new Set<string>(), indexesOf(keys, after)];
  return [
    ...[...is].filter((key) => !was.has(key)).map((key): Command => ['ZADD', key, after.run, after.run]),
    ...[...was].filter((key) => !is.has(key)).map((key): Command => ['ZREM', key, after.run]),
  ];
}

import type { DatabaseSync } from 'node:sqlite';
import { chained, sealOf } from '../chain.ts';
import { type Change, leaseOfRun, type StoredEvent, VersionConflict } from '../journal.ts';
import { insertEvent } from './events.ts';
import { checkToken } from './leases.ts';
import { locksOfRun, releaseLocks, takeLocks } from './locks.ts';
import { headOfRun, nextRun, putHead, putSubjects } from './runs.ts';
import { setTip, tip } from './tip.ts';

/** Writes the change, in a transaction of the caller's. `at`: ISO 8601. */
export function append(db: DatabaseSync, change: Change, at: string): readonly StoredEvent[] {
  if (change.events.length === 0) throw new TypeError(`a change of run ${change.run} without events is not on record`);
  const before = change.run === 'new' ? undefined : headOfRun(db, change.run);
  if (change.run !== 'new' && !before) throw new Error(`there is no run ${change.run} to add to`);
  const run = before?.run ?? nextRun(db);
  if (change.token !== undefined) checkToken(db, leaseOfRun(run), change.token);
  const version = before?.version ?? 0;
  if (version !== change.version)
    throw new VersionConflict(`run ${run} is at version ${version}, the writer has read ${change.version}`);

  const { state, settled, title, by } = change.head;
  const subjects = change.head.subjects.map((subject) => subject.toWellFormed());
  const times = { startedAt: before?.startedAt ?? at, changedAt: at };
  const head = putHead(db, {
    run,
    version: version + change.events.length,
    state,
    settled,
    title,
    subjects,
    by,
    ...times,
  });
  if (before?.subjects.join('\n') !== subjects.join('\n')) putSubjects(db, run, subjects);
  if (settled) releaseLocks(db, run);
  else takeLocks(db, run, change.locks ?? [], change.onBehalfOf);

  let { seq, hash } = tip(db);
  const events: StoredEvent[] = [];
  for (const [index, { type, tag, data }] of change.events.entries()) {
    const last = index === change.events.length - 1;
    const event = chained({
      ...{ seq: seq + 1, run, version: version + index + 1, at, type: type.toWellFormed() },
      ...(tag === undefined ? {} : { tag: tag.toWellFormed() }),
      data,
      ...(last ? { seal: sealOf(head, locksOfRun(db, run)) } : {}),
      prev: hash,
    });
    insertEvent(db, event);
    events.push(event);
    ({ seq, hash } = event);
  }
  setTip(db, { seq, hash });
  return events;
}

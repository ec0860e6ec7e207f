import type { DatabaseSync } from 'node:sqlite';
import { checkChange, checkVersion, eventsOfChange, headAfter } from '../change.ts';
import { type Change, leaseOfChange, type StoredEvent } from '../journal.ts';
import { insertEvent } from './events.ts';
import { checkToken } from './leases.ts';
import { locksOfRun, releaseLocks, takeLocks } from './locks.ts';
import { headOfRun, nextRun, putHead, putSubjects } from './runs.ts';
import { setTip, tip } from './tip.ts';

/** Writes the change, in a transaction of the caller's. `at`: ISO 8601. */
export function append(db: DatabaseSync, change: Change, at: string): readonly StoredEvent[] {
  const before = change.run === 'new' ? undefined : headOfRun(db, change.run);
  checkChange(change, before);
  const run = before?.run ?? nextRun(db);
  if (change.token !== undefined) checkToken(db, leaseOfChange(change, run), change.token);
  checkVersion(change, before);

  const head = putHead(db, headAfter(change, before, run, at));
  if (before?.subjects.join('\n') !== head.subjects.join('\n')) putSubjects(db, run, head.subjects);
  if (head.settled) releaseLocks(db, run);
  else takeLocks(db, run, change.locks ?? [], change.onBehalfOf);

  const events = eventsOfChange(change, head, locksOfRun(db, run), tip(db));
  for (const event of events) insertEvent(db, event);
  const { seq, hash } = events.at(-1) as StoredEvent;
  setTip(db, { seq, hash });
  return events;
}

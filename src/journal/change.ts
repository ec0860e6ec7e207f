import { chained, sealOf } from './chain.ts';
import { type Anchor, type Change, type Lock, type RunHead, type StoredEvent, VersionConflict } from './journal.ts';

/** Throws when the change says nothing, or is of a run that does not exist. `before`: the run's head, if there is one. */
export function checkChange(change: Change, before: RunHead | undefined): void {
  if (change.events.length === 0) throw new TypeError(`a change of run ${change.run} without events is not on record`);
  if (change.run !== 'new' && !before) throw new Error(`there is no run ${change.run} to add to`);
}

/** Throws VersionConflict unless the writer has read the newest version. */
export function checkVersion(change: Change, before: RunHead | undefined): void {
  const version = before?.version ?? 0;
  if (version !== change.version)
    throw new VersionConflict(`run ${change.run} is at version ${version}, the writer has read ${change.version}`);
}

/** The run's head as the change leaves it, its texts well-formed Unicode, as every store keeps them. `at`: ISO 8601. */
export function headAfter(change: Change, before: RunHead | undefined, run: number, at: string): RunHead {
  const { state, settled, title, subjects, by } = change.head;
  return {
    run,
    version: change.version + change.events.length,
    state: state.toWellFormed(),
    settled,
    title: title.toWellFormed(),
    subjects: subjects.map((subject) => subject.toWellFormed()),
    by: by.toWellFormed(),
    startedAt: before?.startedAt ?? at,
    changedAt: at,
  };
}

/** The change's events, chained after `tip`; the last one seals the head and the locks the change leaves. */
export function eventsOfChange(
  change: Change,
  head: RunHead,
  locks: readonly Lock[],
  tip: Anchor,
): readonly StoredEvent[] {
  const events: StoredEvent[] = [];
  let { seq, hash } = tip;
  for (const [index, { type, tag, data }] of change.events.entries()) {
    const last = index === change.events.length - 1;
    const event = chained({
      ...{ seq: seq + 1, run: head.run, version: change.version + index + 1, at: head.changedAt },
      type: type.toWellFormed(),
      ...(tag === undefined ? {} : { tag: tag.toWellFormed() }),
      data,
      ...(last ? { seal: sealOf(head, locks) } : {}),
      prev: hash,
    });
    events.push(event);
    ({ seq, hash } = event);
  }
  return events;
}

import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { RunHead, RunQuery } from '../journal.ts';
import { statement } from './statement.ts';

interface RunRow {
  readonly run: number;
  readonly version: number;
  readonly state: string;
  readonly settled: number;
  readonly title: string;
  /** JSON: an array of strings, in the order they were given. */
  readonly subjects: string;
  readonly asker: string;
  readonly started_at: string;
  readonly changed_at: string;
}

function headOf(row: RunRow): RunHead {
  const { run, version, state, settled, title, subjects, asker, started_at, changed_at } = row;
  return {
    ...{ run, version, state, title, by: asker, startedAt: started_at, changedAt: changed_at },
    settled: settled === 1,
    subjects: JSON.parse(subjects) as string[],
  };
}

export function headOfRun(db: DatabaseSync, run: number): RunHead | undefined {
  const row = statement(db, 'SELECT * FROM runs WHERE run = ?').get(run) as unknown as RunRow | undefined;
  return row && headOf(row);
}

/** The next heads by number, from that of `run`. */
export function headsFrom(db: DatabaseSync, run: number | bigint, limit: number): readonly RunHead[] {
  const rows = statement(db, 'SELECT * FROM runs WHERE run >= ? ORDER BY run LIMIT ?').all(run, limit);
  return (rows as unknown as RunRow[]).map(headOf);
}

/** The subjects a run is found by, in no order. */
export function subjectsOfRun(db: DatabaseSync, run: number): readonly string[] {
  const rows = statement(db, 'SELECT subject FROM subjects WHERE run = ?').all(run);
  return (rows as { subject: string }[]).map(({ subject }) => subject);
}

/** Each subject there is, by a step to the next one in the index: 100,000 runs about 20 take less than a millisecond, where DISTINCT reads every entry. */
export function allSubjects(db: DatabaseSync): readonly string[] {
  const rows = statement(
    db,
    `WITH RECURSIVE each(subject) AS (
       SELECT min(subject) FROM subjects
       UNION ALL SELECT (SELECT min(subject) FROM subjects WHERE subject > each.subject) FROM each WHERE subject IS NOT NULL
     ) SELECT subject FROM each WHERE subject IS NOT NULL`,
  ).all();
  return (rows as { subject: string }[]).map(({ subject }) => subject);
}

/** One more than the highest run's number. */
export function nextRun(db: DatabaseSync): number {
  return (statement(db, 'SELECT ifnull(max(run), 0) + 1 AS run FROM runs').get() as { run: number }).run;
}

/** From the index alone (runs_by_state): 100,000 runs take a few milliseconds. */
export function countRuns(db: DatabaseSync, state: string): number {
  const row = statement(db, 'SELECT count(*) AS runs FROM runs WHERE state = ?').get(state);
  return (row as { runs: number }).runs;
}

/** Writes the head and returns it as it is now kept, which is what is sealed: half a surrogate pair, for one, does not survive. */
export function putHead(db: DatabaseSync, head: RunHead): RunHead {
  const { run, version, state, settled, title, subjects, by, startedAt, changedAt } = head;
  const row = statement(
    db,
    `INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET version = excluded.version, state = excluded.state, settled = excluded.settled, title = excluded.title,
       subjects = excluded.subjects, asker = excluded.asker, changed_at = excluded.changed_at
     RETURNING *`,
  ).get(run, version, state, Number(settled), title, JSON.stringify(subjects), by, startedAt, changedAt);
  return headOf(row as unknown as RunRow);
}

export function putSubjects(db: DatabaseSync, run: number, subjects: readonly string[]): void {
  statement(db, 'DELETE FROM subjects WHERE run = ?').run(run);
  for (const subject of subjects) statement(db, 'INSERT OR IGNORE INTO subjects VALUES (?, ?)').run(subject, run);
}

/**
 * The query's statement. Only one index is left to SQLite (a `+` takes the others away): the unsettled are few, a VM's runs are
 * fewer than a state's, and each index gives its runs in order, so that reading stops at the limit.
 */
export function runsQuery({ settled, state, subject, before, limit = 50 }: RunQuery): {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
} {
  const first =
    settled === false ? 'settled' : subject !== undefined ? 'subject' : state !== undefined ? 'state' : 'run';
  const conditions: [string, SQLInputValue][] = [];
  if (settled !== undefined) conditions.push([`${first === 'settled' ? '' : '+'}r.settled = ?`, Number(settled)]);
  if (state !== undefined) conditions.push([`${first === 'state' ? '' : '+'}r.state = ?`, state]);
  if (subject !== undefined)
    conditions.push([
      first === 'subject' ? 's.subject = ?' : 'EXISTS (SELECT 1 FROM subjects WHERE subject = ? AND run = r.run)',
      subject,
    ]);
  const number = first === 'subject' ? 's.run' : 'r.run';
  if (before !== undefined) conditions.push([`${number} < ?`, before]);
  return {
    sql: `SELECT r.* FROM ${first === 'subject' ? 'subjects s CROSS JOIN runs r ON r.run = s.run' : 'runs r'}
      ${conditions.length > 0 ? 'WHERE' : ''} ${conditions.map(([sql]) => sql).join(' AND ')} ORDER BY ${number} DESC LIMIT ?`,
    values: [...conditions.map(([, value]) => value), limit],
  };
}

export function findRuns(db: DatabaseSync, query: RunQuery): readonly RunHead[] {
  const { sql, values } = runsQuery(query);
  return (statement(db, sql).all(...values) as unknown as RunRow[]).map(headOf);
}

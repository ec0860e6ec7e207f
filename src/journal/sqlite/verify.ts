import { DatabaseSync } from 'node:sqlite';
import { setImmediate as breathe } from 'node:timers/promises';
import { auditEnd, auditEvent, auditHead, auditUnlisted, type Walk, walk } from '../audit.ts';
import type { Anchor, AuditVerdict, RunHead } from '../journal.ts';
import { canonical } from '../json.ts';
import { busyTimeout } from './connect.ts';
import { isDamage } from './errors.ts';
import { type EventRow, eventOf } from './events.ts';
import { locksOfRun } from './locks.ts';
import { headsFrom, subjectsOfRun } from './runs.ts';
import { tip } from './tip.ts';

/** Rows read at a time, so that the process can do other things meanwhile. */
const page = 500;
const lowest = -(2n ** 63n);

/** The columns of text as bytes: SQLite hands out bytes that are no UTF-8 as a replacement character, which text may hold rightly. */
const textColumns = ['at', 'type', 'tag', 'data', 'seal', 'prev', 'hash'] as const;
const eventsFrom = `SELECT seq, run, version, ${textColumns.map((name) => `CAST(${name} AS BLOB) AS ${name}`).join(', ')}
  FROM events WHERE seq >= ? ORDER BY seq LIMIT ${page}`;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

interface Problem {
  readonly seq: number;
  readonly problem: string;
}

/**
 * Verifies one state of the file, while others go on writing to it.
 *
 * Without `expected`, whoever can write to the file and computes everything anew (each hash from the altered event on, the seals, the
 * tip) is not found out, nor is who puts back an older copy of the whole file: nothing in a file can prove that it is not
 * another one. A seq and hash noted elsewhere before (a chat channel, another machine, paper) are what such a person cannot
 * change. Leases and cursors are of the moment, and not covered.
 */
export async function verify(file: string, expected?: Anchor): Promise<AuditVerdict> {
  const db = new DatabaseSync(file, { readOnly: true, timeout: busyTimeout });
  const seen = walk();
  try {
    db.exec('BEGIN');
    const found =
      (await eventsProblem(db, seen, expected)) ??
      endProblem(db, seen, expected) ??
      (await runsProblem(db, seen)) ??
      fileProblem(db);
    return found ? { ok: false, ...found } : { ok: true, events: seen.seq, head: seen.hash };
  } catch (error) {
    if (!isDamage(error) && !isOutOfRange(error)) throw error;
    return {
      ok: false,
      seq: 0,
      problem: `the file is damaged, it can be read to event ${seen.seq}: ${(error as Error).message}`,
    };
  } finally {
    db.close();
  }
}

/** A number no program of ours writes: too large for JavaScript. */
function isOutOfRange(error: unknown): boolean {
  return error instanceof RangeError && 'code' in error && error.code === 'ERR_OUT_OF_RANGE';
}

async function eventsProblem(db: DatabaseSync, seen: Walk, expected?: Anchor): Promise<Problem | undefined> {
  const next = db.prepare(eventsFrom);
  for (let from: number | bigint = lowest; ; await breathe()) {
    const rows = next.all(from) as unknown as RawRow[];
    for (const row of rows) {
      const problem = rowProblem(seen, row, expected);
      if (problem) return { seq: row.seq, problem };
      from = row.seq + 1;
    }
    if (rows.length < page) return undefined;
  }
}

type RawRow = Pick<EventRow, 'seq' | 'run' | 'version'> & Record<(typeof textColumns)[number], Uint8Array | null>;

function rowProblem(seen: Walk, raw: RawRow, expected?: Anchor): string | undefined {
  try {
    const texts = textColumns.map((name) => [name, raw[name] && utf8.decode(raw[name])]);
    const row = { ...raw, ...Object.fromEntries(texts) } as EventRow;
    const event = eventOf(row);
    if (canonical(event.data) === row.data) return auditEvent(seen, event, expected);
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
  }
  return `event ${raw.seq} was altered: its text is not as farmhand writes it`;
}

function endProblem(db: DatabaseSync, seen: Walk, expected?: Anchor): Problem | undefined {
  const problem = auditEnd(seen, tip(db), expected);
  return problem === undefined ? undefined : { seq: seen.seq, problem };
}

async function runsProblem(db: DatabaseSync, seen: Walk): Promise<Problem | undefined> {
  for (let from: number | bigint = lowest; ; await breathe()) {
    const heads = headsFrom(db, from, page);
    for (const head of heads) {
      const seq = seen.runs.get(head.run)?.seq ?? seen.seq;
      const problem = auditHead(seen, head, locksOfRun(db, head.run)) ?? subjectsProblem(db, head);
      if (problem) return { seq, problem };
      from = head.run + 1;
    }
    if (heads.length < page) break;
  }
  return auditUnlisted(seen);
}

function subjectsProblem(db: DatabaseSync, { run, subjects }: RunHead): string | undefined {
  const listed = subjectsOfRun(db, run);
  const same = listed.length === new Set(subjects).size && listed.every((subject) => subjects.includes(subject));
  return same ? undefined : `run ${run}: the index of its subjects was altered`;
}

/** Damage that reading events and runs does not meet: in an index, in what a column may hold, in rows of runs that do not exist. */
function fileProblem(db: DatabaseSync): Problem | undefined {
  const [integrity] = db.prepare('PRAGMA integrity_check(1)').all() as { integrity_check: string }[];
  if (integrity?.integrity_check !== 'ok')
    return { seq: 0, problem: `the file is damaged: ${integrity?.integrity_check}` };
  const [stray] = db.prepare('PRAGMA foreign_key_check').all() as { table: string }[];
  if (stray) return { seq: 0, problem: `${stray.table} were put in for a run that does not exist` };
  return undefined;
}

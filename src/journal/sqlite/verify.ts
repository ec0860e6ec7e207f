import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as breathe } from 'node:timers/promises';
import {
  auditEnd,
  auditEvent,
  auditHead,
  auditIdentity,
  auditUnlisted,
  notesAltered,
  type Walk,
  walk,
} from '../audit.ts';
import type { Anchor, AuditVerdict, RunHead } from '../journal.ts';
import { canonical } from '../json.ts';
import { isDamage } from './errors.ts';
import { type EventRow, eventOf } from './events.ts';
import { identityOf } from './identity.ts';
import { locksOfRun } from './locks.ts';
import { sealOfNotes } from './notes.ts';
import { openForReading } from './reading.ts';
import { headsFrom, subjectsOfRun } from './runs.ts';
import { isNew, schemaProblem } from './schema.ts';
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
 * Without `expected`, a person who can write to the file and computes everything anew (each hash from the altered event on, the seals, the
 * tip) is not found out, nor is who puts back an older copy of the whole file: nothing in a file can prove that it is not
 * another one. A seq and hash noted elsewhere before (a chat channel, another machine, paper) are what such a person cannot
 * change. Leases, cursors and the highest token are of the moment, and not covered.
 *
 * `identity`: which journal it must be. Nothing is written, neither into the file nor beside it. Throws JournalUnusable for what is no
 * journal.
 */
export async function verify(file: string, expected?: Anchor, identity?: string): Promise<AuditVerdict> {
  for (;;) {
    const reading = openForReading(file);
    try {
      const verdict = await verifyIn(reading.db, file, expected, identity);
      if (!reading.stale()) return verdict;
    } finally {
      reading.close();
    }
  }
}

async function verifyIn(
  db: DatabaseSync,
  file: string,
  expected: Anchor | undefined,
  identity: string | undefined,
): Promise<AuditVerdict> {
  const seen = walk();
  try {
    isNew(db, file);
    db.exec('BEGIN');
    const found =
      rowsProblem(db) ??
      whole(auditIdentity(identityOf(db), identity)) ??
      (await eventsProblem(db, seen, expected)) ??
      endProblem(db, seen, expected) ??
      (await runsProblem(db, seen)) ??
      notesProblem(db) ??
      fileProblem(db);
    return found ? { ok: false, ...found } : { ok: true, events: seen.seq, head: seen.hash };
  } catch (error) {
    if (!isDamage(error) && !isOutOfRange(error)) throw error;
    return {
      ok: false,
      seq: 0,
      problem: `the file is damaged, it can be read to event ${seen.seq}: ${(error as Error).message}`,
    };
  }
}

/** What is wrong with the store as a whole. */
function whole(problem: string | undefined): Problem | undefined {
  return problem === undefined ? undefined : { seq: 0, problem };
}

/** What is not as farmhand makes it: tables, indexes, triggers, views, and the tables of one row. */
function rowsProblem(db: DatabaseSync): Problem | undefined {
  const schema = whole(schemaProblem(db));
  if (schema) return schema;
  for (const table of ['tip', 'fence', 'identity', 'notes_seal']) {
    const { rows } = db.prepare(`SELECT count(*) AS rows FROM ${table}`).get() as { rows: number };
    if (rows !== 1) return { seq: 0, problem: `the table ${table} has lost its row` };
  }
  return undefined;
}

function notesProblem(db: DatabaseSync): Problem | undefined {
  const { seal } = db.prepare('SELECT seal FROM notes_seal').get() as { seal: string };
  if (seal === sealOfNotes(db)) return undefined;
  return {
    seq: 0,
    problem: notesAltered,
  };
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

import { DatabaseSync } from 'node:sqlite';
import { setImmediate as breathe } from 'node:timers/promises';
import { auditEnd, auditEvent, auditHeads, type Walk, walk } from '../audit.ts';
import type { Anchor, AuditVerdict } from '../journal.ts';
import { canonical, type Json } from '../json.ts';
import { busyTimeout } from './connect.ts';
import { isDamage } from './errors.ts';
import { type EventRow, eventOf } from './events.ts';
import { allLocks } from './locks.ts';
import { allHeads } from './runs.ts';
import { tip } from './tip.ts';

/** Events read at a time, so that the process can do other things meanwhile. */
const page = 500;

/** The columns of text as bytes: SQLite hands out bytes that are no UTF-8 as a replacement character, which a title may hold rightly. */
const textColumns = ['at', 'type', 'tag', 'data', 'seal', 'prev', 'hash'] as const;
const select = `SELECT seq, run, version, ${textColumns.map((name) => `CAST(${name} AS BLOB) AS ${name}`).join(', ')}
  FROM events WHERE seq >= ? ORDER BY seq LIMIT ${page}`;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

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
    const found = (await eventsProblem(db, seen, expected)) ?? listsProblem(db, seen) ?? fileProblem(db);
    return found ? { ok: false, ...found } : { ok: true, events: seen.seq, head: seen.hash };
  } catch (error) {
    if (!isDamage(error) && !isOutOfRange(error)) throw error;
    return {
      ok: false,
      seq: seen.seq + 1,
      problem: `${file} is damaged after event ${seen.seq}: ${(error as Error).message}`,
    };
  } finally {
    db.close();
  }
}

/** A number no program of ours writes: too large for JavaScript. */
function isOutOfRange(error: unknown): boolean {
  return error instanceof RangeError && 'code' in error && error.code === 'ERR_OUT_OF_RANGE';
}

interface Problem {
  readonly seq: number;
  readonly problem: string;
}

async function eventsProblem(db: DatabaseSync, seen: Walk, expected?: Anchor): Promise<Problem | undefined> {
  const next = db.prepare(select);
  let from: number | bigint = -(2n ** 63n);
  for (;;) {
    const rows = next.all(from) as unknown as RawRow[];
    for (const row of rows) {
      const problem = rowProblem(seen, row, expected);
      if (problem) return { seq: row.seq, problem };
      from = row.seq + 1;
    }
    if (rows.length < page) break;
    await breathe();
  }
  const problem = auditEnd(seen, tip(db), expected);
  return problem === undefined ? undefined : { seq: seen.seq, problem };
}

type RawRow = Pick<EventRow, 'seq' | 'run' | 'version'> & Record<(typeof textColumns)[number], Uint8Array | null>;

function rowProblem(seen: Walk, raw: RawRow, expected?: Anchor): string | undefined {
  try {
    const texts = textColumns.map((name) => [name, raw[name] && utf8.decode(raw[name])]);
    const row = { ...raw, ...Object.fromEntries(texts) } as EventRow;
    const event = eventOf(row);
    if (canonical(event.data as Json) === row.data) return auditEvent(seen, event, expected);
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
  }
  return `event ${raw.seq} was altered: its text is not as farmhand writes it`;
}

function listsProblem(db: DatabaseSync, seen: Walk): Problem | undefined {
  const heads = allHeads(db);
  const problem = auditHeads(seen, heads, allLocks(db));
  if (problem) return problem;
  const listed = db.prepare('SELECT subject FROM subjects WHERE run = ? ORDER BY subject');
  for (const { run, subjects } of heads) {
    const found = listed.all(run).map((row) => row.subject as string);
    if (found.length !== new Set(subjects).size || !found.every((subject) => subjects.includes(subject)))
      return { seq: seen.runs.get(run)?.seq ?? 0, problem: `run ${run}: the table of subjects was altered` };
  }
  return undefined;
}

/** Damage that reading the events does not meet: in an index, in what a column may hold. */
function fileProblem(db: DatabaseSync): Problem | undefined {
  const [first] = db.prepare('PRAGMA integrity_check(1)').all() as { integrity_check: string }[];
  if (first?.integrity_check === 'ok') return undefined;
  return { seq: 0, problem: `the file is damaged: ${first?.integrity_check}` };
}

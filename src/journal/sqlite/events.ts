import type { DatabaseSync } from 'node:sqlite';
import type { StoredEvent } from '../journal.ts';
import { canonical, type Json } from '../json.ts';
import { statement } from './statement.ts';

/** A row of `events`. */
export interface EventRow {
  readonly seq: number;
  readonly run: number;
  readonly version: number;
  readonly at: string;
  readonly type: string;
  readonly tag: string | null;
  /** Canonical JSON. */
  readonly data: string;
  readonly seal: string | null;
  readonly prev: string;
  readonly hash: string;
}

export function eventOf(row: EventRow): StoredEvent {
  const { seq, run, version, at, type, tag, data, seal, prev, hash } = row;
  return {
    ...{ seq, run, version, at, type },
    ...(tag === null ? {} : { tag }),
    data: JSON.parse(data) as Json,
    ...(seal === null ? {} : { seal }),
    ...{ prev, hash },
  };
}

function eventsOf(rows: readonly unknown[]): readonly StoredEvent[] {
  return (rows as readonly EventRow[]).map(eventOf);
}

export function insertEvent(db: DatabaseSync, event: StoredEvent): void {
  const { seq, run, version, at, type, tag, data, seal, prev, hash } = event;
  statement(db, 'INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
    ...[seq, run, version, at, type, tag ?? null, canonical(data), seal ?? null, prev, hash],
  );
}

export function eventsOfRun(db: DatabaseSync, run: number): readonly StoredEvent[] {
  return eventsOf(statement(db, 'SELECT * FROM events WHERE run = ? ORDER BY version').all(run));
}

export function recentEvents(db: DatabaseSync, type: string, tag: string, limit: number): readonly StoredEvent[] {
  const sql = 'SELECT * FROM events WHERE type = ? AND tag = ? ORDER BY seq DESC LIMIT ?';
  return eventsOf(statement(db, sql).all(type, tag, limit));
}

export function eventsSince(db: DatabaseSync, seq: number, limit: number): readonly StoredEvent[] {
  return eventsOf(statement(db, 'SELECT * FROM events WHERE seq > ? ORDER BY seq LIMIT ?').all(seq, limit));
}

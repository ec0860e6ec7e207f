import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunQuery } from '../../../src/journal/journal.ts';
import { openSqliteJournal } from '../../../src/journal/sqlite/journal.ts';
import { runsQuery } from '../../../src/journal/sqlite/runs.ts';
import { seedJournal } from '../../support/journal.ts';

describe('lists of runs in a long history', () => {
  let folder: string;
  let file: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'farmhand-queries-'));
    file = join(folder, 'journal.sqlite');
    await seedJournal(file, 1_000);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const queries: readonly (readonly [RunQuery, plan: RegExp])[] = [
    // The runs themselves, newest first: reading stops at the limit.
    [{}, /^SCAN r$/],
    [{ settled: true }, /^SCAN r$/],
    [{ before: 500 }, /^SEARCH r USING INTEGER PRIMARY KEY \(rowid<\?\)$/],
    [{ settled: false }, /^SEARCH r USING INDEX runs_by_settled/],
    [
      { settled: false, state: 'failed', before: 500 },
      /^SEARCH r USING INDEX runs_by_settled \(settled=\? AND rowid<\?\)$/,
    ],
    [{ settled: false, subject: 'vm1' }, /^SEARCH r USING INDEX runs_by_settled .*subjects_by_run/],
    [{ state: 'failed' }, /^SEARCH r USING INDEX runs_by_state/],
    [{ state: 'failed', before: 500 }, /^SEARCH r USING INDEX runs_by_state \(state=\? AND rowid<\?\)$/],
    [
      { subject: 'vm1', state: 'done', before: 9 },
      /^SEARCH s USING PRIMARY KEY \(subject=\? AND run<\?\) \| SEARCH r USING INTEGER PRIMARY KEY/,
    ],
  ];
  it.each(queries)('read an index in order, without sorting, for %j', (query, plan) => {
    const db = new DatabaseSync(file);
    const { sql, values } = runsQuery(query);
    const steps = db
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all(...values)
      .map(({ detail }) => detail);
    db.close();
    expect(steps.join(' | ')).toMatch(plan);
  });

  it('find what an honest history has', async () => {
    const journal = await openSqliteJournal(file);
    expect((await journal.runs({ settled: false, limit: 3 })).map(({ run }) => run)).toEqual([1_000, 900, 800]);
    expect((await journal.runs({ subject: 'vm1', limit: 2 })).map(({ run }) => run)).toEqual([982, 962]);
    expect(await journal.verify()).toMatchObject({ ok: true, events: 11_000 });
    await journal.close();
  });
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chained } from '../../../src/journal/chain.ts';
import type { Change, StoredEvent } from '../../../src/journal/journal.ts';
import { eventsSince, insertEvent } from '../../../src/journal/sqlite/events.ts';
import { openSqliteJournal } from '../../../src/journal/sqlite/journal.ts';
import { verify } from '../../../src/journal/sqlite/verify.ts';

const head: Change['head'] = { state: 'running', settled: false, title: 'clone', subjects: ['skaro'], by: 'loïc' };
const lock = { key: 'vm:skaro', mode: 'exclusive' } as const;

describe('verify', () => {
  let folder: string;
  let file: string;
  let db: DatabaseSync;

  /** Six events of two runs: 1 1 2 1 2 2; a lock of run 1; and a hand with full access to the file. */
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'farmhand-tamper-'));
    file = join(folder, 'journal.sqlite');
    const journal = await openSqliteJournal(file);
    const effect = {
      type: 'effect',
      tag: 'lvm.copy',
      data: { text: 'é \uFFFD "\u0001', part: 0.5, list: [null, true] },
    };
    await journal.append({
      run: 'new',
      version: 0,
      events: [{ type: 'planned', data: {} }, effect],
      head,
      locks: [lock],
    });
    await journal.append({ run: 'new', version: 0, events: [effect], head: { ...head, subjects: [] } });
    await journal.append({ run: 1, version: 2, events: [effect], head });
    await journal.append({
      run: 2,
      version: 1,
      events: [effect, effect],
      head: { ...head, state: 'done', settled: true },
    });
    await journal.putNote('heard', 'm1', { text: 'é' });
    await journal.putNote('heard', 'm2', 2);
    await journal.putNote('heard', 'm1', { text: 'ü' });
    await journal.dropNotes('heard', ['m2', 'none']);
    await journal.close();
    db = new DatabaseSync(file, { enableForeignKeyConstraints: false });
  });
  afterEach(() => {
    db.close();
    rmSync(folder, { recursive: true });
  });

  it('finds nothing in an untouched file', async () => {
    expect(await verify(file)).toMatchObject({ ok: true, events: 6 });
  });

  const copyTo = (seq: number | string) =>
    `INSERT INTO events SELECT ${seq}, 9, 1, at, type, tag, data, seal, prev, hash FROM events WHERE seq = 6`;
  const makeRoom = 'UPDATE events SET seq = -seq - 1 WHERE seq >= 3; UPDATE events SET seq = -seq WHERE seq < 0';
  const swap = 'UPDATE events SET seq = -seq WHERE seq IN (3, 4); UPDATE events SET seq = 7 + seq WHERE seq < 0';
  const cutTo = (seq: number) => `DELETE FROM events WHERE seq > ${seq}`;
  const lowerTip = (seq: number) => `UPDATE tip SET seq = ${seq}, hash = (SELECT hash FROM events WHERE seq = ${seq})`;

  const cases: readonly (readonly [what: string, sql: string, seq: number, problem: RegExp])[] = [
    ['an event removed from the middle', 'DELETE FROM events WHERE seq = 3', 4, /^event 3 is missing$/],
    ['events removed from the middle', 'DELETE FROM events WHERE seq IN (3, 4)', 5, /^events 3 to 4 are missing$/],
    ['the first event removed', 'DELETE FROM events WHERE seq = 1', 2, /^event 1 is missing$/],
    [
      'the first removed and the rest numbered anew',
      'DELETE FROM events WHERE seq = 1; UPDATE events SET seq = seq - 1',
      1,
      /^event 1 was altered/,
    ],
    ['the last event removed', cutTo(5), 5, /^event 6 is missing at the end$/],
    [
      'the last events and the note of them removed',
      `${cutTo(4)}; ${lowerTip(4)}`,
      3,
      /^run 2 had 3 events and has 1: the newest were removed$/,
    ],
    ['all events removed', cutTo(0), 0, /^events 1 to 6 are missing at the end$/],
    ['events in another order', swap, 3, /^event 3 was altered/],
    ['an event put in', `${makeRoom}; ${copyTo(3)}`, 3, /^event 3 was altered/],
    ['an event put before the first', copyTo(0), 0, /^event 0 does not belong there/],
    ['an event put before all numbers', copyTo('-9223372036854775807 - 1'), -(2 ** 63), /does not belong there/],
    ['an event put after the last', copyTo(7), 7, /^event 7 was altered/],
    [
      'the note of the newest event lowered',
      lowerTip(5),
      6,
      /^event 6 and those after it were put in: 5 were written$/,
    ],
    [
      'a blank put into JSON',
      "UPDATE events SET data = data || ' ' WHERE seq = 2",
      2,
      /^event 2 was altered: its text/,
    ],
    [
      'JSON spelt otherwise',
      `UPDATE events SET data = replace(data, 'é', '\\u00e9') WHERE seq = 2`,
      2,
      /^event 2 was altered: its text/,
    ],
    [
      'bytes that read as the same text',
      `UPDATE events SET data = replace(data, char(65533), CAST(x'ff' AS TEXT)) WHERE seq = 2`,
      2,
      /^event 2 was altered: its text/,
    ],
    ['a mark nobody sees', 'UPDATE events SET type = char(65279) || type WHERE seq = 2', 2, /^event 2 was altered/],
    ['the note of the newest event altered', "UPDATE tip SET hash = 'x'", 6, /^the last event has the hash/],
    [
      'another state of a run',
      "UPDATE runs SET state = 'done' WHERE run = 1",
      4,
      /^run 1: its state.* altered.* event 4 /,
    ],
    ['a run marked as settled', 'UPDATE runs SET settled = 1 WHERE run = 1', 4, /^run 1: .* altered/],
    ['another title', "UPDATE runs SET title = 'x' WHERE run = 2", 6, /^run 2: .* altered/],
    ['another asker', "UPDATE runs SET asker = 'x' WHERE run = 2", 6, /^run 2: .* altered/],
    ['other times', "UPDATE runs SET started_at = 'x' WHERE run = 2", 6, /^run 2: .* altered/],
    ['a lower version', 'UPDATE runs SET version = 1 WHERE run = 2', 6, /^run 2: .* altered/],
    ['other subjects', `UPDATE runs SET subjects = '["gallifrey"]' WHERE run = 1`, 4, /^run 1: .* altered/],
    ['a subject a run is not found by', 'DELETE FROM subjects', 4, /^run 1: the index of its subjects/],
    ['a subject too many', "INSERT INTO subjects VALUES ('x', 2)", 6, /^run 2: the index of its subjects/],
    [
      'a run removed from the list',
      'DELETE FROM runs WHERE run = 1; DELETE FROM locks',
      4,
      /^run 1 has events, but is missing/,
    ],
    [
      'a run put into the list',
      "INSERT INTO runs SELECT 9, version, state, settled, title, '[]', asker, 'x', 'x' FROM runs WHERE run = 1",
      6,
      /^run 9 is in the list/,
    ],
    ['a lock removed', 'DELETE FROM locks', 4, /^run 1: .* locks were altered/],
    ['a lock put in', "INSERT INTO locks VALUES ('vm:x', 2, 'shared')", 6, /^run 2: .* locks were altered/],
    ['a lock made another', "UPDATE locks SET mode = 'shared'", 4, /^run 1: .* locks were altered/],
    [
      'a lock of no run',
      "INSERT INTO locks VALUES ('vm:x', 7, 'shared')",
      0,
      /^locks were put in for a run that does not exist/,
    ],
    ['a note altered', `UPDATE notes SET value = '{"text":"x"}'`, 0, /^notes .* were altered, removed or put in$/],
    ['a note removed', 'DELETE FROM notes', 0, /^notes .* were altered/],
    ['a note put in', "INSERT INTO notes VALUES ('heard', 'm3', '1')", 0, /^notes .* were altered/],
    ['a note moved to another shelf', "UPDATE notes SET shelf = 'pins'", 0, /^notes .* were altered/],
    [
      'a trigger',
      "CREATE TRIGGER quiet AFTER INSERT ON locks BEGIN DELETE FROM locks WHERE key = 'vm:x'; END",
      0,
      /^the file has a trigger quiet that is not of farmhand's making$/,
    ],
    ['a table put in', 'CREATE TABLE extra (a)', 0, /^the file has a table extra that is not/],
    ['a view put in', 'CREATE VIEW extra AS SELECT 1', 0, /^the file has a view extra that is not/],
    ['an index put in', 'CREATE INDEX extra ON runs (title)', 0, /^the file has a index extra that is not/],
    ['a column too many', 'ALTER TABLE locks ADD COLUMN extra TEXT', 0, /^the table locks of the file is not made as/],
    ['an index removed', 'DROP INDEX locks_by_run', 0, /^the file has lost its index locks_by_run$/],
    ['a table removed', 'DROP TABLE cursors', 0, /^the file has lost its table cursors$/],
    ['the note of the newest event removed', 'DELETE FROM tip', 0, /^the table tip has lost its row$/],
    [
      'a number too large for JavaScript',
      'UPDATE events SET version = 9223372036854775807 WHERE seq = 2',
      0,
      /damaged/,
    ],
  ];
  it.each(cases)('finds %s', async (_what, sql, seq, problem) => {
    db.exec(sql);
    expect(await verify(file)).toEqual({ ok: false, seq, problem: expect.stringMatching(problem) });
  });

  it.each([
    ['an older', 3, 'an earlier'],
    ['a newer', 99, 'a later'],
  ])('finds the schema called %s one', async (_what, version, farmhand) => {
    db.exec(`PRAGMA user_version = ${version}`);
    await expect(verify(file)).rejects.toThrow(`was written by ${farmhand} farmhand (schema ${version}`);
  });

  const forgeries: readonly (readonly [
    what: string,
    seq: number,
    change: Partial<StoredEvent>,
    found: number,
    problem: RegExp,
  ])[] = [
    ['contents', 3, { data: {} }, 4, /^event 4 was written after another event than the present 3/],
    ['place in its run', 3, { version: 7 }, 3, /^event 3 is version 7 of run 2, where version 1 is due$/],
    ['predecessor', 3, { prev: 'x' }, 3, /^event 3 was written after another event/],
    ['predecessor, being the first,', 1, { prev: 'x' }, 1, /^event 1 is not the first that was written/],
  ];
  it.each(forgeries)(
    'finds an event with another %s and a hash that fits',
    async (_what, seq, change, found, problem) => {
      const [event] = eventsSince(db, seq - 1, 1);
      const { hash: _, ...rest } = { ...event, ...change } as StoredEvent;
      db.prepare('DELETE FROM events WHERE seq = ?').run(seq);
      insertEvent(db, chained(rest));
      expect(await verify(file)).toEqual({ ok: false, seq: found, problem: expect.stringMatching(problem) });
    },
  );

  it('finds a whole new chain only by a hash noted earlier', async () => {
    const noted = { seq: 6, hash: (db.prepare('SELECT hash FROM tip').get() as { hash: string }).hash };
    rmSync(file);
    const journal = await openSqliteJournal(file);
    for (let i = 0; i < 6; i++)
      await journal.append({ run: 'new', version: 0, events: [{ type: 'x', data: i }], head });
    await journal.close();
    expect(await verify(file)).toMatchObject({ ok: true, events: 6 });
    expect(await verify(file, noted)).toMatchObject({
      ok: false,
      seq: 6,
      problem: expect.stringMatching(/noted earlier/),
    });
  });

  it('finds any change of any byte of any event', async () => {
    const texts = ['at', 'type', 'tag', 'data', 'seal', 'prev', 'hash'];
    const mutation = fc.record({
      seq: fc.integer({ min: 1, max: 6 }),
      column: fc.constantFrom(...texts, 'seq', 'run', 'version'),
      place: fc.nat(),
      byte: fc.nat(255),
      edit: fc.constantFrom(...edits),
      number: fc.oneof(fc.integer({ min: -1, max: 8 }), fc.maxSafeInteger()),
    });
    await fc.assert(
      fc.asyncProperty(mutation, async ({ seq, column, place, byte, edit, number }) => {
        const [select, value] = texts.includes(column)
          ? [`CAST(${column} AS BLOB)`, 'CAST(?1 AS TEXT)']
          : [column, '?1'];
        const { before } = db.prepare(`SELECT ${select} AS before FROM events WHERE seq = ?`).get(seq) as {
          before: Cell;
        };
        const after = typeof before === 'number' ? number : edit(before ?? Buffer.of(), place, byte);
        const update = `UPDATE OR IGNORE events SET ${column} = ${value} WHERE seq = ?2 AND ${column} IS NOT ${value}`;
        // Neither what changes nothing nor what the file's own constraints refuse is a mutation.
        fc.pre(db.prepare(update).run(after, seq).changes === 1);
        const verdict = await verify(file);
        db.prepare(update).run(before, column === 'seq' ? number : seq);
        expect(verdict).toMatchObject({ ok: false });
      }),
      { numRuns: 300 },
    );
    expect(await verify(file)).toMatchObject({ ok: true });
  });

  it('tells a damaged page from an altered event', async () => {
    const { page } = db.prepare("SELECT rootpage AS page FROM sqlite_schema WHERE name = 'events_by_tag'").get() as {
      page: number;
    };
    db.close();
    const bytes = readFileSync(file);
    bytes.fill(0xaa, (page - 1) * 4096 + 100, page * 4096);
    writeFileSync(file, bytes);
    db = new DatabaseSync(file);
    expect(await verify(file)).toEqual({ ok: false, seq: 0, problem: expect.stringMatching(/^the file is damaged/) });
  });
});

type Cell = Uint8Array | number | null;

/** What can be done to a text, at a place and with a byte. */
const edits: readonly ((text: Uint8Array, place: number, byte: number) => Uint8Array | null)[] = [
  (text, place, byte) => text.map((old, index) => (index === place % text.length ? byte : old)),
  (text, place, byte) =>
    Buffer.concat([
      text.subarray(0, place % (text.length + 1)),
      Buffer.of(byte),
      text.subarray(place % (text.length + 1)),
    ]),
  (text, place) => text.filter((_, index) => index !== place % text.length),
  (text, place) => text.subarray(0, place % (text.length + 1)),
  () => null,
];

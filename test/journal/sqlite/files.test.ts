import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Change, JournalUnusable } from '../../../src/journal/journal.ts';
import { append } from '../../../src/journal/sqlite/append.ts';
import { connect } from '../../../src/journal/sqlite/connect.ts';
import { explained } from '../../../src/journal/sqlite/errors.ts';
import { openSqliteJournal } from '../../../src/journal/sqlite/journal.ts';
import { transaction } from '../../../src/journal/sqlite/transaction.ts';
import { verify } from '../../../src/journal/sqlite/verify.ts';
import { unusable } from '../refused.ts';

const newRun: Change = {
  run: 'new',
  version: 0,
  events: [{ type: 'planned', data: {} }],
  head: { state: 'waiting', settled: false, title: 'clone', subjects: [], by: 'loic' },
};

describe("the SQLite journal's file", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'farmhand-files-'));
    file = join(folder, 'state', 'farmhand', 'journal.sqlite');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const mode = (path: string) => statSync(path).mode & 0o777;
  async function made(): Promise<void> {
    const journal = await openSqliteJournal(file);
    await journal.append(newRun);
    await journal.close();
  }

  it('is made for this user only, with its folders, and so are the files beside it', async () => {
    const journal = await openSqliteJournal(file);
    await journal.append(newRun);
    expect([file, `${file}-wal`, `${file}-shm`].map(mode)).toEqual([0o600, 0o600, 0o600]);
    expect([dirname(file), dirname(dirname(file))].map(mode)).toEqual([0o700, 0o700]);
    await journal.close();
  });

  it('syncs each commit to the disk', async () => {
    const db = await connect(file);
    expect(db.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(db.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
    db.close();
  });

  it('keeps everything from one opening to the next, and an empty file becomes a journal', async () => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '');
    await made();
    await made();
    expect(await verify(file)).toMatchObject({ ok: true, events: 2 });
  });

  it('waits for another process that has just begun to make it', async () => {
    mkdirSync(dirname(file), { recursive: true });
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    const opening = openSqliteJournal(file);
    setTimeout(() => other.close(), 50);
    await (await opening).close();
    expect(await verify(file)).toMatchObject({ ok: true });
  });

  it('can be closed twice, and then refuses', async () => {
    const journal = await openSqliteJournal(file);
    await journal.close();
    await journal.close();
    await expect(journal.last()).rejects.toThrow('database is not open');
  });

  describe('that cannot be used', () => {
    it('is left as it is when it is another program’s database, and named', async () => {
      mkdirSync(dirname(file), { recursive: true });
      const db = new DatabaseSync(file);
      db.exec('CREATE TABLE users (name TEXT)');
      db.close();
      const bytes = readFileSync(file);
      await expect(openSqliteJournal(file)).rejects.toEqual(
        unusable(/journal\.sqlite is a SQLite database, but not a farmhand journal: name another file$/),
      );
      expect(readFileSync(file)).toEqual(bytes);
    });

    it('is left as it is when it is no database at all', async () => {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, 'hosts:\n'.repeat(100));
      await expect(openSqliteJournal(file)).rejects.toEqual(unusable(/journal\.sqlite is not a farmhand journal/));
      expect(readFileSync(file, 'utf8')).toBe('hosts:\n'.repeat(100));
    });

    it.each([
      ['a later', 99],
      ['an earlier', 1],
    ])('is left as it is when %s farmhand wrote it', async (which, version) => {
      await made();
      const db = new DatabaseSync(file);
      db.exec(`PRAGMA user_version = ${version}`);
      db.close();
      await expect(openSqliteJournal(file)).rejects.toEqual(
        unusable(new RegExp(`written by ${which} farmhand \\(schema ${version}, this one knows \\d+\\): install`)),
      );
    });

    it('is said to be damaged when its pages are', async () => {
      await made();
      const bytes = readFileSync(file);
      writeFileSync(file, bytes.subarray(0, 4096));
      await expect(openSqliteJournal(file)).rejects.toEqual(unusable(/journal\.sqlite is damaged: .*backup/));
    });

    it('is named when a folder stands in its place, or a file in that of its folder', async () => {
      await expect(openSqliteJournal(folder)).rejects.toEqual(unusable(/cannot be opened for writing: EISDIR/));
      writeFileSync(join(folder, 'state'), '');
      await expect(openSqliteJournal(file)).rejects.toEqual(unusable(/cannot be opened for writing: ENOTDIR/));
    });

    it('is named when this user may not write it, or not make it', async () => {
      await made();
      chmodSync(folder, 0o755);
      for (const path of [dirname(dirname(file)), dirname(file)]) chmodSync(path, 0o555);
      chmodSync(file, 0o444);
      await asNobody(async () => {
        await expect(openSqliteJournal(file)).rejects.toEqual(
          unusable(/cannot be opened for writing: EACCES.*Make it and its folder writable/),
        );
        await expect(openSqliteJournal(join(dirname(file), 'other', 'journal'))).rejects.toEqual(
          unusable(/cannot be opened for writing: EACCES/),
        );
      });
    });

    it('writes nothing of a change for which the disk has no room, and goes on when there is some', async () => {
      await made();
      const db = await connect(file);
      const big = { ...newRun, events: Array(20).fill({ type: 'planned', data: 'x'.repeat(10_000) }) };
      const at = new Date().toISOString();
      const { pages } = db.prepare('SELECT page_count AS pages FROM pragma_page_count').get() as { pages: number };
      db.exec(`PRAGMA max_page_count = ${pages + 10}`);
      let failure: unknown;
      try {
        transaction(db, () => append(db, big, at));
      } catch (error) {
        failure = explained(error, file);
      }
      expect(failure).toEqual(unusable(/journal\.sqlite cannot grow, the disk is full: free space there/));
      expect(await verify(file)).toMatchObject({ ok: true, events: 1 });
      db.exec('PRAGMA max_page_count = 10000');
      transaction(db, () => append(db, big, at));
      db.close();
      expect(await verify(file)).toMatchObject({ ok: true, events: 21 });
    });

    it.each([
      [5, /is locked by another program for longer than 5 seconds/],
      [8, /is read-only for this user/],
      [10 | (3 << 8), /the disk or its file system fails/],
      [14, /cannot be opened: its folder must exist/],
    ])('is explained by SQLite’s result code %i', (errcode, message) => {
      const error = Object.assign(new Error('x'), { code: 'ERR_SQLITE_ERROR', errcode, errstr: 'why' });
      expect(explained(error, file)).toBeInstanceOf(JournalUnusable);
      expect(explained(error, file)).toEqual(unusable(message));
    });

    it('is not blamed for a mistake of the program', () => {
      const mistake = new TypeError('undefined is not a function');
      expect(explained(mistake, file)).toBe(mistake);
    });
  });
});

/** Runs `body` as a user who may do nothing, where this is root, whom no mode of a file stops. */
async function asNobody(body: () => Promise<void>): Promise<void> {
  const root = process.geteuid?.() === 0;
  if (root) process.seteuid?.(65_534);
  try {
    await body();
  } finally {
    if (root) process.seteuid?.(0);
  }
}

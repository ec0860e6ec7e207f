import { chmodSync, copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Change } from '../../../src/journal/journal.ts';
import { auditSqliteJournal, openSqliteJournal } from '../../../src/journal/sqlite/journal.ts';
import { seedJournal } from '../../support/journal.ts';

const newRun: Change = {
  run: 'new',
  version: 0,
  events: [{ type: 'planned', data: {} }],
  head: { state: 'waiting', settled: false, title: 'clone', subjects: [], by: 'loic' },
};

describe('an audit of a SQLite journal', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'farmhand-audit-test-'));
    file = join(folder, 'journal #1?.sqlite');
    await seedJournal(file, 3);
  });
  afterEach(() => {
    chmodSync(folder, 0o700);
    rmSync(folder, { recursive: true });
  });

  const everything = () => readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]);

  it('leaves no trace, neither in the file nor beside it', async () => {
    const before = everything();
    expect(await auditSqliteJournal(file)).toMatchObject({ ok: true, events: 33 });
    expect(everything()).toEqual(before);
  });

  it('reads a file and a folder that nobody may write to', async () => {
    for (const [mode, path] of [
      [0o444, file],
      [0o555, folder],
    ] as const)
      chmodSync(path, mode);
    expect(await asNobody(() => auditSqliteJournal(file))).toMatchObject({ ok: true, events: 33 });
  });

  it('reads what was not yet in the file itself when the machine went down, with and without the index beside it', async () => {
    const journal = await openSqliteJournal(file);
    await journal.append(newRun);
    const crashed = join(folder, 'crashed.sqlite');
    for (const beside of ['', '-wal']) copyFileSync(`${file}${beside}`, `${crashed}${beside}`);
    const before = readFileSync(crashed);
    expect(await auditSqliteJournal(crashed)).toMatchObject({ ok: true, events: 34 });
    expect(readFileSync(crashed)).toEqual(before);
    expect(readdirSync(folder)).not.toContain('crashed.sqlite-shm');
    copyFileSync(`${file}-shm`, `${crashed}-shm`);
    for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o444);
    chmodSync(folder, 0o555);
    expect(await asNobody(() => auditSqliteJournal(crashed))).toMatchObject({ ok: true, events: 34 });
    await journal.close();
  });

  it('reads one that farmhand goes on writing to', async () => {
    const journal = await openSqliteJournal(file);
    const [verdict] = await Promise.all([auditSqliteJournal(file), journal.append(newRun)]);
    expect(verdict).toMatchObject({ ok: true });
    await journal.close();
  });

  it('leaves one of an earlier schema as it is, and says so', async () => {
    const db = new DatabaseSync(file);
    db.exec('DROP TABLE identity; DROP TABLE notes_seal; PRAGMA user_version = 3');
    db.close();
    const before = everything();
    await expect(auditSqliteJournal(file)).rejects.toThrow(/was written by an earlier farmhand \(schema 3/);
    expect(everything()).toEqual(before);
  });

  it('finds that it is another journal than was used before', async () => {
    expect(await auditSqliteJournal(file, undefined, '0'.repeat(32))).toMatchObject({
      ok: false,
      problem: expect.stringMatching(/^it is another journal than farmhand used before/),
    });
  });

  it('says what is no journal', async () => {
    rmSync(file);
    const db = new DatabaseSync(file);
    db.exec('CREATE TABLE users (name TEXT)');
    db.close();
    await expect(auditSqliteJournal(file)).rejects.toThrow(/is a SQLite database, but not a farmhand journal/);
  });
});

/** Runs `body` as a user who may do nothing, where this is root, whom no mode of a file stops. */
async function asNobody<T>(body: () => Promise<T>): Promise<T> {
  const root = process.geteuid?.() === 0;
  if (root) process.seteuid?.(65_534);
  try {
    return await body();
  } finally {
    if (root) process.seteuid?.(0);
  }
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { openSqliteJournal } from '../../../src/journal/sqlite/journal.ts';
import { seedJournal } from '../../support/journal.ts';

it('a journal of the first schema is brought to this one: its history, cursors and tokens stay, its leases are dropped', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'farmhand-migrate-'));
  const file = join(folder, 'journal.sqlite');
  try {
    await seedJournal(file, 3);
    const db = new DatabaseSync(file);
    db.exec(`
      DROP TABLE leases;
      DROP TABLE notes;
      CREATE TABLE leases (run INTEGER PRIMARY KEY REFERENCES runs, token INTEGER NOT NULL, owner TEXT NOT NULL, expires INTEGER NOT NULL) STRICT;
      INSERT INTO leases VALUES (1, 41, 'elsewhere/1', 9000000000000);
      UPDATE fence SET token = 41;
      INSERT INTO cursors VALUES ('irc', 7);
      PRAGMA user_version = 1`);
    db.close();
    const journal = await openSqliteJournal(file);
    expect(await journal.verify()).toMatchObject({ ok: true, events: 33 });
    expect(await journal.cursor('irc')).toBe(7);
    expect(await journal.lease('run:1', 'elsewhere/2', 1_000)).toMatchObject({ token: 42 });
    await journal.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

import { copyFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Change, Journal } from '../../../src/journal/journal.ts';
import { openSqliteJournal } from '../../../src/journal/sqlite/journal.ts';
import { refusesAll, unusable } from '../refused.ts';

const newRun: Change = {
  run: 'new',
  version: 0,
  events: [{ type: 'planned', data: {} }],
  head: { state: 'waiting', settled: false, title: 'clone', subjects: [], by: 'loic' },
  locks: [{ key: 'vm:skaro', mode: 'exclusive' }],
};
describe('a SQLite journal that is not the one any more that was opened', () => {
  let folder: string;
  let file: string;
  let backup: string;
  let journal: Journal;

  /** A journal of one run that is open, and a backup of it. */
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'farmhand-hold-'));
    file = join(folder, 'journal.sqlite');
    backup = join(folder, 'backup');
    journal = await openSqliteJournal(file);
    await journal.append(newRun);
    const db = new DatabaseSync(file);
    db.exec(`VACUUM INTO '${backup}'`);
    db.close();
  });
  afterEach(async () => {
    await journal.close();
    rmSync(folder, { recursive: true });
  });

  const refused = (message: RegExp) => refusesAll(journal, { ...newRun, locks: [] }, message);

  it('is noticed when it was replaced by a backup, and used again when it is back', async () => {
    renameSync(file, `${file}.own`);
    renameSync(backup, file);
    await refused(
      /journal\.sqlite was replaced by another file, under a farmhand that has it open: nothing is written/,
    );
    renameSync(`${file}.own`, file);
    await journal.append({ ...newRun, locks: [] });
    expect(await journal.verify()).toMatchObject({ ok: true, events: 2 });
  });

  it('is noticed when it was removed, so that no lock is given twice', async () => {
    renameSync(file, `${file}.own`);
    await refused(/journal\.sqlite was moved away or removed, under a farmhand/);
    for (const beside of ['-wal', '-shm']) renameSync(`${file}${beside}`, `${file}.own${beside}`);
    const other = await openSqliteJournal(file);
    await other.append(newRun);
    await refused(/journal\.sqlite was replaced by another file/);
    expect(await other.locks()).toHaveLength(1);
    await other.close();
  });

  it('is noticed when it was emptied', async () => {
    truncateSync(file);
    await refused(/journal\.sqlite was emptied, under a farmhand/);
  });

  it('is noticed when what was written last was removed from beside it', async () => {
    rmSync(`${file}-wal`);
    await refused(/journal\.sqlite-wal was moved away or removed, under a farmhand/);
  });

  it('is noticed when it was rewound in place, and by another process went on from there', async () => {
    await journal.append({ ...newRun, locks: [] });
    const db = new DatabaseSync(file);
    const rewound = () =>
      db.exec(`
        ATTACH '${backup}' AS old;
        PRAGMA foreign_keys = OFF;
        BEGIN;
        ${['events', 'tip', 'locks', 'subjects', 'runs'].map((table) => `DELETE FROM ${table}; INSERT INTO ${table} SELECT * FROM old.${table};`).join('\n')}
        COMMIT;`);
    rewound();
    await refused(/is an older state of itself, or another copy that went on: event 2 is not in it any more/);
    const other = await openSqliteJournal(file);
    for (let n = 0; n < 3; n++) await other.append({ ...newRun, locks: [], events: [{ type: 'other', data: n }] });
    await other.close();
    await refused(/event 2 is not in it any more/);
    db.close();
  });

  it('is noticed when it became another one in place', async () => {
    const db = new DatabaseSync(file);
    db.exec(`UPDATE identity SET journal = '${'0'.repeat(32)}'`);
    db.close();
    await refused(/is another journal now: 0{32}, not [0-9a-f]{32}/);
  });

  it('knows what other processes wrote, too', async () => {
    const other = await openSqliteJournal(file);
    await other.append({ ...newRun, locks: [] });
    await other.close();
    expect(await journal.last()).toBe(2);
    const db = new DatabaseSync(file);
    db.exec('DELETE FROM events WHERE seq = 2; UPDATE tip SET seq = 1, hash = (SELECT hash FROM events WHERE seq = 1)');
    db.close();
    await refused(/event 2 is not in it any more/);
  });

  describe('when it is opened', () => {
    let expected: string;
    beforeEach(async () => {
      expected = journal.identity;
      await journal.close();
    });

    it('is begun only on request: empty, gone, or a database without anything in it', async () => {
      const gone = unusable(
        /journal\.sqlite is gone or empty, and farmhand used one before .*type: farmhand journal new$/,
      );
      rmSync(file);
      await expect(openSqliteJournal(file, { expected })).rejects.toEqual(gone);
      writeFileSync(file, '');
      await expect(openSqliteJournal(file, { expected })).rejects.toEqual(gone);
      rmSync(file);
      new DatabaseSync(file).exec('PRAGMA journal_mode = WAL');
      await expect(openSqliteJournal(file, { expected })).rejects.toEqual(gone);
    });

    it('is not used when its newest event is not in it', async () => {
      const db = new DatabaseSync(file);
      db.exec('UPDATE tip SET seq = 2');
      db.close();
      await expect(openSqliteJournal(file, { expected })).rejects.toEqual(
        unusable(/journal\.sqlite does not fit together: its newest event, 2, is not in it\. Was a backup put beside/),
      );
    });

    it('is named when it is another one, and taken when it is a copy', async () => {
      copyFileSync(backup, file);
      await (await openSqliteJournal(file, { expected })).close();
      rmSync(file);
      await (await openSqliteJournal(file)).close();
      await expect(openSqliteJournal(file, { expected })).rejects.toEqual(
        unusable(/journal\.sqlite is not the one farmhand used before: .*type: farmhand journal accept$/),
      );
    });
  });
});

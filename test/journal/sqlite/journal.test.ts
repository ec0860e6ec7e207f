import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteJournal } from '../../../src/journal/sqlite/journal.ts';
import { journalContract } from '../contract.ts';

journalContract('the SQLite journal', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'farmhand-journal-'));
  return {
    open: (options) => openSqliteJournal(join(folder, 'journal.sqlite'), options),
    remove: async () => rmSync(folder, { recursive: true }),
  };
});

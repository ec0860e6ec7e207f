import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Engine } from '../../src/engine/engine.ts';
import type { Journal, RunQuery } from '../../src/journal/journal.ts';
import { openSqliteJournal } from '../../src/journal/sqlite/journal.ts';
import { inProcessQueue } from '../../src/queue/in-process.ts';
import { seedJournal } from '../support/journal.ts';

test('starting reads the heads of unsettled runs, and no run that nobody works on or waits for', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'farmhand-engine-start-'));
  const file = join(folder, 'journal.sqlite');
  await seedJournal(file, 300);
  const journal = await openSqliteJournal(file);
  const [queries, read]: [(RunQuery | undefined)[], number[]] = [[], []];
  const watched: Journal = {
    ...journal,
    runs: (query) => {
      queries.push(query);
      return journal.runs(query);
    },
    events: (run) => {
      read.push(run);
      return journal.events(run);
    },
    since: () => Promise.reject(new Error('it reads the whole journal')),
  };
  const hosts = () => {
    throw new Error('it looks at a host');
  };
  const broken: unknown[] = [];
  const engine = new Engine({
    ...{
      journal: watched,
      queue: inProcessQueue(),
      hosts,
      actions: new Map(),
      judge: async () => undefined,
      owner: 'test',
    },
    log: (_message, error) => broken.push(error),
  });
  await engine.start(1);
  await engine.stop();
  await journal.close();
  rmSync(folder, { recursive: true });
  expect({ queries, read, broken }).toEqual({ queries: [{ settled: false, limit: 1000 }], read: [], broken: [] });
});

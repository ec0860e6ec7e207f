import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { isBusy } from '../../../src/journal/sqlite/errors.ts';
import { transaction } from '../../../src/journal/sqlite/transaction.ts';

/** Milliseconds that SQLite itself waits for a lock here; a writer holds it for less. */
const timeout = 100;
const hold = 40;

/** Another connection's writer, which says when it has the lock: it gives it back and takes it again at once, or keeps it. */
const other = `
  const { DatabaseSync } = require('node:sqlite');
  const { parentPort, workerData: { file, hold } } = require('node:worker_threads');
  const db = new DatabaseSync(file, { timeout: 60_000 });
  for (;;) {
    db.exec('BEGIN IMMEDIATE; INSERT INTO written VALUES (1)');
    parentPort.postMessage('locked');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, hold);
    db.exec('COMMIT');
  }`;

async function database(writers: number, heldFor: number): Promise<DatabaseSync> {
  const folder = mkdtempSync(join(tmpdir(), 'farmhand-turns-'));
  const file = join(folder, 'x.sqlite');
  const db = new DatabaseSync(file, { timeout });
  db.exec('PRAGMA journal_mode = WAL; CREATE TABLE written (n)');
  const workers = Array.from(
    { length: writers },
    () => new Worker(other, { eval: true, workerData: { file, hold: heldFor } }),
  );
  onTestFinished(async () => {
    await Promise.all(workers.map((worker) => worker.terminate()));
    db.close();
    rmSync(folder, { recursive: true });
  });
  await Promise.race(workers.map((worker) => once(worker, 'message')));
  return db;
}

test('a writer that others overtake again and again comes to its turn, though SQLite gave up for it', async () => {
  const db = await database(8, hold);
  for (let turn = 0; turn < 10; turn++) {
    transaction(db, () => db.exec('INSERT INTO written VALUES (2)'));
  }
  expect(db.prepare('SELECT count(*) AS n FROM written WHERE n = 2').get()).toEqual({ n: 10 });
});

test('a writer is refused where another program keeps the lock', async () => {
  const db = await database(1, 3_600_000);
  expect(() => transaction(db, () => 0)).toThrow(expect.toSatisfy(isBusy));
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { isBusy } from '../../../src/journal/sqlite/errors.ts';
import { transaction } from '../../../src/journal/sqlite/transaction.ts';

/** Two connections of one file; neither waits for the other. */
function connections(): readonly [DatabaseSync, DatabaseSync] {
  const folder = mkdtempSync(join(tmpdir(), 'farmhand-turns-'));
  const file = join(folder, 'x.sqlite');
  const [db, other] = [new DatabaseSync(file, { timeout: 0 }), new DatabaseSync(file, { timeout: 0 })];
  onTestFinished(() => {
    db.close();
    other.close();
    rmSync(folder, { recursive: true });
  });
  db.exec('PRAGMA journal_mode = WAL; CREATE TABLE written (n)');
  return [db, other];
}

/** The connection, with `before` done before each time it tries to take the write lock. */
function trying(db: DatabaseSync, before: (attempt: number) => void): DatabaseSync {
  let attempt = 0;
  const begin = (statement: StatementSync) => ({
    run: () => {
      before(++attempt);
      return statement.run();
    },
  });
  return new Proxy(db, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name, target);
      if (name === 'prepare')
        return (sql: string) => (sql === 'BEGIN IMMEDIATE' ? begin(target.prepare(sql)) : target.prepare(sql));
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}

test('a writer whose turn others took goes on waiting, though SQLite gave up for it', () => {
  const [db, other] = connections();
  const attempts: number[] = [];
  const overtaken = trying(db, (attempt) => {
    attempts.push(attempt);
    // Three times another one has written meanwhile, and has the lock again.
    if (other.isTransaction) other.exec('COMMIT');
    if (attempt <= 3) other.exec('INSERT INTO written VALUES (1); BEGIN IMMEDIATE');
  });
  transaction(overtaken, () => db.exec('INSERT INTO written VALUES (2)'));
  expect(attempts).toEqual([1, 2, 3, 4]);
  expect(db.prepare('SELECT n FROM written').all()).toEqual([{ n: 1 }, { n: 1 }, { n: 1 }, { n: 2 }]);
});

test('a writer is refused at once where one program kept the lock all the time', () => {
  const [db, other] = connections();
  other.exec('BEGIN IMMEDIATE; INSERT INTO written VALUES (1)');
  const attempts: number[] = [];
  expect(() =>
    transaction(
      trying(db, (attempt) => attempts.push(attempt)),
      () => 0,
    ),
  ).toThrow(expect.toSatisfy(isBusy));
  expect(attempts).toEqual([1]);
});

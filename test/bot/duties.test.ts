import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Duties, type Duty } from '../../src/bot/duties.ts';
import { LeaseLost } from '../../src/journal/journal.ts';
import { openSqliteJournal } from '../../src/journal/sqlite/journal.ts';

const at = new Date('2026-12-01T08:00:00Z');

function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'farmhand-duties-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'journal.sqlite');
}

async function made(owner: string, duties: readonly Duty[], file: string) {
  const journal = await openSqliteJournal(file);
  onTestFinished(() => journal.close());
  const errors: string[] = [];
  const parts = { duties, leases: journal, owner, log: (message: string) => errors.push(message), now: () => at };
  return { journal, errors, duties: new Duties(parts) };
}

test('each duty is done with the time it is, though one before it fails', async () => {
  const done: Date[] = [];
  const { duties, errors } = await made(
    'a#1',
    [
      { name: 'broken', due: () => Promise.reject(new Error('no')) },
      { name: 'whole', due: async (now) => void done.push(now) },
    ],
    newFile(),
  );
  await duties.turn();
  expect(done).toEqual([at]);
  expect(errors).toEqual(['broken could not be done; tried again in a minute']);
});

test('of two processes one does what is due, and the other when the first is through', async () => {
  const file = newFile();
  const done: string[] = [];
  const going = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const slow: Duty = {
    name: 'slow',
    due: async () => {
      done.push('first');
      begun.resolve();
      await going.promise;
    },
  };
  const first = await made('a#1', [slow], file);
  const second = await made('b#1', [{ name: 'quick', due: async () => void done.push('second') }], file);
  const turn = first.duties.turn();
  await begun.promise;
  await second.duties.turn();
  expect(done).toEqual(['first']);
  going.resolve();
  await turn;
  await second.duties.turn();
  expect(done).toEqual(['first', 'second']);
});

test('what a process writes that lost its turn is refused', async () => {
  const file = newFile();
  const { journal, duties, errors } = await made(
    'a#1',
    [
      {
        name: 'late',
        due: async (_, lease) => {
          await journal.release({ ...lease, owner: 'a#1', expires: 0 });
          const head = { state: 'queued', settled: false, title: 'x', subjects: [], by: 'loic' };
          const events = [{ type: 'planned', data: {} }];
          const write = journal.append({ run: 'new', version: 0, events, head, token: lease.token, under: lease.of });
          await expect(write).rejects.toThrow(LeaseLost);
        },
      },
    ],
    file,
  );
  await duties.turn();
  expect(errors).toEqual([]);
});

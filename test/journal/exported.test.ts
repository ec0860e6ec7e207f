import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportEvents } from '../../main/audit-export.ts';
import { chained } from '../../src/journal/chain.ts';
import { type EventSource, exported } from '../../src/journal/exported.ts';
import type { StoredEvent } from '../../src/journal/journal.ts';
import { auditSqliteJournal } from '../../src/journal/sqlite/journal.ts';
import { sqliteSource } from '../../src/journal/sqlite/source.ts';
import { seedJournal } from '../support/journal.ts';
import { root } from '../support/source.ts';

let folder: string;
let file: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'farmhand-export-'));
  file = join(folder, 'journal.sqlite');
  await seedJournal(file, 60);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The events as lines, from that one on. */
async function lines(from: number, redact = (text: string) => text): Promise<readonly string[]> {
  const written: string[] = [];
  const output = new Writable({
    write(chunk, _, done) {
      written.push(String(chunk));
      done();
    },
  });
  const source = sqliteSource(file);
  try {
    await exportEvents(source, { from, output, redact });
  } finally {
    source.close();
  }
  return written;
}

/** What the verifier of docs/journal.md says: it has nothing of farmhand's. */
function verified(text: readonly string[], ...anchor: readonly string[]) {
  const script = join(root, 'examples/verify-export/verify.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...anchor], { input: text.join('') });
  return { status, says: `${stdout}${stderr}`.trim() };
}

describe('what is exported of a journal', () => {
  test('is verified by itself to the hash that the journal has, and leaves no trace beside it', async () => {
    const before = readdirSync(folder);
    const all = await lines(1);
    const verdict = await auditSqliteJournal(file);
    expect(verdict).toMatchObject({ ok: true, events: 660 });
    expect(verified(all)).toEqual({ status: 0, says: `Whole to 660:${verdict.ok && verdict.head}` });
    expect(readdirSync(folder)).toEqual(before);
  });

  test('goes on from any event, and both parts together are the whole', async () => {
    const [all, rest] = [await lines(1), await lines(501)];
    expect(rest).toEqual(all.slice(500));
    const { hash } = JSON.parse(all[499] ?? '') as StoredEvent;
    expect(verified(rest, `500:${hash}`)).toMatchObject({ status: 0, says: expect.stringMatching(/^Whole to 660:/) });
    expect(await lines(661)).toEqual([]);
    await expect(lines(662)).rejects.toThrow('event 661 is not there: 660 were written');
  });

  test('shows where a line was altered or left out', async () => {
    const all = await lines(1);
    const altered = all.with(41, (all[41] ?? '').replace('20 GiB', '21 GiB'));
    expect(verified(altered)).toEqual({ status: 1, says: 'Event 42 was altered.' });
    expect(verified(all.toSpliced(41, 1))).toEqual({ status: 1, says: 'Event 43 does not follow event 41.' });
  });

  test('has no secret in it, says where one was taken out, and is a chain all the same', async () => {
    const all = await lines(1, (text) => text.replaceAll('clone gallifrey vm7', '[FARMHAND_TOKEN]'));
    expect(all.join('')).not.toContain('clone gallifrey vm7');
    expect(all.filter((line) => line.includes('[FARMHAND_TOKEN]')).length).toBe(3);
    expect(verified(all)).toMatchObject({ status: 0, says: expect.stringContaining('of 3 are not proven') });
  });
});

/** Reads to where it ends; the seqs of what was read. */
async function readFrom(source: Pick<EventSource, 'tip' | 'since'>, from: number, seen: number[]): Promise<void> {
  for await (const { seq } of exported(source, from)) seen.push(seq);
}

test.each([
  ['an event that was altered', "UPDATE events SET data = '{}' WHERE seq = 600", 'event 600 was altered'],
  ['one that is no JSON', "UPDATE events SET data = '{' WHERE seq = 600", 'an event after 500 was altered'],
  ['one that is missing', 'DELETE FROM events WHERE seq = 600', 'event 600 is missing'],
  ['an end that was cut off', 'DELETE FROM events WHERE seq > 650', 'event 651 is missing'],
])('an export ends before %s', async (_, sql, why) => {
  const other = join(folder, 'other.sqlite');
  await seedJournal(other, 60);
  const db = new DatabaseSync(other);
  db.exec(sql);
  db.close();
  const source = sqliteSource(other);
  const seen: number[] = [];
  try {
    await expect(readFrom(source, 1, seen)).rejects.toThrow(why);
  } finally {
    source.close();
    rmSync(other);
  }
  expect(seen.length).toBeGreaterThanOrEqual(500);
  expect(seen.length).toBeLessThan(660);
});

test.each([
  ['one that names another event before it', { prev: 'f'.repeat(64) }, 1, 'event 600 was written after another event'],
  ['one that does so as the first that is asked for', { prev: 'f'.repeat(64) }, 600, 'event 600 was'],
  [
    'an end that is another than was written last',
    { type: 'put in' },
    601,
    'event 601 was written after another event',
  ],
])('an export ends before %s, whatever its own hash', async (_, change, from, why) => {
  const source = sqliteSource(file);
  try {
    const since = async (seq: number, limit: number) =>
      (await source.since(seq, limit)).map((event) => {
        const { hash: _, ...rest } = event;
        return event.seq === 600 ? chained({ ...rest, ...change }) : event;
      });
    await expect(readFrom({ tip: source.tip, since }, from, [])).rejects.toThrow(why);
  } finally {
    source.close();
  }
});

test('what is no journal, or another one, is not exported', async () => {
  expect(() => sqliteSource(join(folder, 'none.sqlite'))).toThrow();
  expect(() => sqliteSource(file, 'f'.repeat(32))).toThrow('another journal than farmhand used before');
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { disksInBin, replay, type Week } from '../../../main/demo/week.ts';
import modern from '../../../main/demo/week-modern.json' with { type: 'json' };
import seed from '../../../main/demo/week-seed.json' with { type: 'json' };
import { sealed } from '../../../src/engine/plan.ts';
import { readRun } from '../../../src/engine/run-record.ts';
import type { Journal } from '../../../src/journal/journal.ts';
import { openSqliteJournal } from '../../../src/journal/sqlite/journal.ts';

const weeks = { seed, modern } as unknown as Readonly<Record<string, Week>>;
const day = 86_400_000;

describe.each(Object.entries(weeks))('the week of the %s farm, written down again', (_, week) => {
  let folder: string;
  let journal: Journal;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'farmhand-week-'));
    await replay(week, join(folder, 'journal.sqlite'), '/tmp/a "farm"');
    journal = await openSqliteJournal(join(folder, 'journal.sqlite'));
  });
  afterAll(async () => {
    await journal.close();
    await rm(folder, { recursive: true });
  });

  test('is a whole chain', async () => {
    expect(await journal.verify()).toMatchObject({ ok: true });
  });

  test('has one run that failed, one that is about to begin, and others that are over', async () => {
    const runs = await journal.runs();
    expect(runs.length).toBeGreaterThan(9);
    expect(runs.filter(({ settled }) => !settled).map(({ state }) => state)).toEqual(['queued', 'failed']);
    expect(new Set(runs.map(({ state }) => state))).toEqual(new Set(['queued', 'failed', 'done', 'denied', 'undone']));
  });

  test('was in the last seven days, one thing after the other', async () => {
    const events = await journal.since(0, 10_000);
    const times = events.map(({ at }) => Date.parse(at));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times[0]).toBeGreaterThan(Date.now() - 7 * day);
    expect(times.at(-1)).toBeLessThan(Date.now());
  });

  test('has plans of that folder, whose hashes are theirs and what was approved', async () => {
    for (const { run } of await journal.runs()) {
      const view = await readRun(journal, run);
      const { hash, ...plan } = view?.plan ?? sealed({} as never);
      expect(sealed(plan).hash).toBe(hash);
      expect(view?.votes.map((vote) => vote.hash)).toEqual(view?.votes.map(() => hash));
      expect(JSON.stringify(plan)).not.toContain(week.folder);
    }
  });

  test('has a VM in the bin, kept for a week from its destruction on, as the volume and the journal say', async () => {
    const [{ volume = '', state: kept = '' } = {}] = disksInBin(week);
    expect(volume).toMatch(/^all\/bin\.[0-9a-f]{8}\.disk0-gallifrey-tmp$/);
    const destroyed = await readRun(journal, 5);
    const [, date, hour, minute] = /farmhand\.bin\.5\.(\d{8})T(\d\d)(\d\d)\d\dZ\.gallifrey-tmp\./.exec(kept) ?? [];
    const until = `${date?.replace(/^(....)(..)(..)$/, '$1-$2-$3')} ${hour}:${minute} UTC`;
    expect(destroyed).toMatchObject({ state: 'done', why: `gallifrey-tmp is in the bin until ${until}` });
    const left = Date.parse(until) - Date.parse(destroyed?.endedAt ?? '');
    expect(Math.abs(left - 7 * day)).toBeLessThan(15 * 60_000);
  });

  test('leaves no lease behind that keeps a worker from what is under way', async () => {
    for (const { run } of await journal.runs({ settled: false }))
      expect(await journal.lease(`run:${run}`, 'somebody', 1000)).toBeDefined();
  });
});

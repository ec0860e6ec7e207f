import { expect, test } from 'vitest';
import { Subjects } from '../../src/engine/subjects.ts';
import type { RunHead, RunQuery } from '../../src/journal/journal.ts';

/** A journal of so many runs, each about one of ten VMs and its own, which counts the heads it gives. */
function journal(count: number) {
  const state = { count, given: 0, fails: false };
  const runs = async ({
    before = Number.POSITIVE_INFINITY,
    limit = 50,
  }: RunQuery = {}): Promise<readonly RunHead[]> => {
    if (state.fails && before < state.count) throw new Error('away');
    const newest = Math.min(state.count, before - 1);
    const length = Math.min(limit, newest);
    state.given += length;
    return Array.from({ length }, (_, index) => {
      const run = newest - index;
      const times = { startedAt: '', changedAt: '' };
      return {
        run,
        version: 1,
        state: 'done',
        settled: true,
        title: '',
        by: '',
        ...times,
        subjects: [`vm${run % 10}`, `own${run}`],
      };
    });
  };
  const all = async () => [
    ...Array.from({ length: 10 }, (_, index) => `vm${index}`),
    ...Array.from({ length: state.count }, (_, index) => `own${index + 1}`),
  ];
  return { state, subjects: new Subjects({ runs, subjects: async () => (state.count === 0 ? [] : all()) }) };
}

test('of 100,000 runs one head is read, and from then on only what is newer', async () => {
  const { state, subjects } = journal(100_000);
  expect(await subjects.all()).toHaveLength(100_010);
  expect(state.given).toBe(1);
  state.given = 0;
  expect(await subjects.all()).toHaveLength(100_010);
  state.count += 3;
  expect(await subjects.all()).toContain('own100003');
  expect(state.given).toBe(40);
  state.count += 500;
  expect(await subjects.all()).toHaveLength(100_513);
  expect(state.given).toBeLessThan(1100);
});

test('what could not be read to its end is read again', async () => {
  const { state, subjects } = journal(30);
  await subjects.all();
  state.count = 100;
  state.fails = true;
  await expect(subjects.all()).rejects.toThrow('away');
  state.fails = false;
  expect(await subjects.all()).toHaveLength(110);
});

test('without runs there is nothing', async () => {
  expect(await journal(0).subjects.all()).toEqual([]);
});

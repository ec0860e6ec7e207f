import { expect, it } from 'vitest';
import { type Row, report } from './row.ts';
import { measured } from './sections.ts';

const row = (what: string): Row => ({ what, ours: '1 ms', beside: '', goal: '' });

it('a section that fails says so in its row, and those before and after it are shown', async () => {
  const { rows, failed } = await measured({
    one: () => [row('first')],
    two: async () => {
      throw new Error('the server did not start\nmore about it');
    },
    three: async () => [row('last')],
  });
  expect(failed).toBe(true);
  const lines = report(rows).split('\n').slice(1);
  expect(lines.map((line) => line.split(/ {2,}/)[0])).toEqual(['first', 'two', 'last']);
  expect(lines[1]).toMatch(/not measured +it failed: the server did not start +MISSED$/);
});

it('nothing failed where every section was measured, even where a goal was missed', async () => {
  const { failed } = await measured({ one: () => [{ ...row('slow'), met: false }] });
  expect(failed).toBe(false);
});

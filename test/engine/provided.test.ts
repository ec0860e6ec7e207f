import { expect, test } from 'vitest';
import { hindrance } from '../../src/engine/provided.ts';

const end = { action: 'thing.make', args: {}, step: 'end' };
const provided = { action: 'thing.make', args: {}, otherwise: 'skip', afterwards: end } as const;
const so = { why: null, found: null };
const no = (why: string) => ({ why, found: null });

test.each([
  ['is free where what it depends on is there', [so, no('there')], 0, undefined],
  ['is not where that is gone, and the step that ends it has not begun', [no('gone'), so], 0, 'gone'],
  ['is free while that step is under way, whether it has come to its end or not', [no('gone'), so], 1, undefined],
  ['is free while that step is under way, and has not come to its end', [so, no('there')], 1, undefined],
  [
    'is not where another has come in its place meanwhile',
    [no('another'), no('another is there')],
    1,
    'another is there',
  ],
])('a step %s', (_, seen, attempt, why) => {
  expect(hindrance({ provided }, seen, [{ id: 'end', attempt }])?.why).toBe(why);
});

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { shares } from '../../src/ssh/shares.ts';

test.each([
  ['those that take longest do not wait for each other', [500, 10, 300, 20, 400], 3, [[0], [4], [1, 2, 3]]],
  [
    'those that say nothing are dealt in turn',
    [undefined, undefined, undefined, undefined],
    2,
    [
      [0, 2],
      [1, 3],
    ],
  ],
  ['one shell has them all', [1, undefined, 30], 1, [[0, 1, 2]]],
  ['none are none', [], 0, []],
] as const)('%s', (_, takes, shells, dealt) => {
  const scripts = takes.map((one) => (one === undefined ? {} : { takes: one }));
  expect(shares(scripts, shells)).toEqual(dealt);
});

test('each script is dealt once, and no shell has more than the least of the others and one script', () => {
  const scripts = fc.array(fc.record({ takes: fc.integer({ min: 1, max: 2000 }) }), { minLength: 1 });
  fc.assert(
    fc.property(scripts, fc.integer({ min: 1, max: 8 }), (all, shells) => {
      const dealt = shares(all, shells);
      expect(dealt.flat().sort((a, b) => a - b)).toEqual([...all.keys()]);
      const sums = dealt.map((places) => places.map((place) => all[place]?.takes ?? 0));
      const least = Math.min(...sums.map((one) => one.reduce((sum, takes) => sum + takes, 0)));
      for (const one of sums)
        expect(one.reduce((sum, takes) => sum + takes, 0) - Math.min(...one)).toBeLessThanOrEqual(least);
    }),
  );
});

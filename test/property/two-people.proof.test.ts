import * as fc from 'fast-check';
import { describe, test, vi } from 'vitest';
import { stageOf, stories } from './two-people.ts';

vi.setConfig({ testTimeout: 3_600_000 });

/** Others each time, unless one is asked for; a failure tells it. */
const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const count = Number(process.env.STORIES ?? 500);
/** Farms side by side: their tools wait more than they work. */
const farms = 4;

describe.concurrent('whatever two people, hands and failing hosts do one after the other, on a farm with everything', () => {
  test.each(Array.from({ length: farms }, (_, index) => seed + index))(
    'no run takes what is not its own (seed %i)',
    async (seed) => {
      const stage = await stageOf(true);
      try {
        await fc.assert(
          fc.asyncProperty(stories(9), (moves) => stage.tell(moves)),
          { seed, numRuns: Math.ceil(count / farms), endOnFailure: true },
        );
      } finally {
        await stage.close();
      }
    },
  );
});

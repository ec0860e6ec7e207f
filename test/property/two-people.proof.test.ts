import * as fc from 'fast-check';
import { test } from 'vitest';
import { stageOf, story } from './two-people.ts';

/** Another one each time, unless one is asked for; a failure tells it. */
const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

test(`500 stories of two people, hands and failing hosts, with everything a clone has (seed ${seed})`, async () => {
  const stage = await stageOf(true);
  try {
    await fc.assert(
      fc.asyncProperty(story, (moves) => stage.tell(moves)),
      { seed, numRuns: Number(process.env.STORIES ?? 500), endOnFailure: true },
    );
  } finally {
    await stage.close();
  }
});

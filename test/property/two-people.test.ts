import * as fc from 'fast-check';
import { test } from 'vitest';
import { stageOf, stories } from './two-people.ts';

const seed = Number(process.env.SEED ?? 20261129);

test('whatever two people, hands and failing hosts do one after the other, no run takes what is not its own', async () => {
  const stage = await stageOf(false);
  try {
    await fc.assert(
      fc.asyncProperty(stories(3), (moves) => stage.tell(moves)),
      { seed, numRuns: Number(process.env.STORIES ?? 20), endOnFailure: true },
    );
  } finally {
    await stage.close();
  }
  // Some seconds a story on a machine of its own, and a minute on one that is busy with much else.
}, 1_800_000);

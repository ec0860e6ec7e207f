import { afterAll, describe, expect, test, vi } from 'vitest';
import { comparable } from '../../platforms/sandboxes.ts';
import { difference, type Scene, scene, type Tally, tally } from './harness.ts';

/** Many starts of farmhand, on a machine that may be busy with much else. */
vi.setConfig({ testTimeout: 3_600_000, hookTimeout: 300_000 });

const command = 'resize gallifrey --memory 8G --vcpus 2 --disk 16M';

/** Passed only now and then, as often as a step has something new to say. */
const passing = /step\.progress/;

const made: Scene[] = [];

/** Never one a second time: a disk that grew stays so. */
async function fresh(): Promise<Scene> {
  const farm = await scene();
  made.push(farm);
  return farm;
}

/** Does it on a farm of its own, and counts what was done there. */
async function resized(faults: readonly string[]) {
  const farm = await fresh();
  const start: Tally = tally(farm.sandbox);
  const { view, unmet, farm: shown } = await farm.run(command, faults);
  return { view, unmet, shown, done: difference(start, tally(farm.sandbox)) };
}

/** Kills farmhand at the chosen fault points of a change of memory, virtual CPUs and disk, at one in so many of them on each farm. */
export async function killedWhileResizing(
  which: string,
  choose: (points: readonly string[]) => readonly string[],
  farms: number,
): Promise<void> {
  afterAll(() => Promise.all(made.map((farm) => farm.close())));
  const first = await fresh();
  const start = tally(first.sandbox);
  const points = await first.faultPoints(command);
  const expected = { shown: comparable(await first.sandbox.snapshot()), done: difference(start, tally(first.sandbox)) };
  const chosen = choose(points.filter((point) => !passing.test(point)));
  const shares = Array.from({ length: farms }, (_, share) => chosen.filter((__, at) => at % farms === share));

  describe(`killed at ${which}`, () => {
    test.each(shares.map((faults, index) => ({ faults, share: index + 1 })))(
      'a VM has what it would have if nobody had killed farmhand, its disk grown once: share $share',
      async ({ faults }) => {
        expect(faults.length).toBeGreaterThan(0);
        for (let left: readonly string[] = faults; left.length > 0; ) {
          const { view, unmet, shown, done } = await resized(left);
          const about = `killed ${left.filter((fault) => !unmet.includes(fault)).join(', ')}`;
          expect(view.state, `${about}: ${view.why}`).toBe('done');
          expect({ shown, done }, about).toEqual(expected);
          expect(
            view.steps.every(({ attempt }) => attempt <= 1),
            about,
          ).toBe(true);
          expect(unmet.length, `it never came to ${unmet.join(', ')}`).toBeLessThan(left.length);
          left = unmet;
        }
      },
    );
  });
}

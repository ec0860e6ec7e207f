import { afterAll, describe, expect, test, vi } from 'vitest';
import { comparable, type Sandbox, type SandboxSettings } from '../../platforms/sandboxes.ts';
import { handEdits } from '../commands/hands.ts';
import { difference, type Scene, scene, type Tally, tally } from './harness.ts';

/** Many starts of farmhand, on a machine that may be busy with much else. */
vi.setConfig({ testTimeout: 3_600_000, hookTimeout: 300_000 });

/** Passed only now and then, as often as a step has something new to say. */
const passing = /step\.progress/;

/** What farmhand is killed in. */
export interface Work {
  readonly command: string;
  /** What comes before it, on each farm. */
  readonly before?: readonly string[];
  /** What somebody does by hand after that. */
  readonly hand?: (sandbox: Sandbox) => Promise<void>;
  readonly sandbox?: SandboxSettings;
}

export const resizing: Work = { command: 'resize gallifrey --memory 8G --vcpus 2 --disk 16M' };

export const restoring: Work = {
  command: 'restore gallifrey-dev',
  before: ['clone gallifrey dev'],
  hand: async (sandbox) => {
    for (const { make } of handEdits) await make(sandbox);
  },
};

/**
 * Kills farmhand at the chosen fault points of a command, at one in so many of them on each farm, and holds what is there then to what a
 * command leaves that nobody killed. No farm is used a second time: what was done may stay so.
 */
export async function killedWhile(
  { command, before = [], hand, sandbox }: Work,
  which: string,
  choose: (points: readonly string[]) => readonly string[],
  farms: number,
): Promise<void> {
  const made: Scene[] = [];
  afterAll(() => Promise.all(made.map((farm) => farm.close())));
  const fresh = async (): Promise<Scene> => {
    const farm = await scene(undefined, sandbox);
    made.push(farm);
    for (const said of before) await farm.run(said);
    await hand?.(farm.sandbox);
    return farm;
  };
  const killed = async (faults: readonly string[]) => {
    const farm = await fresh();
    const start: Tally = tally(farm.sandbox);
    const { view, unmet, farm: shown } = await farm.run(command, faults);
    return { view, unmet, shown, done: difference(start, tally(farm.sandbox)) };
  };
  const first = await fresh();
  const start = tally(first.sandbox);
  const points = await first.faultPoints(command);
  const expected = { shown: comparable(await first.sandbox.snapshot()), done: difference(start, tally(first.sandbox)) };
  const chosen = choose(points.filter((point) => !passing.test(point)));
  const shares = Array.from({ length: farms }, (_, share) => chosen.filter((__, at) => at % farms === share));

  describe(`killed at ${which} of ${command}`, () => {
    test.each(shares.map((faults, index) => ({ faults, share: index + 1 })))(
      'the farm is as if nobody had killed farmhand, and nothing was done twice: share $share',
      async ({ faults }) => {
        expect(faults.length).toBeGreaterThan(0);
        for (let left: readonly string[] = faults; left.length > 0; ) {
          const { view, unmet, shown, done } = await killed(left);
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

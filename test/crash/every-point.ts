import { afterAll, describe, expect, test } from 'vitest';
import { comparable } from '../../src/sandbox/comparable.ts';
import type { Snapshot } from '../../src/sandbox/snapshot.ts';
import { sideBySide } from '../support/side-by-side.ts';
import { difference, type Scene, scene, type Tally, tally } from './harness.ts';

/** What a command leaves behind when nothing kills it. */
interface Reference {
  readonly points: readonly string[];
  readonly farm: Snapshot;
  readonly done: Tally;
}

/** Passed only now and then, as often as a step has something new to say. */
const passing = /step\.progress/;

const clone = 'clone gallifrey dev';

/** Farms at work side by side: two commands in two processes wait more than they work. */
const farms = 2;

type Choice = (points: readonly string[]) => readonly string[];

export interface Killing {
  /** The command that ends the clone of that run. */
  readonly end: (run: number) => string;
  /** Which of the points of each are tried; all, when left out. */
  readonly ofClone?: Choice;
  readonly ofEnd?: Choice;
}

const all: Choice = (points) => points;

/**
 * Kills farmhand at the fault points of a clone, and of the command that ends the clone, one a run, and holds what is there after
 * a restart to what a run leaves that nobody killed.
 */
export async function killedAt(which: string, { end, ofClone = all, ofEnd = all }: Killing): Promise<void> {
  const made: Scene[] = [];
  afterAll(() => Promise.all(made.map((farm) => farm.close())));
  /** A farm cloned on and cleared once: the first edits of a day raise the zones' serials to its date; all later ones by one. */
  const used = async (): Promise<Scene> => {
    const farm = await scene();
    made.push(farm);
    const { view } = await farm.run(clone);
    await farm.run(end(view.run));
    return farm;
  };
  const reference = async (farm: Scene, command: string): Promise<Reference> => {
    const start = tally(farm.sandbox);
    const points = await farm.faultPoints(command);
    return { points, farm: comparable(await farm.sandbox.snapshot()), done: difference(start, tally(farm.sandbox)) };
  };
  const killed = async (farm: Scene, command: string, fault: string | undefined, expected: Reference) => {
    const start = tally(farm.sandbox);
    const after = await farm.run(command, fault);
    const about = `${command}, killed ${fault ?? 'nowhere'}`;
    expect(after.view.state, `${about}: ${after.view.why}`).toBe('done');
    expect(after.farm, about).toEqual(expected.farm);
    expect(difference(start, tally(farm.sandbox)), `${about}: done twice, or not at all`).toEqual(expected.done);
    expect(
      after.view.steps.every(({ attempt }) => attempt <= 1),
      about,
    ).toBe(true);
    if (fault !== undefined && !passing.test(fault)) expect(after.killed, `${about}: it never came there`).toBe(true);
    return after.view.run;
  };

  const first = await used();
  const before = comparable(await first.sandbox.snapshot());
  const cloned = await reference(first, clone);
  const ended = await reference(first, end(first.runs()));
  const [ofFirst, ofSecond] = [ofClone(cloned.points), ofEnd(ended.points)];
  const pairs = Array.from({ length: Math.max(ofFirst.length, ofSecond.length) }, (_, at) => ({
    first: ofFirst[at],
    second: ofSecond[at],
  }));
  const on = sideBySide(farms, used, first);

  describe.concurrent(`killed at ${which}`, () => {
    test('nothing is left over when nobody is killed', () => expect(ended.farm).toEqual(before));

    test.each(pairs)(
      `$first, then ${end(1).split(' ')[0]} $second: the end state is that of a run nobody killed, nothing is done twice`,
      ({ first, second }) =>
        on(async (farm) => {
          const run = await killed(farm, clone, first, cloned);
          await killed(farm, end(run), second, ended);
        }),
    );
  });
}

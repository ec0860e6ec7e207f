import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { comparable } from '../../src/sandbox/comparable.ts';
import type { Snapshot } from '../../src/sandbox/snapshot.ts';
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
export function killedAt(which: string, { end, ofClone = all, ofEnd = all }: Killing): void {
  describe(`killed at ${which}`, () => {
    let farm: Scene;
    let before: Snapshot;
    let cloned: Reference;
    let ended: Reference;

    const reference = async (command: string): Promise<Reference> => {
      const start = tally(farm.sandbox);
      const points = await farm.faultPoints(command);
      return { points, farm: comparable(await farm.sandbox.snapshot()), done: difference(start, tally(farm.sandbox)) };
    };
    const killed = async (command: string, fault: string | undefined, { farm: expected, done }: Reference) => {
      const start = tally(farm.sandbox);
      const after = await farm.run(command, fault);
      const about = `${command}, killed ${fault ?? 'nowhere'}`;
      expect(after.view.state, `${about}: ${after.view.why}`).toBe('done');
      expect(after.farm, about).toEqual(expected);
      expect(difference(start, tally(farm.sandbox)), `${about}: done twice, or not at all`).toEqual(done);
      expect(
        after.view.steps.every(({ attempt }) => attempt <= 1),
        about,
      ).toBe(true);
      if (fault !== undefined && !passing.test(fault)) expect(after.killed, `${about}: it never came there`).toBe(true);
      return after.view.run;
    };

    beforeAll(async () => {
      farm = await scene();
      before = comparable(await farm.sandbox.snapshot());
      // The first edits of a day raise the zones' serials to its date; all later ones by one.
      const { view } = await farm.run(clone);
      await farm.run(end(view.run));
      cloned = await reference(clone);
      ended = await reference(end(view.run + 2));
    }, 600_000);
    afterAll(() => farm.close());

    test('the end state is that of a run nobody killed, nothing is done twice, nothing is left over', {
      timeout: 3_600_000,
    }, async () => {
      expect(ended.farm).toEqual(before);
      const first = ofClone(cloned.points);
      const second = ofEnd(ended.points);
      for (let at = 0; at < Math.max(first.length, second.length); at += 1) {
        const run = await killed(clone, first[at], cloned);
        await killed(end(run), second[at], ended);
      }
    });
  });
}

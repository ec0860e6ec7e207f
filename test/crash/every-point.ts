import { afterAll, describe, expect, test, vi } from 'vitest';
import { comparable, type SandboxSettings } from '../../platforms/sandboxes.ts';
import type { Snapshot } from '../../src/sandbox/made.ts';
import { sideBySide } from '../support/side-by-side.ts';
import { difference, type Scene, scene, type Tally, tally } from './harness.ts';

/** Many starts of farmhand, on a machine that may be busy with much else. */
vi.setConfig({ testTimeout: 3_600_000, hookTimeout: 300_000 });

/** What a command leaves behind when nothing kills it. */
interface Reference {
  readonly points: readonly string[];
  readonly farm: Snapshot;
  readonly done: Tally;
}

/** Passed only now and then, as often as a step has something new to say. */
const passing = /step\.progress/;

/** Farms at work side by side: two commands in two processes wait more than they work. */
const farms = 2;

/** How often one run is killed: each time far from the last, or else one crash leads past the place of another. */
const kills = 8;

type Choice = (points: readonly string[]) => readonly string[];

export interface Killing {
  /** What is asked for; a clone where its source is, when left out. */
  readonly clone?: string;
  /** The command that ends the clone of that run. */
  readonly end: (run: number) => string;
  /** What is done after it, and is not killed. */
  readonly afterwards?: string;
  /** Which of the points of each are tried; all, when left out. */
  readonly ofClone?: Choice;
  readonly ofEnd?: Choice;
  /** From the sandbox. */
  readonly settings?: SandboxSettings;
}

const all: Choice = (points) => points;

/** The points of a few runs: every so manieth of those that follow each other. */
function shares(points: readonly string[]): readonly (readonly string[])[] {
  const count = Math.ceil(points.length / kills);
  return Array.from({ length: count }, (_, share) => points.filter((__, at) => at % count === share));
}

/**
 * Kills farmhand at the fault points of a clone, and of the command that ends the clone, and holds what is there after the
 * restarts to what a run leaves that nobody killed.
 */
export async function killedAt(
  which: string,
  { clone = 'clone gallifrey dev', end, afterwards, ofClone = all, ofEnd = all, settings }: Killing,
): Promise<void> {
  const made: Scene[] = [];
  afterAll(() => Promise.all(made.map((farm) => farm.close())));
  /** A farm cloned on and cleared once: the first edits of a day raise the zones' serials to its date; all later ones by one. */
  const used = async (): Promise<Scene> => {
    const farm = await scene(undefined, settings);
    made.push(farm);
    const { view } = await farm.run(clone);
    await farm.run(end(view.run));
    await clear(farm);
    return farm;
  };
  const clear = async (farm: Scene) => void (afterwards !== undefined && (await farm.run(afterwards)));
  const reference = async (farm: Scene, command: string): Promise<Reference> => {
    const start = tally(farm.sandbox);
    const points = await farm.faultPoints(command);
    return { points, farm: comparable(await farm.sandbox.snapshot()), done: difference(start, tally(farm.sandbox)) };
  };
  /** Gives the points it did not come to. */
  const killed = async (farm: Scene, command: string, faults: readonly string[], expected: Reference) => {
    const start = tally(farm.sandbox);
    const done = await farm.run(command, faults);
    const about = `${command}, killed ${faults.filter((fault) => !done.unmet.includes(fault)).join(', ') || 'nowhere'}`;
    expect(done.view.state, `${about}: ${done.view.why}`).toBe('done');
    expect(done.farm, about).toEqual(expected.farm);
    expect(difference(start, tally(farm.sandbox)), `${about}: done twice, or not at all`).toEqual(expected.done);
    expect(
      done.view.steps.every(({ attempt }) => attempt <= 1),
      about,
    ).toBe(true);
    const unmet = done.unmet.filter((fault) => !passing.test(fault));
    if (unmet.length > 0) expect(unmet.length, `it never came to ${unmet.join(', ')}`).toBeLessThan(faults.length);
    return unmet;
  };

  const farm = await used();
  const before = comparable(await farm.sandbox.snapshot());
  const cloned = await reference(farm, clone);
  const ended = await reference(farm, end(farm.runs()));
  await clear(farm);
  const left = comparable(await farm.sandbox.snapshot());
  const [first, second] = [shares(ofClone(cloned.points)), shares(ofEnd(ended.points))];
  const rounds = Array.from({ length: Math.max(first.length, second.length) }, (_, round) => ({
    round: round + 1,
    clones: first[round] ?? [],
    ends: second[round] ?? [],
  }));
  const on = sideBySide(farms, used, farm);

  describe.concurrent(`killed at ${which}`, () => {
    test('nothing is left over when nobody is killed', () => expect(left).toEqual(before));

    test.each(rounds)(
      'the end state is that of a run nobody killed, nothing is done twice: share $round of the points',
      ({ clones, ends }) =>
        on(async (farm) => {
          for (let [left, leftOfEnd] = [clones, ends]; ; ) {
            left = await killed(farm, clone, left, cloned);
            leftOfEnd = await killed(farm, end(farm.runs()), leftOfEnd, ended);
            await clear(farm);
            if (left.length === 0 && leftOfEnd.length === 0) return;
          }
        }),
    );
  });
}

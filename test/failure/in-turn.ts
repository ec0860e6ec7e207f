import { describe, expect, test } from 'vitest';
import type { SandboxSettings } from '../../platforms/sandboxes.ts';
import type { PlannedStep } from '../../src/engine/plan.ts';
import type { RunView } from '../../src/engine/run.ts';
import type { Farm } from '../../src/farm/farm.ts';
import type { Snapshot } from '../../src/sandbox/made.ts';
import { sideBySide } from '../support/side-by-side.ts';
import { meddle, meddled, onDisk, type Where } from './another-hand.ts';
import { breakOf, type Kind } from './breaks.ts';
import { type FailingFarm, failingFarm } from './farm.ts';

export interface Procedure {
  /** Brings the farm to where the command is asked for, and gives the command. */
  readonly prepare: (farm: FailingFarm) => Promise<string>;
  /** What was taken back cannot be asked for once more: the farm is prepared anew. */
  readonly once?: boolean;
  /** Where somebody else writes meanwhile. */
  readonly hand: Where;
  /** Of which steps; all, when left out. */
  readonly of?: (id: string) => boolean;
  /** Which of them fail once before a retry; all, when left out. Of one that fails at the first look nothing was begun, and nothing is retried. */
  readonly retried?: (id: string) => boolean;
  /** From the sandbox. */
  readonly settings?: SandboxSettings;
  /** What is different from the sandbox's farm.yaml. */
  readonly change?: (farm: Farm) => Farm;
}

/** What an undo cannot bring back. */
const forGood = ['ganeti.remove', 'lvm.remove', 'lvm.purge'];

/** A farm before the command, and what the command makes of it when nothing fails. */
interface Stage {
  readonly farm: FailingFarm;
  command: string;
  start: Snapshot;
  end: Snapshot;
}

/** Farms at work side by side. */
const farms = 2;

/**
 * Has each step of a command fail in turn, as its own plan lists them. The run must say so, and undo must give the farm back;
 * where a disk is gone already undo must be refused, and retry lead to the end.
 */
export async function inTurn(
  name: string,
  { prepare, once, hand, of = () => true, retried = () => true, settings, change }: Procedure,
): Promise<void> {
  const broken = async (stage: Stage, step: PlannedStep, kind: Kind): Promise<RunView> => {
    const { farm, command } = stage;
    const view = await farm.run(command, () => farm.fails(step, kind));
    farm.mend(step);
    return view;
  };
  const settle = async (stage: Stage, view: RunView, part = (all: Snapshot) => all) => {
    const { farm, start, end } = stage;
    await farm.run(`undo ${view.run}`);
    if (farm.told().includes('it changed nothing')) await farm.run(`cancel ${view.run}`);
    if (!lost(view)) {
      expect(part(await farm.now())).toEqual(part(start));
      if (once) stage.command = await prepare(farm);
      return;
    }
    expect(farm.told()).toContain('is lost');
    if (view.state === 'failed') await farm.run(`retry ${view.run}`);
    expect(part(await farm.now())).toEqual(part(end));
    stage.command = await prepare(farm);
  };

  const first = await failingFarm(settings, change);
  const command = await prepare(first);
  const start = await first.now();
  const whole = await first.run(command);
  const end = await first.now();
  const opened: Stage = { farm: first, command, start, end };
  await settle(opened, whole);
  const steps = whole.plan.steps.filter(({ id }) => of(id) && !idle(whole, id));

  const on = sideBySide<Stage>(
    farms,
    async () => {
      const farm = await failingFarm(settings, change);
      return { farm, command: await prepare(farm), start, end };
    },
    opened,
  );

  describe.concurrent(name, () => {
    test.each(steps)('whose step $id fails says so and why, and can be undone to the byte', (step) =>
      on(async (stage) => {
        const view = await broken(stage, step, 'fail');
        expect(view.state).toBe('failed');
        expect(
          view.steps.filter(({ state }) => state === 'failed'),
          stage.farm.told(),
        ).toMatchObject([{ id: step.id }]);
        expect(view.why).toContain(breakOf(step).cause);
        const told = stage.farm.told();
        // Its title is this run's own: what a clone makes has names that are chosen by chance.
        const at = view.steps.findIndex(({ id }) => id === step.id);
        const end = told.indexOf(
          `Run ${view.run} failed at step ${at + 1} of ${view.steps.length}, ${view.steps[at]?.title}: `,
        );
        expect(end).toBeGreaterThan(-1);
        expect(told.slice(end, told.indexOf(`!retry ${view.run} `, end))).toContain(breakOf(step).cause);
        await settle(stage, view);
      }),
    );

    test('whose every step fails once goes on by retry to where one ends that nothing went wrong with', () =>
      on(async (stage) => {
        const { farm, command, end } = stage;
        const failed: string[] = [];
        const failing = steps.filter(({ id }) => retried(id));
        let view = await farm.run(command, async () => {
          for (const step of failing) await farm.fails(step, 'fail');
        });
        for (; view.state === 'failed' && failed.length < failing.length; view = await farm.run(`retry ${view.run}`)) {
          const now = view.steps.filter(({ state }) => state === 'failed');
          now.forEach(farm.mend);
          failed.push(...now.map(({ id }) => id));
        }
        expect(view.state).toBe('done');
        expect(failed.sort()).toEqual(failing.map(({ id }) => id).sort());
        expect(await farm.now()).toEqual(end);
        await settle(stage, view);
      }));

    test.each(
      steps
        .filter(({ action }) => lasting.some((kind) => action.startsWith(kind)))
        .map((step, index) => ({ ...step, number: index + 1 })),
    )(
      'whose step $id says it failed can be undone to the byte, and what another hand wrote meanwhile stays',
      ({ number, ...step }) =>
        on(async (stage) => {
          const { folder } = stage.farm;
          const view = await broken(stage, step, 'fail-after');
          meddle(folder, hand, number);
          stage.start = meddled(stage.start, folder, hand, number);
          stage.end = meddled(stage.end, folder, hand, number);
          await settle(stage, view, onDisk);
        }),
    );
  });
}

/** Steps that are done by what lasts when their tool says that it failed: not a check, and nothing that only reads. */
const lasting = ['lvm.volume', 'lvm.placeholder', 'dhcpd', 'shorewall', 'ganeti'];

/** It had nothing left to do when its turn came, and so uses no tool. */
function idle({ steps }: RunView, id: string): boolean {
  return steps.some((step) => step.id === id && step.state === 'skipped' && step.action !== 'proof.answers');
}

function lost({ steps }: RunView): boolean {
  return steps.some(({ action, state }) => state === 'done' && forGood.includes(action));
}

import { expect, test } from 'vitest';
import { buildsAhead, buildsLeft, isBuild, revisionOf } from '../../../src/bot/survey/rebuild.ts';
import { sealed } from '../../../src/engine/plan.ts';
import type { RunState, RunView } from '../../../src/engine/run.ts';
import type { Builder } from '../../../src/farm/roles/builder.ts';
import { run, step } from '../views.ts';

/** A builder of which the core knows nothing else. */
const builder: Pick<Builder, 'revisionOf'> = {
  revisionOf: ({ action, args }) => (action === 'elsewhere.make' ? (args as { from: string }).from : undefined),
};

function asked(command: string, action: string, state: RunState = 'running', number = 7): RunView {
  const steps = [step({ id: 'look' }), step({ id: 'make', action, args: { from: 'v3' } })];
  const plan = sealed({ ...run().plan, command, subjects: ['gallifrey'], steps });
  return run({ run: number, plan, steps, state });
}

test.each<[string, string, string, string | undefined]>([
  ['a step of the builder, whatever command asked for it', 'release gallifrey', 'elsewhere.make', 'v3'],
  ['none, though the command is called build', 'build gallifrey', 'elsewhere.look', undefined],
])('a plan builds by its steps: %s', (_, command, action, revision) => {
  const { plan } = asked(command, action);
  expect(isBuild(builder, plan)).toBe(revision !== undefined);
  expect(revisionOf(builder, plan)).toBe(revision);
});

test('builds in flight and builds left behind are found by their steps', () => {
  const open = [
    asked('release gallifrey', 'elsewhere.make', 'running', 1),
    asked('build gallifrey', 'elsewhere.look', 'running', 2),
    asked('release gallifrey', 'elsewhere.make', 'failed', 3),
    asked('build gallifrey', 'elsewhere.look', 'failed', 4),
  ];
  expect(buildsAhead(builder, open, 'gallifrey').map((view) => view.run)).toEqual([1]);
  expect(buildsLeft(builder, open, 'gallifrey').map((view) => view.run)).toEqual([3]);
  expect(buildsAhead(builder, open, 'skaro')).toEqual([]);
});

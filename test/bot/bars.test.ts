import { expect, test } from 'vitest';
import { Standing } from '../../src/bot/standing.ts';
import type { Plan } from '../../src/engine/plan.ts';
import type { RunView } from '../../src/engine/run.ts';
import type { Farm } from '../../src/farm/farm.ts';
import { approvals, rule } from './rules.ts';
import { run, step } from './views.ts';

const loic = { name: 'loic', roles: [], identities: {} };
const farm = {
  people: new Map([['loic', loic]]),
  policy: [rule({ approvals: approvals({ need: 0 }) })],
  vms: new Map(),
  naming: { clone: '{name}-{suffix}', instance: '{name}.vm.farm' },
  timezone: 'UTC',
} as unknown as Farm;

/** With a freeze of this since 09:00. */
function standing(about: string, before: Readonly<Record<number, RunView>> = {}): Standing {
  const value = { until: '2099-01-01T00:00:00.000Z', by: 'nina', because: 'the disks are counted' };
  return new Standing({
    farm,
    commands: [],
    actions: new Map(),
    view: async (number) => before[number],
    decisions: { newest: async () => new Map([[about, { value, run: 3, at: '2026-01-01T09:00:00.000Z' }]]) },
    now: () => new Date('2026-01-01T10:10:00.000Z'),
  });
}

/** A run that nobody has to approve, planned at 10:00. */
function planned(plan: Partial<Plan> = {}, plannedAt = '2026-01-01T10:00:00.000Z'): RunView {
  const { gate: _, ...view } = run({ plannedAt });
  return { ...view, plan: { ...view.plan, ...plan } };
}

test('a run is frozen before it begins, and not before a step of it: what has begun goes on', async () => {
  const { judge } = standing('all');
  expect(await judge(planned())).toMatch(
    /^everything is frozen until Thu 2099-01-01 00:00 UTC \(nina, run 3\): the disks/,
  );
  expect(await judge(planned(), { ...step({ id: 'one' }) })).toBeUndefined();
});

test('a freeze of a VM is of what is about it, or copies from it, alone', async () => {
  expect(await standing('gallifrey-dev').judge(planned())).toMatch(/^gallifrey-dev is frozen/);
  expect(await standing('skaro').judge(planned())).toBeUndefined();
  expect(await standing('skaro').judge(planned({ sources: ['skaro'] }))).toMatch(/^skaro is frozen/);
});

test('what touches no host is not frozen', async () => {
  const steps = [{ ...step({ id: 'one' }), skip: 'it is so' }].map(({ effect: _, ...rest }) => rest);
  expect(await standing('all').judge(planned({ steps }))).toBeUndefined();
});

test.each([
  ['failed', undefined],
  ['cancelled', undefined],
  ['done', expect.stringMatching(/^everything is frozen/)],
] as const)('to take back a run that is %s is frozen only where nothing of it is half done', async (state, against) => {
  const { judge } = standing('all', { 1: run({ run: 1, state }) });
  expect(await judge(planned({ undoes: 1, command: 'undo 1' }))).toEqual(against);
});

test('an override is of what was decided before its plan, with one person more', async () => {
  expect(await standing('all').judge(planned({ override: true }))).toBe('it lacks the approval of a second person');
  const earlier = planned({ override: true }, '2026-01-01T08:00:00.000Z');
  expect(await standing('all').judge(earlier)).toMatch(/everything is frozen/);
});

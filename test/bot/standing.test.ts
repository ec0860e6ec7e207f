import { expect, test } from 'vitest';
import { builtIn } from '../../main/catalog.ts';
import { Standing } from '../../src/bot/standing.ts';
import type { RunView } from '../../src/engine/run.ts';
import { policyDefaults } from '../../src/farm/config/policy-defaults.ts';
import type { Farm } from '../../src/farm/farm.ts';
import { exampleFarm } from '../farm/farms.ts';
import { approvals, rule } from './rules.ts';
import { run } from './views.ts';

const planned = '2026-01-01T10:00:00.000Z';
const at = (minutes: number) => new Date(Date.parse(planned) + minutes * 60_000);

/** The run of a plan that says nobody used its VM for a week, under a rule about such, as it stands so many minutes later. */
async function lacking(minutes: number, view: Partial<RunView> = {}): Promise<readonly string[]> {
  const idle = rule({ idleFor: 604_800, approvals: approvals({ askerCounts: true }) });
  const farm: Pick<Farm, 'people' | 'policy' | 'vms' | 'naming' | 'timezone'> = {
    people: new Map([['loic', { name: 'loic', roles: [], identities: {} }]]),
    policy: [idle, ...policyDefaults],
    vms: new Map(),
    naming: exampleFarm.naming,
    timezone: 'UTC',
  };
  const standing = new Standing({
    farm,
    commands: [],
    actions: new Map(),
    view: async () => undefined,
    decisions: { newest: async () => new Map() },
    now: () => at(minutes),
  });
  const { plan } = run();
  const { gate: _, ...rest } = run({ plan: { ...plan, idle: 604_800 }, plannedAt: planned });
  const votes = [{ person: 'loic', from: 'irc', at: planned, hash: plan.hash }];
  return standing.lacking({ ...rest, votes, ...view });
}

test('what a plan says of who uses its VM holds for an hour', async () => {
  expect(await lacking(60)).toEqual([]);
  expect((await lacking(61)).at(-1)).toBe('it lacks the approval of a second person');
});

test('one’s own VM is destroyed by one’s own confirmation only while it is, and was when that was planned, one’s own', async () => {
  const owned = (person: string | null) => (person === null ? null : { person, mac: null });
  const lacks = async (then: string | undefined, now: string | null | undefined, kept = true, by = 1) => {
    const standing = new Standing({
      farm: {
        people: new Map([['loic', { name: 'loic', roles: [], identities: {} }]]),
        policy: policyDefaults,
        vms: new Map(),
        naming: exampleFarm.naming,
        timezone: 'UTC',
      },
      commands: [],
      actions: new Map(),
      view: async () => undefined,
      decisions: {
        newest: async () =>
          new Map(now === undefined ? [] : [['gallifrey-dev', { value: owned(now), run: by, at: planned }]]),
      },
      now: () => at(1),
    });
    const { plan: made } = run();
    const plan = {
      ...made,
      ...(then !== undefined && { owner: { name: then, run: 1 } }),
      ...(kept && { kept: true as const }),
    };
    const gate = await standing.gate(plan, at(0));
    const votes = [{ person: 'loic', from: 'irc', at: planned, hash: plan.hash }];
    // As it was planned, with the milder gate.
    const mild = { need: 1, roles: [], askerCounts: true, expires: at(30).toISOString() };
    const lacking = await standing.lacking({ ...run({ plan, plannedAt: planned }), gate: mild, votes });
    return [gate?.askerCounts, lacking.at(-1)];
  };
  const second = 'it lacks the approval of a second person';
  expect(await lacks('loic', 'loic')).toEqual([true, undefined]);
  // It was given to somebody else meanwhile, or the decision was undone.
  expect(await lacks('loic', 'rose')).toEqual([false, second]);
  expect(await lacks('loic', null)).toEqual([false, second]);
  expect(await lacks('loic', undefined)).toEqual([false, second]);
  // It was given away, and taken back since.
  expect(await lacks('loic', 'loic', true, 2)).toEqual([false, second]);
  // It became theirs only since.
  expect(await lacks(undefined, 'loic')).toEqual([false, second]);
  expect(await lacks('loic', 'loic', false)).toEqual([false, second]);
});

test('a run that began in time goes on however long it takes, but is not retried long after', async () => {
  const startedAt = at(30).toISOString();
  expect(await lacking(600, { state: 'running', startedAt })).toEqual([]);
  expect(await lacking(600, { state: 'failed', startedAt })).not.toEqual([]);
  expect(await lacking(600, { state: 'running', startedAt: at(90).toISOString() })).not.toEqual([]);
});

/** Who may not take such a run back, and what has to be approved of it, where destroying and cloning have rules of their own. */
async function undoing(undone: Partial<RunView>, earlier: readonly RunView[] = []) {
  const policy = [
    rule({ commands: ['destroy'], who: ['operator'], approvals: approvals({ need: 2, roles: ['operator'] }) }),
    rule({ commands: ['clone'], who: ['maker'], risks: ['disruptive'], approvals: approvals({ roles: ['maker'] }) }),
    rule({ commands: ['stop'], who: ['maker'], vms: ['prod*'] }),
    ...policyDefaults,
  ];
  const person = { name: 'loic', roles: [], identities: {} };
  const taken = run({ run: 7, state: 'done', settled: true, ...undone });
  const runs = new Map([...earlier, taken].map((view) => [view.run, view]));
  const standing = new Standing({
    farm: { people: new Map([['loic', person]]), policy, vms: new Map(), naming: exampleFarm.naming, timezone: 'UTC' },
    commands: builtIn.commands,
    actions: new Map(),
    view: async (number) => runs.get(number),
    decisions: { newest: async () => new Map() },
    now: () => at(1),
  });
  const plan = { ...run().plan, command: 'undo 7', undoes: 7, subjects: ['dev'], risk: 'safe' as const };
  const gate = await standing.gate(plan, at(0));
  const demands = gate ? [gate, ...(gate.also ?? [])].map(({ need, roles }) => [need, ...roles]) : [];
  return { only: standing.notFor(person, await standing.deed(plan)), demands };
}
const asked = (command: string, undoes?: number) => ({
  plan: { ...run().plan, command, ...(undoes !== undefined && { undoes }) },
});

test('an undoing is for those who may ask for what it comes to, and takes their approvals: of a clone it destroys, of a destruction it makes a VM', async () => {
  const destroys = { only: 'people with the role operator', demands: [[2, 'operator']] };
  const makes = { only: 'people with the role maker', demands: [[1, 'maker']] };
  expect(await undoing(asked('clone gallifrey dev'))).toEqual(destroys);
  expect(await undoing(asked('destroy dev'))).toEqual(makes);
  // Taken back once more, it is as it was asked for at first.
  const clone = run({ run: 3, state: 'undone', settled: true, ...asked('clone gallifrey dev') });
  expect(await undoing(asked('undo 3', 3), [clone])).toEqual(makes);
  // A rule that does not name what it comes to is not about it, nor one about other VMs.
  expect(await undoing(asked('start dev'))).toEqual({ only: undefined, demands: [] });
});

test('a clone that stopped half-way, and that nobody can have used, is taken back by whoever may undo', async () => {
  const half = { state: 'failed', settled: false, ...asked('clone gallifrey dev') } as const;
  expect(await undoing(half)).toEqual({ only: undefined, demands: [] });
  expect((await undoing({ ...half, settled: true })).only).toBe('people with the role operator');
});

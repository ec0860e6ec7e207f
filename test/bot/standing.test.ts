import { expect, test } from 'vitest';
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

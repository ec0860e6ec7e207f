import { describe, expect, test } from 'vitest';
import { type Ballot, enough, type People, refused, waitsFor } from '../../src/bot/approvals.ts';
import type { Person } from '../../src/bot/people.ts';
import type { RunView, Vote } from '../../src/engine/run.ts';
import { run, secondPerson } from './views.ts';

const listed = new Map<string, Person>([
  ['loic', { name: 'loic', roles: ['operator'] }],
  ['nina', { name: 'nina', roles: ['developer'] }],
  ['nico', { name: 'nico', roles: ['operator', 'release-manager'] }],
]);
const people: People = (name) => listed.get(name);
const person = (name: string) => listed.get(name) as Person;
const now = new Date('2026-01-01T10:10:00.000Z');
const vote = (name: string, from = 'irc'): Vote => ({
  person: name,
  from,
  at: '2026-01-01T10:05:00.000Z',
  hash: run().plan.hash,
});
const ballot = (name: string, given: Partial<Ballot> = {}, view: RunView = run()): Ballot => ({
  person: person(name),
  vote: 'approve',
  hash: view.plan.hash,
  ...given,
});

describe('an approval is refused', () => {
  test.each<[string, RunView, Ballot, RegExp]>([
    ['from the asker where a second person is needed', run(), ballot('loic'), /somebody else has to approve/],
    [
      'from somebody without the role',
      run({ gate: { ...secondPerson, roles: ['release-manager'] } }),
      ballot('nina'),
      /role release-manager/,
    ],
    [
      'from the asker without the role, though askers count',
      run({ by: 'nina', gate: { ...secondPerson, askerCounts: true, roles: ['operator'] } }),
      ballot('nina'),
      /role operator/,
    ],
    [
      'after its time',
      run({ gate: { ...secondPerson, expires: now.toISOString() } }),
      ballot('nina'),
      /too late.*!destroy gallifrey-dev/,
    ],
    ['for another plan', run(), ballot('nina', { hash: 'f'.repeat(64) }), /another plan.*!plan 7/],
    [
      'for a hash too short to tell plans apart',
      run(),
      ballot('nina', { hash: run().plan.hash.slice(0, 3) }),
      /another plan/,
    ],
    ['for an empty hash', run(), ballot('nina', { hash: '' }), /another plan/],
    ['once it is denied', run({ state: 'denied' }), ballot('nina'), /does not wait.*denied/],
    ['a second time, once it has run', run({ state: 'done' }), ballot('nina'), /does not wait.*done/],
    ['where nothing has to be approved', run({ state: 'waiting', gate: undefined }), ballot('nina'), /does not wait/],
  ])('%s', (_, view, given, why) => {
    expect(refused(view, given, now)).toMatch(why);
  });
});

describe('a vote is taken', () => {
  test.each<[string, RunView, Ballot]>([
    ['from a second person', run(), ballot('nina')],
    ['for the first digits of the hash', run(), ballot('nina', { hash: run().plan.hash.slice(0, 8) })],
    ['from the asker, where askers count', run({ gate: { ...secondPerson, askerCounts: true } }), ballot('loic')],
    ['from somebody with the role', run({ gate: { ...secondPerson, roles: ['release-manager'] } }), ballot('nico')],
    [
      'to deny, from anybody listed, the asker too',
      run({ gate: { ...secondPerson, roles: ['release-manager'] } }),
      ballot('loic', { vote: 'deny' }),
    ],
    [
      'to withdraw what was given, while the run waits',
      run({ votes: [vote('nina')] }),
      ballot('nina', { vote: 'withdraw' }),
    ],
  ])('%s', (_, view, given) => {
    expect(refused(view, given, now)).toBeUndefined();
  });
});

test('only what was given is withdrawn, and only until the run starts', () => {
  expect(refused(run(), ballot('nina', { vote: 'withdraw' }), now)).toMatch(/has no approval of nina/);
  expect(refused(run({ state: 'running', votes: [vote('nina')] }), ballot('nina', { vote: 'withdraw' }), now)).toMatch(
    /!cancel 7/,
  );
});

describe('of the votes of a run', () => {
  const two = { ...secondPerson, need: 2 };

  test('one person counts once, whatever the platform', () => {
    const view = run({ gate: two, votes: [vote('nina', 'irc'), vote('nina', 'slack')] });
    expect(waitsFor(view, people)).toBe('a second person');
    expect(enough(view, people)).toBe(false);
    expect(enough({ ...view, votes: [...view.votes, vote('nico', 'slack')] }, people)).toBe(true);
  });

  test('one for another plan does not count', () => {
    expect(enough(run({ votes: [{ ...vote('nina'), hash: 'f'.repeat(64) }] }), people)).toBe(false);
  });

  test('every demand of a gate takes its own, and one vote can serve several', () => {
    const view = run({ gate: { ...two, also: [{ ...secondPerson, roles: ['release-manager'] }] } });
    expect(waitsFor(view, people)).toBe('2 people other than loic and a second person with the role release-manager');
    expect(enough({ ...view, votes: [vote('nina'), vote('nico')] }, people)).toBe(true);
    expect(enough({ ...view, votes: [vote('nina')] }, people)).toBe(false);
    expect(waitsFor({ ...view, votes: [vote('nico')] }, people)).toBe('a second person');
  });

  test('the asker’s does not count where others must approve', () => {
    expect(enough(run({ votes: [vote('loic')] }), people)).toBe(false);
  });

  test('one from a person farm.yaml no longer lists, or who lost the role, does not count', () => {
    expect(enough(run({ votes: [vote('gone')] }), people)).toBe(false);
    const view = run({ gate: { ...secondPerson, roles: ['release-manager'] }, votes: [vote('nico')] });
    expect(enough(view, people)).toBe(true);
    expect(enough(view, (name) => ({ name, roles: [] }))).toBe(false);
  });
});

test.each<[RunView, string | undefined]>([
  [run(), 'a second person'],
  [
    run({ gate: { ...secondPerson, roles: ['operator', 'release-manager'] } }),
    'a second person with the role operator or release-manager',
  ],
  [run({ gate: { ...secondPerson, need: 2 } }), '2 people other than loic'],
  [run({ gate: { ...secondPerson, need: 2 }, votes: [vote('nina')] }), 'a second person'],
  [run({ gate: { ...secondPerson, askerCounts: true } }), 'loic or anybody else on the farm'],
  [run({ gate: { ...secondPerson, askerCounts: true, roles: ['operator'] } }), 'a person with the role operator'],
  [run({ gate: { ...secondPerson, askerCounts: true, need: 3 } }), '3 people'],
  [run({ state: 'running' }), undefined],
])('says who can settle it: %#', (view, words) => {
  expect(waitsFor(view, people)).toBe(words);
});

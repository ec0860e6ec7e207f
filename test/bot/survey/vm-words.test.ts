import { describe, expect, test } from 'vitest';
import { troubles, vmsHeadline } from '../../../src/bot/survey/vm-overview.ts';
import { askedVms, choosesVms, type ListedVm } from '../../../src/bot/survey/vm-words.ts';
import type { Farm } from '../../../src/farm/farm.ts';
import type { FarmState } from '../../../src/farm/state.ts';

const people = new Map([
  ['rose', { name: 'rose' }],
  ['nina', { name: 'nina' }],
]);
const farm = {
  people,
  hypervisor: {
    nodes: new Map([
      ['host01.farm', 'host01'],
      ['host02.farm', 'host02'],
    ]),
  },
} as unknown as Farm;
const state = { nodes: { known: [{ name: 'host01.farm' }, { name: 'host02.farm' }] } } as unknown as FarmState;
const rose = { farm, person: { name: 'rose' }, speaker: { nick: 'rose' }, identify: '' } as unknown as Parameters<
  typeof askedVms
>[0];

function vm(
  name: string,
  given: { up?: boolean | null; node?: string; trouble?: readonly string[]; owner?: string; kept?: true } = {},
): ListedVm {
  const { up = true, node = 'host01.farm', trouble = [], owner, kept = false } = given;
  return {
    seen: { vm: { name, protected: kept }, instance: { running: up, node, status: '' } },
    trouble,
    own: owner === undefined ? {} : { owner },
  } as unknown as ListedVm;
}

const vms = [
  vm('skaro', { trouble: ['DHCP has no host of it'] }),
  vm('tardis', { up: false, owner: 'rose', node: 'host02.farm' }),
  vm('gallifrey', { kept: true }),
  vm('gallifrey-dev', { owner: 'rose' }),
  vm('gallifrey-qa', { owner: 'nina', node: 'host02.farm' }),
];

describe('VMs are chosen', () => {
  test.each([
    ['nothing', [], ['skaro', 'tardis', 'gallifrey', 'gallifrey-dev', 'gallifrey-qa']],
    ['down', ['down'], ['tardis']],
    ['up, in capitals', ['UP'], ['skaro', 'gallifrey', 'gallifrey-dev', 'gallifrey-qa']],
    ['trouble', ['trouble'], ['skaro']],
    ['protected', ['protected'], ['gallifrey']],
    ['mine', ['mine'], ['tardis', 'gallifrey-dev']],
    ['a person', ['Nina'], ['gallifrey-qa']],
    ['a host of farm.yaml', ['host02'], ['tardis', 'gallifrey-qa']],
    ['a node', ['host02.farm'], ['tardis', 'gallifrey-qa']],
    ['a pattern', ['gallifrey-*'], ['gallifrey-dev', 'gallifrey-qa']],
    ['several words that must all hold', ['mine', 'host02', 'down'], ['tardis']],
  ])('by %s', (_, words, names) => {
    const { fits } = askedVms(rose, state, words);
    expect(vms.filter(fits).map(({ seen }) => seen.vm.name)).toEqual(names);
  });

  test('and what there is none of is said', () => {
    expect(askedVms(rose, state, ['mine', 'host01', 'trouble', 'x*']).none).toBe(
      'is yours, is on host01, is in trouble and has a name like x*',
    );
  });

  test('by no other word, and the nearest is said', () => {
    expect(() => askedVms(rose, state, ['doen'])).toThrow('Did you mean down?');
    expect(() => askedVms(rose, state, ['host3'])).toThrow('Did you mean host0');
    expect(() => askedVms(rose, state, ['nobody'])).toThrow('farm.yaml lists nobody called nobody');
    expect([choosesVms(rose, state, 'down'), choosesVms(rose, state, 'skaro')]).toEqual([true, false]);
  });
});

describe('a headline says the whole', () => {
  test('with the only trouble there is', () => {
    expect([vmsHeadline(vms), troubles(vms)]).toEqual([
      '5 VMs: 3 run, 1 down, 1 in trouble: skaro (DHCP has no host of it)',
      [],
    ]);
  });

  test('with those in trouble by name, and what it is after it', () => {
    const bad = [vm('a', { trouble: ['x', 'y'] }), ...['b', 'c', 'd', 'e'].map((name) => vm(name, { trouble: ['x'] }))];
    expect(vmsHeadline(bad)).toBe('5 VMs: 5 in trouble: a, b, c and 2 others');
    expect(vmsHeadline(bad.slice(0, 2))).toBe('2 VMs: 2 in trouble: a and b');
    expect(vmsHeadline(bad.slice(0, 1))).toBe('1 VM: 1 in trouble: a');
    expect(troubles(bad.slice(0, 2))).toEqual(['a: x; y', 'b: x']);
  });

  test('and what is not known is neither', () => {
    expect(vmsHeadline([vm('a', { up: null }), vm('b')])).toBe('2 VMs: 1 runs, 1 not known');
  });
});

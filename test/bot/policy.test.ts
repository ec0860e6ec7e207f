import { describe, expect, test } from 'vitest';
import type { Command } from '../../src/bot/command.ts';
import type { Person } from '../../src/bot/people.ts';
import { admits, askers, type Deed, gateOf, keepOf, mayUse } from '../../src/bot/policy.ts';
import { policyDefaults } from '../../src/farm/config/policy-defaults.ts';
import { approvals, rule } from './rules.ts';

const loic: Person = { name: 'loic', roles: ['operator'] };
const nina: Person = { name: 'nina', roles: ['developer'] };
const now = new Date('2026-01-01T10:00:00.000Z');

const deed = (command: string, about: Deed['about'], ...vms: string[]): Deed => ({ command, about, vms });
const reading: Command = {
  name: 'status',
  kind: 'read',
  usage: 'status',
  summary: '',
  examples: [],
  answer: async () => ({ tone: 'answer', lines: [] }),
};
const settling: Command = { ...reading, name: 'cancel', kind: 'settle' };
const planning = (name: string, risk: 'safe' | 'disruptive' | 'destructive'): Command => ({
  name,
  kind: 'plan',
  risk,
  usage: name,
  summary: '',
  examples: [],
  plan: async () => {
    throw new Error('not planned here');
  },
});

describe('with the defaults', () => {
  test.each([
    ['somebody unidentified may read', reading, null, true],
    ['somebody unidentified may not decide about runs', settling, null, false],
    ['somebody unidentified may not ask for the safest plan', planning('start', 'safe'), null, false],
    ['anybody listed may decide about runs', settling, nina, true],
    ['anybody listed may ask for a clone', planning('clone', 'disruptive'), nina, true],
    ['anybody listed may ask for a destruction', planning('destroy', 'destructive'), nina, true],
  ])('%s', (_, command, person, may) => {
    expect(mayUse(policyDefaults, command, person)).toBe(may);
  });

  test.each([
    ['nothing has to be approved where nobody else notices', 'safe', undefined],
    ['what others notice takes a confirmation, the asker counting', 'disruptive', { need: 1, askerCounts: true }],
    ['what can be lost takes a second person', 'destructive', { need: 1, askerCounts: false }],
  ] as const)('%s', (_, risk, expected) => {
    const gate = gateOf(policyDefaults, deed('clone', risk, 'gallifrey-dev'), now);
    if (expected) expect(gate).toMatchObject({ ...expected, roles: [], expires: '2026-01-01T10:30:00.000Z' });
    else expect(gate).toBeUndefined();
  });
});

describe('of the farm’s own rules', () => {
  const policy = [
    rule({
      commands: ['destroy'],
      vms: ['prod-*'],
      who: ['operator'],
      approvals: approvals({ need: 2, roles: ['operator'] }),
    }),
    rule({ commands: ['cancel'], who: ['operator'] }),
    rule({ commands: ['clone'], who: ['developer'] }),
    rule({ vms: ['*-dev'], risks: ['safe', 'disruptive', 'destructive'], approvals: approvals({ need: 0 }) }),
    rule({ risks: ['read'], who: 'people' }),
    ...policyDefaults,
  ];

  test('the first that fits the VM and says who decides who may ask', () => {
    expect(askers(policy, deed('destroy', 'destructive', 'prod-db'))).toEqual([['operator']]);
    expect(askers(policy, deed('destroy', 'destructive', 'gallifrey'))).toEqual(['people']);
    expect(askers(policy, deed('clone', 'disruptive', 'gallifrey-dev'))).toEqual([['developer']]);
  });

  test('of several VMs every one has to allow the asking, and the strictest approvals count', () => {
    const both = deed('destroy', 'destructive', 'gallifrey-dev', 'prod-db');
    expect(askers(policy, both)).toEqual(['people', ['operator']]);
    expect(gateOf(policy, both, now)).toMatchObject({ need: 2, roles: ['operator'] });
    expect(gateOf(policy, deed('destroy', 'destructive', 'gallifrey-dev'), now)).toBeUndefined();
  });

  test('a pattern fits whole names only', () => {
    expect(gateOf(policy, deed('stop', 'disruptive', 'a-dev-b'), now)).toMatchObject({ need: 1 });
    expect(gateOf(policy, deed('stop', 'disruptive', 'my-prod-db'), now)).toMatchObject({ need: 1 });
  });

  test('a command is offered to whoever may use it on some VM, and to nobody else', () => {
    expect(mayUse(policy, planning('destroy', 'destructive'), nina)).toBe(true);
    expect(mayUse(policy, planning('clone', 'disruptive'), loic)).toBe(false);
    expect(mayUse(policy, planning('clone', 'disruptive'), nina)).toBe(true);
    expect(mayUse(policy, reading, null)).toBe(false);
  });

  test('deciding about runs is for everybody listed unless a rule names the command', () => {
    expect(mayUse(policy, settling, nina)).toBe(false);
    expect(mayUse(policy, settling, loic)).toBe(true);
    expect(mayUse(policy, { ...settling, name: 'approve' }, nina)).toBe(true);
  });
});

describe('a rule about VMs that nobody uses', () => {
  const week = 604_800;
  const policy = [
    rule({ commands: ['destroy'], idleFor: week, who: ['developer'], approvals: approvals({ askerCounts: true }) }),
    ...policyDefaults,
  ];
  const destroying = (idle?: number): Deed => ({
    ...deed('destroy', 'destructive', 'gallifrey-dev'),
    ...(idle !== undefined && { idle }),
  });

  test.each([
    ['for just so long', week, true],
    ['for longer', 2 * week, true],
    ['for less', week - 1, false],
    ['now', 0, false],
    ['by what is not known', undefined, false],
  ])('fits where it was used last %s: %s', (_, idle, fits) => {
    expect(askers(policy, destroying(idle))).toEqual([fits ? ['developer'] : 'people']);
    expect(gateOf(policy, destroying(idle), now)).toMatchObject({ askerCounts: fits });
  });

  test('may let somebody in, and keeps nobody out before there is a plan', () => {
    expect(mayUse(policy, planning('destroy', 'destructive'), nina)).toBe(true);
    expect(mayUse(policy, planning('destroy', 'destructive'), loic)).toBe(true);
    const strict = [...policy.slice(0, 1), rule({ commands: ['destroy'], who: ['boss'] }), ...policyDefaults];
    expect(mayUse(strict, planning('destroy', 'destructive'), nina)).toBe(true);
    expect(mayUse(strict, planning('destroy', 'destructive'), loic)).toBe(false);
  });
});

describe('one’s own VM', () => {
  const destroying = (given: Partial<Deed>): Deed => ({ ...deed('destroy', 'destructive', 'mine'), ...given });

  test.each([
    ['which can be had back, by the asker alone', { own: true, kept: true }, true],
    ['whose disks are lost, by a second person', { own: true }, false],
    ['which is another’s, by a second person', { kept: true }, false],
  ] as const)('is destroyed, %s', (_, given, alone) => {
    expect(gateOf(policyDefaults, destroying(given), now)).toMatchObject({ need: 1, askerCounts: alone });
  });

  test('is purged by two people, and undone, as everybody’s', () => {
    const mine = { own: true, kept: true } as const;
    expect(gateOf(policyDefaults, { ...destroying(mine), command: 'purge' }, now)).toMatchObject({
      askerCounts: false,
    });
    expect(gateOf(policyDefaults, { ...destroying(mine), command: 'undo' }, now)).toMatchObject({ askerCounts: false });
  });

  test('is destroyed as a rule of the farm’s own says, which comes first', () => {
    const policy = [rule({ commands: ['destroy'], approvals: approvals({ need: 2 }) }), ...policyDefaults];
    expect(gateOf(policy, destroying({ own: true, kept: true }), now)).toMatchObject({ need: 2, askerCounts: false });
  });

  test('may be what a rule is about, which fits nobody else’s, and keeps nobody out before there is a plan', () => {
    const policy = [
      rule({ commands: ['stop'], own: true, approvals: approvals({ need: 0 }) }),
      rule({ commands: ['stop'], who: ['operator'] }),
      ...policyDefaults,
    ];
    const stopping = deed('stop', 'disruptive', 'mine');
    expect(gateOf(policy, { ...stopping, own: true }, now)).toBeUndefined();
    expect(askers(policy, stopping)).toEqual([['operator']]);
    expect(mayUse(policy, planning('stop', 'disruptive'), nina)).toBe(true);
  });
});

test('no rule takes in somebody unidentified unless it says anyone', () => {
  expect([admits('people', null), admits(['operator'], null), admits([], null), admits('anyone', null)]).toEqual([
    false,
    false,
    false,
    true,
  ]);
});

test('what is purged takes a second person, however mild the rule', () => {
  const alone = [rule({ risks: ['destructive'], approvals: approvals({ need: 0 }) })];
  expect(gateOf(alone, deed('destroy', 'destructive', 'skaro'), now)).toBeUndefined();
  expect(gateOf(alone, deed('purge', 'destructive', 'skaro'), now)).toMatchObject({ need: 1, askerCounts: false });
  const operators = [rule({ commands: ['purge'], approvals: approvals({ need: 2, roles: ['operator'] }) })];
  expect(gateOf(operators, deed('purge', 'destructive', 'skaro'), now)).toMatchObject({ need: 2, roles: ['operator'] });
});

test('the disks of a VM that is destroyed are kept as the rule says that decides about it, else as the bin has it', () => {
  const policy = [
    rule({ commands: ['destroy'], vms: ['*-tmp'], keep: 0 }),
    rule({ commands: ['destroy'], own: true, keep: 3600 }),
    rule({ risks: ['destructive'] }),
  ];
  const farm = { policy, bin: { keep: 604_800 } };
  expect([keepOf(farm, 'skaro-tmp', false), keepOf(farm, 'skaro', false)]).toEqual([0, 604_800]);
  expect([keepOf(farm, 'skaro-tmp', true), keepOf(farm, 'skaro', true)]).toEqual([0, 3600]);
});

import { expect, test } from 'vitest';
import { leaseDemand } from '../../src/bot/policy.ts';
import { untilOf } from '../../src/bot/survey/until.ts';
import { policyDefaults } from '../../src/farm/config/policy-defaults.ts';
import type { PolicyRule } from '../../src/farm/policy-rule.ts';
import { rule } from './rules.ts';

const day = 86_400;
const now = new Date('2026-12-01T08:00:00.000Z');
const vm = { name: 'gallifrey-dev', protected: false };
const demand = { default: 14 * day, most: 60 * day, unless: ['operator'] };
const demanded = [rule({ commands: ['clone'], vms: ['*-dev'], lease: demand }), ...policyDefaults];
const developer = { roles: ['developer'] };
const operator = { roles: ['developer', 'operator'] };

function until(
  policy: readonly PolicyRule[],
  asked: number | null | undefined,
  more: Partial<Parameters<typeof untilOf>[1]> = {},
): string | undefined {
  return untilOf({ policy }, { command: 'clone', vm, person: developer, asked, now, ...more })?.slice(0, 10);
}

test('without a demand of the policy a VM has the end that is asked for, or none', () => {
  expect(until(policyDefaults, undefined)).toBeUndefined();
  expect(until(policyDefaults, null)).toBeUndefined();
  expect(until(policyDefaults, 14 * day)).toBe('2026-12-15');
});

test('the policy gives it one where none is asked for, and refuses more than the most', () => {
  expect(until(demanded, undefined)).toBe('2026-12-15');
  expect(until(demanded, 60 * day)).toBe('2027-01-30');
  expect(() => until(demanded, 61 * day)).toThrow('gallifrey-dev may have at most 60 d from now (policy)');
  expect(() => until(demanded, null)).toThrow('gallifrey-dev has to have an end (policy): at most 60 d from now.');
});

test('a demand is for the VMs of its rule alone, and not for the roles it leaves out', () => {
  expect(until(demanded, undefined, { vm: { ...vm, name: 'skaro-test' } })).toBeUndefined();
  expect(until(demanded, undefined, { person: operator })).toBeUndefined();
  expect(until(demanded, 90 * day, { person: operator })).toBe('2027-03-01');
});

test('an extension is added to what is left, and what is left counts for the most', () => {
  const lease = { until: '2026-12-11T08:00:00.000Z', since: now.toISOString(), run: 1 };
  const more = { command: 'extend', lease } as const;
  expect(until(demanded, 7 * day, more)).toBe('2026-12-18');
  expect(() => until(demanded, 55 * day, more)).toThrow('and 10 d are left: 55 d more are too many.');
  const over = { ...lease, until: '2026-11-20T08:00:00.000Z' };
  expect(until(demanded, 7 * day, { command: 'extend', lease: over })).toBe('2026-12-08');
});

test('what is demanded of a clone is of its extension, unless a rule names that', () => {
  expect(leaseDemand(demanded, 'extend', vm.name, developer)).toEqual(demand);
  const free = [rule({ commands: ['extend'], vms: ['*-dev'], who: ['operator'] }), ...demanded];
  expect(leaseDemand(free, 'extend', vm.name, developer)).toBeUndefined();
  const own = [rule({ commands: ['extend'], lease: { ...demand, most: 7 * day } }), ...demanded];
  expect(leaseDemand(own, 'extend', vm.name, developer)).toMatchObject({ most: 7 * day });
});

test('a protected VM has no end, whatever the policy demands', () => {
  const kept = { vm: { ...vm, protected: true } };
  expect(until(demanded, undefined, kept)).toBeUndefined();
  expect(() => until(demanded, 7 * day, kept)).toThrow('gallifrey-dev is protected, so it has no end');
});

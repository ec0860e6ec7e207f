import { expect, test } from 'vitest';
import { extensions } from '../../../src/bot/survey/extensions.ts';
import { policyDefaults } from '../../../src/farm/config/policy-defaults.ts';
import { vmNamed } from '../../../src/farm/naming.ts';
import type { PolicyRule } from '../../../src/farm/policy-rule.ts';
import { exampleFarm } from '../../farm/farms.ts';
import { rule } from '../rules.ts';

const now = new Date('2026-12-01T12:00:00Z');
const day = 86_400;

/** What is offered to somebody with that role whose VM ends in two days. */
function offered(role: string, ...rules: readonly PolicyRule[]): readonly string[] {
  const lease = { until: '2026-12-03T12:00:00Z', since: '2026-11-01T12:00:00Z', run: 1 };
  const person = { name: 'rose', roles: [role] };
  const vm = vmNamed(exampleFarm, 'gallifrey-dev');
  return extensions({ policy: [...rules, ...policyDefaults] }, { vm, person, lease, now }).map(({ types }) => types);
}

const lent = (most: number) =>
  rule({ commands: ['clone'], lease: { default: day, most: most * day, unless: ['boss'] } });

test('a week and for ever are offered where the policy demands no end', () => {
  expect(offered('developer')).toEqual(['extend gallifrey-dev 7d', 'extend gallifrey-dev for ever']);
});

test('for ever is offered only to who may, and a week only where that is not beyond the most', () => {
  expect(offered('developer', lent(9))).toEqual(['extend gallifrey-dev 7d']);
  expect(offered('developer', lent(8))).toEqual([]);
  expect(offered('boss', lent(8))).toHaveLength(2);
});

test('nothing is offered to who may not extend', () => {
  expect(offered('developer', rule({ commands: ['extend'], risks: ['safe'], who: ['boss'] }))).toEqual([]);
});

import { expect, test } from 'vitest';
import { copyOf } from '../../../src/bot/survey/copy-of.ts';
import { refuseWord } from '../../../src/bot/survey/no-name.ts';
import { exampleFarm } from '../../farm/farms.ts';
import { state } from './state.ts';

const farm = { ...exampleFarm, naming: { ...exampleFarm.naming, clone: '{suffix}' } };

test.each([
  ['all', '!freeze'],
  ['off', '!freeze'],
  ['until', '!freeze'],
  ['mine', '!list'],
  ['me', '!list'],
  ['down', '!list'],
  ['stopped', '!list'],
  ['trouble', '!list'],
  ['protected', '!list'],
  ['waiting', '!runs'],
  ['port', '!blame'],
  ['because', 'every command'],
])('no VM is made that is called %s', (name, command) => {
  expect(() => copyOf(farm, 'gallifrey', name, state(), [])).toThrow(
    `A VM cannot be called ${name}: that is a word of ${command}.`,
  );
});

test('nor one that is called as a person is', () => {
  const people = new Map([['Chloe', { name: 'Chloe', roles: [], identities: {} }]]);
  expect(() => refuseWord({ people }, 'chloe')).toThrow('farm.yaml lists a person so, and !list chloe shows their VMs');
  expect(() => refuseWord({ people }, 'chloe-dev')).not.toThrow();
});

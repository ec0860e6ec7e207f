import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { fits } from '../../src/farm/wildcard.ts';

test.each([
  ['*', '', true],
  ['*', 'skaro', true],
  ['*-dev', 'gallifrey-dev', true],
  ['*-dev', 'gallifrey-dev-2', false],
  ['web*', 'web', true],
  ['web*', 'my-web', false],
  ['a*a', 'a', false],
  ['a*a', 'aa', true],
  ['a*b*c', 'a-b-b-c', true],
  ['a*b*b', 'ab', false],
  ['**x**', 'axb', true],
  ['skaro', 'skaro', true],
  ['skaro', 'skaros', false],
])('%s and %s: %s', (pattern, name, expected) => {
  expect(fits(pattern, name)).toBe(expected);
});

test('it says what a regular expression would', () => {
  const text = fc.stringMatching(/^[ab-]{0,6}$/);
  const pattern = fc.stringMatching(/^[ab*-]{0,6}$/);
  fc.assert(
    fc.property(pattern, text, (wild, name) => {
      expect(fits(wild, name)).toBe(new RegExp(`^${wild.replaceAll('*', '.*')}$`).test(name));
    }),
  );
});

test('a pattern of many stars takes no longer than another', () => {
  // By a regular expression each of these would take longer than the world has stood.
  const name = 'a'.repeat(63);
  expect(fits(`${'*a'.repeat(31)}b`, name)).toBe(false);
  expect(fits(`${'*a'.repeat(31)}*`, name)).toBe(true);
  expect(fits(`${'*a'.repeat(30)}*b*`, name)).toBe(false);
});

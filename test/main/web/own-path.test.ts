import { expect, test } from 'vitest';
import { ownPath } from '../../../main/web/own-path.ts';

const own = 'https://farm.example.org';

test.each([
  ['/', '/'],
  ['/runs?state=done&vm=skaro', '/runs?state=done&vm=skaro'],
  [`${own}/runs/7`, '/runs/7'],
  ['runs', '/runs'],
  ['/a/../runs', '/runs'],
])('%s leads to %s', (given, path) => {
  expect(ownPath(given, own)).toBe(path);
});

test.each([
  null,
  'https://attacker.example/runs',
  '//attacker.example/runs',
  '/\\attacker.example/runs',
  '\\\\attacker.example',
  '\t//attacker.example',
  '/\n/attacker.example',
  'javascript:alert(1)',
  'data:text/html,x',
  `${own}.attacker.example/runs`,
  `${own}@attacker.example`,
  'http://farm.example.org/runs',
  `/${'a'.repeat(2000)}`,
])('%j leads to the first page', (given) => {
  expect(ownPath(given, own)).toBe('/');
});

test.each(['/.//attacker.example', '/..//attacker.example', '/x/..//attacker.example', '/.///attacker.example'])(
  '%s stays on this site',
  (given) => {
    expect(new URL(ownPath(given, own), own).href).toBe(`${own}/attacker.example`);
  },
);

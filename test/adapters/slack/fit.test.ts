import { expect, test } from 'vitest';
import { fitting } from '../../../adapters/slack/fit.ts';
import { escaped } from '../../../adapters/slack/plain.ts';

test.each([
  ['short', 'status'],
  ['as long as can be', 'x'.repeat(3900)],
])('what is %s is left as it is', (_, text) => {
  expect(fitting(text)).toBe(text);
});

test.each<readonly [string, string]>([
  ['letters', 'x'.repeat(5000)],
  ['letters of two bytes', 'é'.repeat(3000)],
  ['letters of four bytes', '🦊'.repeat(2000)],
  ...[0, 1, 2, 3, 4].map(
    (shift) => [`entities, shifted by ${shift}`, 'x'.repeat(shift) + escaped('&<>'.repeat(2000))] as const,
  ),
  ['a mention where it is cut', `${'x'.repeat(3890)}<@U0123456789>${'y'.repeat(100)}`],
])('%s are cut by what they take escaped, and nothing is cut in two', (_, text) => {
  const fits = fitting(text);
  expect(Buffer.byteLength(fits)).toBeLessThanOrEqual(3900);
  expect(Buffer.byteLength(fits)).toBeGreaterThan(3800);
  expect(fits.endsWith(' …')).toBe(true);
  const kept = fits.slice(0, -2);
  expect(text.startsWith(kept)).toBe(true);
  expect(kept).not.toMatch(/&[a-z]{0,3}$|<[^>]*$/);
  expect(kept.isWellFormed()).toBe(true);
});

import * as fc from 'fast-check';
import width from 'string-width';
import { describe, expect, test } from 'vitest';
import { cut, wrap } from '../../../adapters/console/width.ts';

describe('a line that is too wide', () => {
  test.each([
    ['fits', 10, ['fits']],
    ['one two three four', 10, ['one two', '  three', '  four']],
    ['  indented words stay indented', 16, ['  indented words', '    stay', '    indented']],
    ['averylongwordwithoutspaces', 10, ['averylongw', '  ordwitho', '  utspaces']],
    ['日本語日本語', 7, ['日本語', '  日本', '  語']],
    ['👩‍🚀 and 🇫🇷 are two columns each', 10, ['👩‍🚀 and 🇫🇷', '  are two', '  columns', '  each']],
  ])('%j in %i columns becomes %j', (line, columns, lines) => {
    expect(wrap(line, columns)).toEqual(lines);
  });

  test('never stays too wide, and loses nothing but blanks', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', ' ', '日', 'é') }),
        fc.integer({ min: 20, max: 60 }),
        (line, columns) => {
          const lines = wrap(line, columns);
          for (const part of lines) expect(width(part)).toBeLessThanOrEqual(Math.max(columns, 4));
          expect(lines.join('').replaceAll(' ', '')).toBe(line.replaceAll(' ', ''));
        },
      ),
    );
  });
});

test.each([
  ['short', 10, 'short'],
  ['exactly ten', 10, 'exactly t…'],
  ['日本語', 5, '日本…'],
  ['日本語', 6, '日本語'],
  ['👩‍🚀👩‍🚀👩‍🚀', 5, '👩‍🚀👩‍🚀…'],
])('%j is cut to %i columns as %j', (text, columns, out) => {
  expect(cut(text, columns)).toBe(out);
});

import * as fc from 'fast-check';
import width from 'string-width';
import { expect, test } from 'vitest';
import { columnsOf } from '../../src/bot/columns.ts';

test.each([
  ['', 0],
  ['gallifrey  10.10.60.5', 21],
  ['日本', 4],
  ['👩‍🚀', 2],
  ['\u001b[31mred\u001b[39m', 3],
])('%j takes %i columns', (text, columns) => {
  expect(columnsOf(text)).toBe(columns);
});

test('plain text, which is only counted, takes as many as the library says', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
      expect(columnsOf(text)).toBe(width(text));
    }),
  );
});

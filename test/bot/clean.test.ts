import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { clean } from '../../src/bot/clean.ts';
import { anyText } from '../support/any-text.ts';

test.each([
  ['plain', 'plain'],
  ['a\r\nb\nc\td', 'a b c d'],
  ['\u001b[31mred\u001b[0m', '[31mred[0m'],
  ['abc\u202egpj.exe', 'abcgpj.exe'],
  ['zero\u200bwidth', 'zerowidth'],
  ['sk\u034faro\u3164 \u115f\u{e0061}', 'skaro '],
  ['\u26a0\ufe0f', '\u26a0\ufe0f'],
  ['\u0003' + '04colour', '04colour'],
  ['bell\u0007 c1\u009b', 'bell c1'],
  ['naïve ✅ 日本', 'naïve ✅ 日本'],
  ['half \ud800 pair', 'half \ufffd pair'],
])('%j shows as %j', (text, shown) => {
  expect(clean(text)).toBe(shown);
});

test('nothing that could act on a terminal or an IRC line is left', () => {
  fc.assert(
    fc.property(anyText(), (text) => {
      expect(clean(text)).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
    }),
  );
});

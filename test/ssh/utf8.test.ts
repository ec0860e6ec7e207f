import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decode, wholeCharacters } from '../../src/ssh/utf8.ts';

test('text cut at any byte loses only the character that was cut through', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), fc.nat(), (text, cut) => {
      const bytes = Buffer.from(text);
      const end = bytes.length === 0 ? 0 : cut % (bytes.length + 1);
      const part = decode(bytes.subarray(0, end), true);
      expect(text.startsWith(part)).toBe(true);
      expect(end - Buffer.byteLength(part)).toBeLessThan(4);
      expect(part).not.toContain('\ufffd');
    }),
  );
});

test('bytes that are no UTF-8 become U+FFFD and are not waited for', () => {
  expect(decode(Buffer.from([0x61, 0xff, 0x62]))).toBe('a\ufffdb');
  expect(wholeCharacters(Buffer.from([0x61, 0x80, 0x80, 0x80, 0x80]))).toBe(5);
  expect(decode(Buffer.from([0xe2, 0x82]))).toBe('\ufffd');
});

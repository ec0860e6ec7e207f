import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decode, decodeAll, encodable, encodeAll, wholeCharacters } from '../../src/ssh/utf8.ts';

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

test('any bytes are made text, and the same bytes again', () => {
  const pieces = fc.oneof(fc.uint8Array({ maxLength: 6 }), fc.string({ unit: 'grapheme', maxLength: 4 }));
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 8 }), (all) => {
      const bytes = Buffer.concat(all.map((piece) => Buffer.from(piece as Uint8Array)));
      const text = decodeAll(bytes);
      expect(encodable(text)).toBe(true);
      expect(encodeAll(text).equals(bytes)).toBe(true);
    }),
  );
  expect(decodeAll(Buffer.from([0xf0, 0x9f, 0x92, 0x80, 0x80]))).toBe('\u{1f480}\udc80');
  expect(encodable('a\ud800')).toBe(false);
});

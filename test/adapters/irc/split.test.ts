import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { outgoing } from '../../../adapters/irc/clean.ts';
import { room, split } from '../../../adapters/irc/split.ts';
import { anyText } from '../../support/any-text.ts';

const bytes = (text: string) => Buffer.byteLength(text);

/** Words, long words, emoji with modifiers and joiners, combining accents, flags, right-to-left, and plain noise. */
const text = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      anyText({ maxLength: 40 }),
      fc.constantFrom(' ', '  ', '👩🏽‍🚀', 'é', '🇳🇱', 'שלום', 'x'.repeat(50), 'e\u0301'.repeat(30), ':'),
    ),
    { maxLength: 40 },
  )
  .map((parts) => outgoing(parts.join('')));

describe('splitting a line', () => {
  test('loses nothing, adds nothing, and keeps every piece within the room', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 4, max: 450 }), (line, size) => {
        const pieces = split(line, size);
        expect(pieces.join('')).toBe(line);
        expect(pieces.every((piece) => bytes(piece) <= size)).toBe(true);
        expect(pieces.every((piece) => piece.isWellFormed())).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['after a space where there is one', 'one two three', 9, ['one two ', 'three']],
    ['inside a word that is longer than a line', 'abcdefghij', 4, ['abcd', 'efgh', 'ij']],
    ['not inside a character of several bytes', 'ééé', 5, ['éé', 'é']],
    ['not inside a grapheme', 'ab🇳🇱cd', 8, ['ab', '🇳🇱', 'cd']],
    ['inside a grapheme that is longer than a line', `e${'\u0301'.repeat(4)}`, 5, ['e\u0301\u0301', '\u0301\u0301']],
    ['not at a space that would leave most of the line empty', 'a bcdefghijkl', 8, ['a bcdefg', 'hijkl']],
    ['nowhere when it fits', 'one two', 7, ['one two']],
  ])('cuts %s', (_, line, size, pieces) => {
    expect(split(line, size)).toEqual(pieces);
  });
});

describe('the room in a message', () => {
  test('is what is left of 512 bytes when the server has put the sender before it', () => {
    const mask = { nick: 'farmhand', user: '~farm', host: 'bots.example.org' };
    const line = `:farmhand!~farm@bots.example.org PRIVMSG #xivo :${'x'.repeat(room(mask, '#xivo'))}\r\n`;
    expect(bytes(line)).toBe(512);
  });

  test('assumes the longest user and host while they are not known', () => {
    expect(room({ nick: 'farmhand' }, '#xivo')).toBe(
      room({ nick: 'farmhand', user: 'u'.repeat(11), host: 'h'.repeat(64) }, '#xivo'),
    );
  });
});

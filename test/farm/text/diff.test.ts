import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hunksOf, patchedBy, patchesOf } from '../../../src/farm/text/diff.ts';
import { inverse } from '../../../src/farm/text/patch.ts';

const text = fc
  .array(fc.constantFrom('a\n', 'b\n', 'c\n', '\n', 'd\n', 'e\n'), { maxLength: 12 })
  .map((lines) => lines.join(''));

describe('what differs between two texts', () => {
  test.each([
    ['nothing', 'a\nb\n', 'a\nb\n', []],
    ['a line changed', 'a\nb\nc\n', 'a\nx\nc\n', [{ at: 1, removed: ['b\n'], added: ['x\n'] }]],
    [
      'two places',
      'a\nb\nc\n',
      'x\na\nb\n',
      [
        { at: 0, removed: [], added: ['x\n'] },
        { at: 2, removed: ['c\n'], added: [] },
      ],
    ],
    ['all of it', '', 'a\n', [{ at: 0, removed: [], added: ['a\n'] }]],
    ['an end without a line end', 'a', 'a\n', [{ at: 0, removed: ['a'], added: ['a\n'] }]],
  ])('is %s', (_, before, after, hunks) => {
    expect(hunksOf(before, after)).toEqual(hunks);
  });

  test('makes the one from the other, in as few lines as there have to be', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = before.match(/.*\n/g) ?? [];
        for (const { at, removed, added } of [...hunksOf(before, after)].reverse()) {
          expect(lines.slice(at, at + removed.length)).toEqual(removed);
          lines.splice(at, removed.length, ...added);
        }
        expect(lines.join('')).toBe(after);
      }),
    );
  });
});

test('what differs between two long texts is found at once', () => {
  const lines = Array.from({ length: 50_000 }, (_, index) => `line ${index}\n`);
  const changed = lines.with(100, 'another\n').toSpliced(40_000, 1);
  expect(hunksOf(lines.join(''), changed.join(''))).toEqual([
    { at: 100, removed: ['line 100\n'], added: ['another\n'] },
    { at: 40_000, removed: ['line 40000\n'], added: [] },
  ]);
});

describe('patches', () => {
  test('lead from one text to the other and back wherever their places are sure', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const patches = patchesOf(before, after);
        const made = patchedBy(before, patches);
        if (made === undefined) return;
        expect(made).toBe(after);
        const back = patchedBy(after, patches.map(inverse));
        if (back !== undefined) expect(back).toBe(before);
      }),
    );
  });

  const before = 'one\ntwo\nthree\nfour\nfive\n';
  const patches = patchesOf(before, 'one\n2\nthree\nfour\n5\n');

  test('find their places in a text that others changed elsewhere', () => {
    expect(patchedBy('zero\none\ntwo\nthree\nthree and a half\nfour\nfive\n', patches)).toBe(
      'zero\none\n2\nthree\nthree and a half\nfour\n5\n',
    );
  });

  test('have no place where others changed the same lines, or where there are two', () => {
    expect(patchedBy('one\nzwei\nthree\nfour\nfive\n', patches)).toBeUndefined();
    expect(patchedBy(`x\n${before}y\n${before}z\n`, patches)).toBeUndefined();
  });
});

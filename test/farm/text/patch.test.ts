import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyPatch, inverse, patchOf, stands, takenBack } from '../../../src/farm/text/patch.ts';
import { Unreadable } from '../../../src/farm/text/unreadable.ts';

const lines = fc.array(fc.constantFrom('a\n', 'b\n', '}\n', '\n', 'c\r\n'), { maxLength: 12 });
const text = fc.tuple(lines, fc.constantFrom('', 'end')).map(([all, end]) => all.join('') + end);

test('a patch says what changed, line by line, with what stands around it', () => {
  expect(patchOf('a\nb\nc\nd\ne\n', 'a\nb\nx\nd\ne\n')).toEqual({
    above: ['', 'a\n', 'b\n'],
    removed: ['c\n'],
    added: ['x\n'],
    below: ['d\n', 'e\n', ''],
  });
  expect(patchOf('a\n', 'a\n')).toBeNull();
});

test('its inverse brings back the old text byte for byte, or says that the place cannot be told', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const patch = patchOf(before, after);
      if (!patch) return;
      const back = applyPatch(after, inverse(patch));
      if (back !== undefined) expect(back).toBe(before);
      const unique = patch.removed.length + patch.added.length > 0 && new Set(after.split('\n')).size > 6;
      if (unique) expect(back).toBe(before);
    }),
  );
});

test('it finds its place when others edited far away, or on one side', () => {
  const patch = patchOf('1\n2\n3\n4\n5\n', '1\n2\n3\nnew\n4\n5\n');
  if (!patch) throw new Error('no patch');
  expect(applyPatch('0\n1\n2\n3\nnew\n4\n5\n6\n', inverse(patch))).toBe('0\n1\n2\n3\n4\n5\n6\n');
  expect(applyPatch('1\n2\n3\nnew\nother\n', inverse(patch))).toBe('1\n2\n3\nother\n');
  expect(applyPatch('other\nnew\n4\n5\n', inverse(patch))).toBe('other\n4\n5\n');
});

test('what it added stands while its lines are together, empty ones left aside, and nobody wrote into them', () => {
  const patch = patchOf('a\nb\n', 'a\n\nhost x {\n  y;\n}\nb\n');
  if (!patch) throw new Error('no patch');
  expect(stands('other\nhost x {\n\n  y;\n}\nelsewhere\n', patch)).toBe(true);
  expect(stands('host x { # kept\n  y;\n}\n', patch)).toBe(false);
  expect(stands('host x {\n  y;\n  z;\n}\n', patch)).toBe(false);
  expect(stands('a\nb\n', patch)).toBe(false);
});

test('of a last line without an end, what stands is what it added and not that line', () => {
  const patch = patchOf('a\nb', 'a\nb\nc');
  if (!patch) throw new Error('no patch');
  expect(stands('a\nchanged\nc\n', patch)).toBe(true);
});

test('it is not made where its place is gone or there twice', () => {
  const patch = patchOf('a\nb\n', 'a\nx\nb\n');
  if (!patch) throw new Error('no patch');
  expect(applyPatch('c\nx\nd\n', inverse(patch))).toBeUndefined();
  const between = { above: ['a\n'], removed: [], added: ['x\n'], below: ['a\n'] };
  expect(applyPatch('a\na\na\n', between)).toBeUndefined();
});

test('it is taken back only where what is left can be read and is as wanted', () => {
  const patch = patchOf('a\nb\n', 'a\nx\nb\n') ?? undefined;
  const unreadable = () => {
    throw new Unreadable(1, 'a brace is not closed');
  };
  const mistaken = () => {
    throw new Error('of the program itself');
  };
  expect(takenBack('a\nx\nb\nc\n', patch, (text) => !text.includes('x'))).toBe('a\nb\nc\n');
  expect(takenBack('a\nx\nb\nx\n', patch, (text) => !text.includes('x'))).toBeUndefined();
  expect(takenBack('x\n', patch, () => true)).toBeUndefined();
  expect(takenBack('a\nx\nb\n', patch, unreadable)).toBeUndefined();
  expect(takenBack('a\nb\n', undefined, () => true)).toBeUndefined();
  expect(() => takenBack('a\nx\nb\n', patch, mistaken)).toThrow('of the program itself');
});

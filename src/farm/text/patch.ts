import * as z from 'zod';
import { Unreadable } from './unreadable.ts';

/** One place of a text that was changed, with enough around it to be found again: lines with their ends. */
export type Patch = {
  /** Up to three lines before; an empty one stands for the beginning of the text. */
  readonly above: readonly string[];
  readonly removed: readonly string[];
  readonly added: readonly string[];
  /** Up to three lines after; an empty one stands for the end of the text. */
  readonly below: readonly string[];
};

const lines = z.array(z.string());
export const patchSchema: z.ZodType<Patch> = z.strictObject({
  above: lines,
  removed: lines,
  added: lines,
  below: lines,
});

const context = 3;

/** Lines of a text, each with its end (`\n`, `\r\n`, or nothing at the end of the text). */
export function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** What changed between two texts, as one place; null when they are equal. */
export function patchOf(before: string, after: string): Patch | null {
  if (before === after) return null;
  const [old, now] = [linesOf(before), linesOf(after)];
  const shorter = Math.min(old.length, now.length);
  let head = 0;
  while (head < shorter && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  return {
    above: ['', ...old].slice(0, head + 1).slice(-context),
    removed: old.slice(head, old.length - tail),
    added: now.slice(head, now.length - tail),
    below: [...old.slice(old.length - tail), ''].slice(0, context),
  };
}

/** The patch that takes a patch back. */
export function inverse({ above, removed, added, below }: Patch): Patch {
  return { above, removed: added, added: removed, below };
}

/**
 * The text with the patch made to it, where its place can be determined: both neighbourhoods are there, or at least one of them,
 * and only once. Otherwise undefined.
 */
export function applyPatch(text: string, { above, removed, added, below }: Patch): string | undefined {
  const lines = ['', ...linesOf(text), ''];
  const places: readonly (readonly [readonly string[], readonly string[]])[] = [
    [above, below],
    [above, []],
    [[], below],
  ];
  for (const [before, after] of places) {
    const found = positions(lines, [...before, ...removed, ...after]);
    const [at, ...more] = found;
    if (at === undefined || more.length > 0) continue;
    const from = at + before.length;
    return [...lines.slice(0, from), ...added, ...lines.slice(from + removed.length)].join('');
  }
  return undefined;
}

/**
 * The text with an earlier change taken back, where its place can still be found, what is left can be read, and `good` finds there what is
 * wanted; otherwise undefined, and it takes an edit of its own. `good` may throw Unreadable.
 */
export function takenBack(
  text: string,
  change: Patch | undefined,
  good: (text: string) => boolean,
): string | undefined {
  const edited = change && applyPatch(text, inverse(change));
  if (edited === undefined) return undefined;
  try {
    return good(edited) ? edited : undefined;
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

/**
 * Whether what a patch added still stands in a text as it was added, together and without a word more or less: else a person has
 * made something of their own of it since. Empty lines do not count.
 */
export function stands(text: string, { added, removed }: Patch): boolean {
  const told = (lines: readonly string[]) => lines.map((line) => line.trimEnd()).filter((line) => line !== '');
  const was = new Set(told(removed));
  const [lines, own] = [told(linesOf(text)), told(added).filter((line) => !was.has(line))];
  return lines.some((_, at) => own.every((line, index) => lines[at + index] === line));
}

/** Whether two patches change the same, wherever it stands. Empty lines do not count: which of them go or come depends on the neighbours. */
export function sameChange(a: Patch, b: Patch): boolean {
  const text = (lines: readonly string[]) => lines.filter((line) => line.trim() !== '').join('');
  return text(a.removed) === text(b.removed) && text(a.added) === text(b.added);
}

/** Lines as people see them, without their ends. */
export function shown(lines: readonly string[]): readonly string[] {
  return lines.map((line) => line.replace(/\r?\n$/, ''));
}

function positions(lines: readonly string[], wanted: readonly string[]): readonly number[] {
  return lines.flatMap((_, at) => (wanted.every((line, index) => lines[at + index] === line) ? [at] : []));
}

import { diffArrays } from 'diff/lib/diff/array.js';
import { linesOf, type Patch } from './patch.ts';

/** One stretch in which two texts differ: lines from `at` of the first, with their ends, give way to others. */
export interface Hunk {
  readonly at: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** Where two texts differ, in as few lines as possible. */
export function hunksOf(before: string, after: string): readonly Hunk[] {
  const hunks: { at: number; removed: readonly string[]; added: readonly string[] }[] = [];
  let at = 0;
  let open: (typeof hunks)[number] | undefined;
  for (const { added, removed, value } of diffArrays([...linesOf(before)], [...linesOf(after)])) {
    if (!added && !removed) open = undefined;
    else {
      if (!open) {
        open = { at, removed: [], added: [] };
        hunks.push(open);
      }
      open[added ? 'added' : 'removed'] = value;
    }
    if (!added) at += value.length;
  }
  return hunks;
}

const context = 3;

/**
 * What changed between two texts, a patch for each place. The lines around one are such that none of the others changes, so each is found
 * whether or not the others have been made.
 */
export function patchesOf(before: string, after: string): readonly Patch[] {
  const lines = ['', ...linesOf(before), ''];
  const hunks = hunksOf(before, after);
  return hunks.map(({ at, removed, added }, index) => {
    const [last, next] = [hunks[index - 1], hunks[index + 1]];
    // Counted in `lines`, which begins with the empty one.
    const [from, to] = [at + 1, at + 1 + removed.length];
    const first = last ? last.at + 1 + last.removed.length : 0;
    const end = next ? next.at + 1 : lines.length;
    return {
      above: lines.slice(Math.max(first, from - context), from),
      removed,
      added,
      below: lines.slice(to, Math.min(end, to + context)),
    };
  });
}

/**
 * The text with one patch made, where its place can be determined: it is the only one with what the patch removes between the lines around it, as
 * many of those as are still there. What removes nothing is known by lines on both sides, what removes something by one side at least.
 * Otherwise undefined.
 */
function patched(text: string, { above, removed, added, below }: Patch): string | undefined {
  const lines = ['', ...linesOf(text), ''];
  const sizes = Array.from({ length: context }, (_, index) => context - index);
  const both = sizes.map((size) => [above.slice(-size), below.slice(0, size)] as const);
  const oneSide = sizes.flatMap((size) => [[above.slice(-size), []] as const, [[], below.slice(0, size)] as const]);
  for (const [before, after] of removed.length > 0 ? [...both, ...oneSide] : both) {
    const wanted = [...before, ...removed, ...after];
    const found = lines.flatMap((_, at) => (wanted.every((line, index) => lines[at + index] === line) ? [at] : []));
    const [at, ...more] = found;
    if (at === undefined || more.length > 0) continue;
    const from = at + before.length;
    return [...lines.slice(0, from), ...added, ...lines.slice(from + removed.length)].join('');
  }
  return undefined;
}

/** The text with all patches made, the last first; undefined where the place of one cannot be determined. */
export function patchedBy(text: string, patches: readonly Patch[]): string | undefined {
  return patches.reduceRight<string | undefined>((now, patch) => (now === undefined ? now : patched(now, patch)), text);
}

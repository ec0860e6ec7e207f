import { linesOf, type Patch } from './patch.ts';

/** One stretch in which two texts differ: lines from `at` of the first, with their ends, give way to others. */
export interface Hunk {
  readonly at: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** Where two texts differ, by their longest common subsequence of lines. */
export function hunksOf(before: string, after: string): readonly Hunk[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  const common = lengths(old, now);
  const hunks: { at: number; removed: string[]; added: string[] }[] = [];
  let [i, j] = [0, 0];
  let open: (typeof hunks)[number] | undefined;
  while (i < old.length || j < now.length) {
    const [one, other] = [old[i], now[j]];
    if (one !== undefined && one === other) {
      open = undefined;
      i += 1;
      j += 1;
      continue;
    }
    if (!open) {
      open = { at: i, removed: [], added: [] };
      hunks.push(open);
    }
    if (one !== undefined && (other === undefined || cell(common, i + 1, j) >= cell(common, i, j + 1))) {
      open.removed.push(one);
      i += 1;
    } else if (other !== undefined) {
      open.added.push(other);
      j += 1;
    }
  }
  return hunks;
}

/** `[i][j]`: how many lines the texts have in common from line i and line j on. */
function lengths(old: readonly string[], now: readonly string[]): readonly Uint32Array[] {
  const table = Array.from({ length: old.length + 1 }, () => new Uint32Array(now.length + 1));
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      const row = table[i] as Uint32Array;
      row[j] =
        old[i] === now[j] ? cell(table, i + 1, j + 1) + 1 : Math.max(cell(table, i + 1, j), cell(table, i, j + 1));
    }
  }
  return table;
}

function cell(table: readonly Uint32Array[], i: number, j: number): number {
  return table[i]?.[j] ?? 0;
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
 * The text with one patch made, where its place can be told: it is the only one with what the patch removes between the lines around it, as
 * many of those as are still there. What removes nothing is known by lines on both sides, what removes something by one side at least.
 * Otherwise undefined.
 */
export function patched(text: string, { above, removed, added, below }: Patch): string | undefined {
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

/** The text with all patches made, the last first; undefined where the place of one cannot be told. */
export function patchedBy(text: string, patches: readonly Patch[]): string | undefined {
  return patches.reduceRight<string | undefined>((now, patch) => (now === undefined ? now : patched(now, patch)), text);
}

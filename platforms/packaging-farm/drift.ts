import { type Hunk, hunksOf } from '../../src/farm/text/diff.ts';
import type { FarmFiles } from './files.ts';
import { withOwnLines } from './own-lines.ts';

/** How one file of a packaging farm would have to change to be as another farm's. */
export interface Drift {
  /** On the farm that would change. */
  readonly path: string;
  /** What it holds there; null: there is none. */
  readonly before: string | null;
  readonly after: string;
  readonly hunks: readonly Hunk[];
}

/** What differs between two packaging farms but for the variables that are the second one's own. A file the first does not have is no difference. */
export function driftOf(from: FarmFiles, to: FarmFiles, keep: readonly string[]): readonly Drift[] {
  return (['conf', 'job'] as const).flatMap((which) => {
    const { text } = from[which];
    const { path, text: before } = to[which];
    if (text === null) return [];
    const after = withOwnLines(text, before ?? '', keep);
    const hunks = hunksOf(before ?? '', after);
    return hunks.length === 0 ? [] : [{ path, before, after, hunks }];
  });
}

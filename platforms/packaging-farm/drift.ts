import type { Drift, FarmFiles } from '../../src/farm/roles/builder.ts';
import { hunksOf } from '../../src/farm/text/diff.ts';
import { withOwnLines } from './own-lines.ts';

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

import type { Invocation } from '../../engine/action.ts';
import type { BuildSettings } from '../farm.ts';
import type { Drift } from '../packaging/drift.ts';
import { patchedBy, patchesOf } from '../text/diff.ts';
import { patchOf } from '../text/patch.ts';

/** Edit packaging-farm.conf and the meta package's Makefile until they are as on the other farm. */
export function lines({ host, command }: BuildSettings, drifts: readonly Drift[]): Invocation {
  const files = drifts.map(({ path, before, after }) => {
    const text = before ?? '';
    const several = patchesOf(text, after);
    const whole = patchOf(text, after);
    // Lines that occur often may leave no place sure; the whole stretch that changes does.
    const patches = patchedBy(text, several) === after || !whole ? several : [whole];
    return { path, patches: patches.map((patch) => ({ ...patch })), absent: before === null ? 'before' : 'never' };
  });
  return { action: 'packaging.lines', args: JSON.parse(JSON.stringify({ host, command, files })) };
}

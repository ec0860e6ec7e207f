import type { DiskPart } from '../../src/farm/roles/storage.ts';
import { showSize } from '../../src/farm/units.ts';

/** What a copy does to each stretch of a disk, a line each. */
export function stretchLines(parts: readonly DiskPart[], remains: 'zeroed' | 'left'): readonly string[] {
  return parts.map((part) => `${placeOf(part)}: ${how(part, remains)}`);
}

function placeOf({ at, bytes, type }: DiskPart): string {
  const what = type === '-' ? '' : ` ${type}`;
  return `${showSize(bytes)}${what} at ${at === 0 ? 'the start' : showSize(at)}`;
}

function how({ bytes, type, used }: DiskPart, remains: 'zeroed' | 'left'): string {
  if (used === undefined) return 'all of it';
  const what =
    type === 'swap' ? 'its header' : `what is in use after e2fsck -y -E journal_only, about ${showSize(used)}`;
  const rest = bytes - used;
  return rest > 0 && remains === 'zeroed' ? `${what}; the rest is zeroed (${showSize(rest)})` : what;
}

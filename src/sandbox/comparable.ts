import type { Snapshot } from './made.ts';
import type { SandboxPart } from './part.ts';

/**
 * The same snapshot with what the parts choose at random named after what it belongs to. So two sandboxes in which the same was
 * done are equal.
 */
export function comparableBy(parts: readonly SandboxPart[], snapshot: Snapshot): Snapshot {
  return parts.reduce((result, part) => part.comparable?.(result) ?? result, snapshot);
}

/** The same snapshot with other places and texts, in the order of their places. */
export function renamed(
  snapshot: Snapshot,
  place: (place: string) => string,
  text: (text: string, place: string) => string,
): Snapshot {
  const entries = [...snapshot].map(([from, content]) => [place(from), text(content, from)] as const);
  return new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

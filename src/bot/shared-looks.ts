import type { ReadingHosts } from '../engine/look.ts';
import { type ReadFarm, readParts } from '../farm/read-parts.ts';
import type { FarmState } from '../farm/state.ts';
import type { Journal } from '../journal/journal.ts';
import type { Result } from '../ssh/host.ts';
import type { RecentFarm } from './command.ts';

/** Milliseconds from the beginning of a look for which others are given the same. */
const longest = 1000;

export interface SharedLooksParts {
  readonly journal: Pick<Journal, 'last'>;
  readonly hosts: ReadingHosts;
  /** Reads the whole farm. */
  readonly look: () => Promise<FarmState>;
  /** Milliseconds; for tests. */
  readonly now?: () => number;
}

/** Looks for answers: those who ask within the same second share one, unless something happened to a run meanwhile. */
export function sharedLooks({ journal, hosts, look, now = () => performance.now() }: SharedLooksParts): RecentFarm {
  // Who needs the journal to answer meets its failure; who does not is answered by a look of their own.
  const newest = () => journal.last().catch(() => Number.NaN);
  const looks = sharing<FarmState>(newest, now);
  const reads = sharing<readonly Result[]>(newest, now);
  const sharingHosts: ReadingHosts = (name) => ({
    batch: (scripts, options) => reads(JSON.stringify([name, scripts]), () => hosts(name).batch(scripts, options)),
  });
  const read: ReadFarm = (parts) => readParts(sharingHosts, parts);
  return { look: () => looks('farm', look), read };
}

/** Gives what was looked at under the same name within the time, and since the same newest event; looks, where there is none. A failure is given to nobody later. */
function sharing<T>(newest: () => Promise<number>, now: () => number) {
  const looks = new Map<string, { readonly at: number; readonly event: number; readonly found: Promise<T> }>();
  return async (name: string, look: () => Promise<T>): Promise<T> => {
    const event = await newest();
    const at = now();
    for (const [old, one] of looks) if (at - one.at >= longest || one.event !== event) looks.delete(old);
    const known = looks.get(name);
    if (known) return known.found;
    const found = look();
    looks.set(name, { at, event, found });
    found.catch(() => {
      if (looks.get(name)?.found === found) looks.delete(name);
    });
    return found;
  };
}

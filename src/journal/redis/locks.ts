import { type HeldLock, type Lock, LockHeld } from '../journal.ts';
import { canonical } from '../json.ts';

/** Who holds a lock: run → mode. */
export type Holders = ReadonlyMap<number, Lock['mode']>;

/** A lock's holders as kept: `{"7":"shared","9":"shared"}`; null when nobody holds it. */
export function holdersText(holders: Holders): string | null {
  return holders.size === 0 ? null : canonical(Object.fromEntries(holders));
}

export function holdersOf(text: string | null | undefined): Holders {
  const entries = Object.entries(JSON.parse(text ?? '{}') as Record<string, Lock['mode']>);
  return new Map(entries.map(([run, mode]) => [Number(run), mode]));
}

/** All locks, ordered by key and run. */
export function heldLocks(all: ReadonlyMap<string, Holders>): readonly HeldLock[] {
  return [...all.keys()].sort().flatMap((key) => {
    const holders = [...(all.get(key) ?? [])].sort(([a], [b]) => a - b);
    return holders.map(([run, mode]) => ({ key, mode, run }));
  });
}

/** What a write leaves: the locks the run holds, and the holders of each lock that was looked at. */
export interface Taken {
  readonly own: readonly Lock[];
  readonly holders: ReadonlyMap<string, Holders>;
}

/**
 * Takes what the run does not hold already; an exclusive lock it holds stays so. Locks of the run it acts for are no obstacle.
 * `held`: the holders of every lock asked for. Throws LockHeld.
 */
export function takeLocks(
  run: number,
  asked: readonly Lock[],
  own: readonly Lock[],
  held: ReadonlyMap<string, Holders>,
  onBehalfOf = run,
): Taken {
  const mine = new Map(own.map(({ key, mode }) => [key, mode]));
  const holders = new Map(held);
  for (const { key, mode } of asked) {
    const others = [...(holders.get(key) ?? [])]
      .filter(([holder, theirs]) => holder !== run && holder !== onBehalfOf && [mode, theirs].includes('exclusive'))
      .map(([holder]) => holder);
    if (others.length > 0) throw new LockHeld(key, Math.min(...others));
    const now = mine.get(key) === 'exclusive' ? 'exclusive' : mode;
    mine.set(key, now);
    holders.set(key, new Map([...(holders.get(key) ?? []), [run, now]]));
  }
  return { own: [...mine].map(([key, mode]) => ({ key, mode })), holders };
}

/** Gives back all the run holds. `held`: the holders of each of these locks. */
export function giveBack(run: number, held: ReadonlyMap<string, Holders>): Taken {
  const without = [...held].map(([key, holders]) => [key, new Map([...holders].filter(([holder]) => holder !== run))]);
  return { own: [], holders: new Map(without as [string, Holders][]) };
}

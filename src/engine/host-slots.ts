import type { Journal, Lease } from '../journal/journal.ts';
import type { Actions } from './action.ts';
import { hostsOfStep } from './hosts-of.ts';
import { isFinished, type RunView } from './run.ts';

/** What taking a slot on a host needs. */
export interface SlotParts {
  readonly journal: Journal;
  readonly actions: Actions;
  /** Which process this is; see Journal.lease. */
  readonly owner: string;
  /** How many runs may be worked on at once on a host; no limit for hosts that are not in it. */
  readonly slots: ReadonlyMap<string, number>;
}

/**
 * Takes a slot on each host the run has still work on, for so many milliseconds: the leases of all, or undefined, and none taken,
 * when one host's slots are all taken by other runs.
 */
export async function takeSlots(
  taking: SlotParts,
  view: RunView,
  milliseconds: number,
): Promise<readonly Lease[] | undefined> {
  const { journal, actions, slots, owner } = taking;
  if (slots.size === 0) return [];
  const taken: Lease[] = [];
  for (const host of hostsOf(view, actions)) {
    const count = slots.get(host);
    if (count === undefined) continue;
    const slot = await first(count, (number) => journal.lease(slotOn(host, number), owner, milliseconds));
    if (!slot) {
      await Promise.all(taken.map((lease) => journal.release(lease)));
      return undefined;
    }
    taken.push(slot);
  }
  return taken;
}

/** What a slot on a host is called among leases. */
function slotOn(host: string, number: number): string {
  return `place:${host}:${number}`;
}

async function first<T>(count: number, find: (number: number) => Promise<T | undefined>): Promise<T | undefined> {
  for (let number = 1; number <= count; number++) {
    const found = await find(number);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** In one order for everybody, so that no two runs wait for each other. A step this version does not know fails when its turn comes. */
function hostsOf({ steps }: RunView, actions: Actions): readonly string[] {
  const open = steps.filter((step) => !isFinished(step));
  return [...new Set(open.flatMap((step) => hostsOfStep(actions, step)))].toSorted();
}

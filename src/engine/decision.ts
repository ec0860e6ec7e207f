import type { Journal } from '../journal/journal.ts';
import type { Json } from '../journal/json.ts';

/**
 * Something a plan decides about the farm that no host keeps: who owns a VM, until when it is lent. It holds from the end of its run,
 * until a later one decides the same anew or its run is undone.
 */
export interface Decision {
  /** What is decided: `owner`. */
  readonly kind: string;
  /** About what, one decision at a time holding: a VM's name. */
  readonly about: string;
  /** In words: "gallifrey-dev belongs to chloe". */
  readonly title: string;
  /** null: nothing is decided any more. */
  readonly value: Json;
  /** What held when it was planned, which undoing it brings back; null: nothing. */
  readonly before: Json;
  /** Why an undoing leaves it as it is, and what to do instead; absent: it takes it back. */
  readonly stays?: string;
  /** It is about what the run makes, and holds too where the run is left half done after that was begun. */
  readonly ofMade?: true;
}

/** What was decided last about something. */
export interface Decided {
  /** null: that nothing is decided any more. */
  readonly value: Json;
  /** The run that decided it. */
  readonly run: number;
  /** ISO 8601, since when it holds. */
  readonly at: string;
}

/** Reads what was decided, from the journal. */
export class Decisions {
  readonly #journal: Pick<Journal, 'recent'>;
  readonly #known = new Map<string, { readonly seq: number; readonly all: ReadonlyMap<string, readonly Decided[]> }>();

  constructor(journal: Pick<Journal, 'recent'>) {
    this.#journal = journal;
  }

  /** The newest decision of a kind about each thing that one was ever taken about. Throws JournalUnusable. */
  async newest(kind: string): Promise<ReadonlyMap<string, Decided>> {
    const all = await this.all(kind);
    return new Map([...all].flatMap(([about, decided]) => decided.slice(-1).map((one) => [about, one] as const)));
  }

  /** All decisions of a kind about each thing, the oldest first. Throws JournalUnusable. */
  async all(kind: string): Promise<ReadonlyMap<string, readonly Decided[]>> {
    const [last] = await this.#journal.recent('decided', kind, 1);
    if (!last) return new Map();
    const known = this.#known.get(kind);
    if (known?.seq === last.seq) return known.all;
    const events = await this.#journal.recent('decided', kind, Number.MAX_SAFE_INTEGER);
    const decided = [...events].reverse().map(({ run, at, data }) => {
      const { about, value } = data as { readonly about: string; readonly value: Json };
      return { about, value, run, at };
    });
    const all = Map.groupBy(decided, ({ about }) => about);
    this.#known.set(kind, { seq: events[0]?.seq ?? last.seq, all });
    return all;
  }
}

/** A run, and what its plan decides. */
interface Decider {
  readonly run: number;
  readonly plan: { readonly decisions?: readonly Decision[] };
  /** ISO time. */
  readonly plannedAt: string;
}

/**
 * What takes decisions of a run back, and, in words, those that a later run took anew and that are left as they are. `returns`: with them comes back what the run took away:
 * what was decided since under its name is of another, which is not there any more.
 */
export async function takenBack(
  { run, plan, plannedAt }: Decider,
  taken: Pick<Decisions, 'all'>,
  returns: boolean,
): Promise<{ readonly back: readonly Decision[]; readonly left: readonly string[] }> {
  const back: Decision[] = [];
  const left: string[] = [];
  for (const { kind, about, title, before, stays } of plan.decisions ?? []) {
    if (stays !== undefined) {
      left.push(`${title}: ${stays}`);
      continue;
    }
    const all = (await taken.all(kind)).get(about) ?? [];
    const own = all.findLastIndex((one) => one.run === run);
    const newest = all.at(-1);
    // One that stopped before it decided anything has nothing to take back.
    if (own < 0 || !newest) continue;
    const earlier = all[own - 1];
    // Others may have decided while it waited for its approval.
    const value = earlier && earlier.at >= plannedAt ? earlier.value : before;
    const again = { kind, about, title: `taken back: ${title}`, value, before: newest.value };
    if (returns) back.push({ ...again, ofMade: true });
    else if (newest.run === run) back.push(again);
    else left.push(`${title}: left as it is, since run ${newest.run} decided anew`);
  }
  return { back, left };
}

import {
  type Anchor,
  type Journal,
  JournalUnusable,
  type Lease,
  type Lock,
  type RunHead,
  type StoredEvent,
} from './journal.ts';
import { canonical, type Json } from './json.ts';

/** What is of the moment and no part of the log. */
export interface Moment {
  /** The highest token given. Hosts remember it, so it never falls. */
  readonly token: number;
  /** How far each reader got. */
  readonly cursors: ReadonlyMap<string, number>;
  /** Shelf → key → note. */
  readonly notes: ReadonlyMap<string, ReadonlyMap<string, Json>>;
  /** Those whose holder is alive. */
  readonly leases: readonly Lease[];
}

/** A journal to copy from, or to look at after the copy. */
export interface Original {
  /** For people: a file, or a Redis without its password. */
  readonly name: string;
  readonly journal: Journal;
  moment(): Promise<Moment>;
}

/** An empty journal that is being filled. What breaks off before `end` is no journal, or still an empty one. */
export interface Filling {
  events(events: readonly StoredEvent[]): Promise<void>;
  runs(runs: readonly { readonly head: RunHead; readonly locks: readonly Lock[] }[]): Promise<void>;
  /** Makes it a journal, the same as `identity` names. `runs`: how many there are. */
  end(tip: Anchor, runs: number, moment: Moment, identity: string): Promise<void>;
  /** Lets go of it, ended or not. */
  close(): Promise<void>;
}

/** Where to copy to. */
export interface Target {
  readonly name: string;
  /** Throws JournalUnusable unless it is empty, or what a copy that broke off has left. */
  fill(from: string): Promise<Filling>;
  open(): Promise<Original>;
}

/** Events and runs copied at a time. */
const page = 200;

/**
 * Copies the whole journal, to the letter: events with their hashes, heads, locks, cursors, notes, the highest token. Both are verified, and the
 * target becomes a journal at the end only. Returns the newest event's anchor. Throws JournalUnusable.
 */
export async function copyJournal(from: Original, to: Target): Promise<Anchor> {
  const tip = await verified(from);
  if (tip.seq === 0) throw new JournalUnusable(`${from.name} is an empty journal: there is nothing to copy`);
  await atRest(from);
  const filling = await to.fill(from.name);
  try {
    const runs = await pour(from.journal, filling, tip.seq);
    const moment = await atRest(from);
    if ((await from.journal.last()) !== tip.seq)
      throw new JournalUnusable(
        `${from.name} was written to while it was copied: stop farmhand everywhere, then copy again`,
      );
    await filling.end(tip, runs, moment, from.journal.identity);
  } finally {
    await filling.close();
  }
  await compare(from, to, tip);
  return tip;
}

/** Fills in all events up to `last`, and all runs; hands back how many runs. */
export async function pour(journal: Journal, filling: Filling, last: number): Promise<number> {
  for (let seq = 0; seq < last; ) {
    const events = await journal.since(seq, Math.min(page, last - seq));
    await filling.events(events);
    seq = events.at(-1)?.seq ?? last;
  }
  const locks = Map.groupBy(await journal.locks(), ({ run }) => run);
  let count = 0;
  for (let before: number | undefined; ; ) {
    const heads = await journal.runs({ limit: page, ...(before !== undefined && { before }) });
    const held = (run: number) => (locks.get(run) ?? []).map(({ key, mode }) => ({ key, mode }));
    await filling.runs(heads.map((head) => ({ head, locks: held(head.run) })));
    count += heads.length;
    before = heads.at(-1)?.run;
    if (before === undefined) return count;
  }
}

/** Throws when a run is being worked on, or anything else is leased. */
async function atRest({ name, moment }: Original): Promise<Moment> {
  const now = await moment();
  const [lease] = now.leases;
  if (lease)
    throw new JournalUnusable(
      `${name} is in use: ${lease.owner} has ${lease.of.replace(':', ' ')}. Stop farmhand everywhere, then copy again`,
    );
  return now;
}

async function verified({ name, journal }: Original, expected?: Anchor): Promise<Anchor> {
  const verdict = await journal.verify(expected);
  if (!verdict.ok) throw new JournalUnusable(`${name} is not as it was written: ${verdict.problem}. It was not copied`);
  return { seq: verdict.events, hash: verdict.head };
}

/** Throws unless the copy is the same journal. */
async function compare(from: Original, to: Target, tip: Anchor): Promise<void> {
  const copy = await to.open();
  try {
    const [theirs, ours] = [await verified(copy, tip), await verified(from, tip)];
    const [before, after] = [await from.moment(), await copy.moment()];
    const beside = ({ cursors, notes }: Moment) =>
      canonical([
        Object.fromEntries(cursors),
        Object.fromEntries([...notes].map(([shelf, all]) => [shelf, Object.fromEntries(all)])),
      ]);
    if (
      theirs.hash !== tip.hash ||
      ours.hash !== tip.hash ||
      beside(before) !== beside(after) ||
      after.token < before.token
    )
      throw new JournalUnusable(
        `${to.name} is not the same as ${from.name}: one of them was written to meanwhile. Empty ${to.name}, stop farmhand everywhere, then copy again`,
      );
  } finally {
    await copy.journal.close();
  }
}

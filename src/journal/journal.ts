import type { Json } from './json.ts';

/** Something that happened to a run, before it is written down. */
export interface NewEvent {
  readonly type: string;
  /** What `recent` finds events by besides their type: the action's name, for the events of a step. */
  readonly tag?: string;
  readonly data: Json;
}

/** An event as written: `hash` covers every other member and the previous event's hash, so none can be changed unseen. */
export interface StoredEvent extends NewEvent {
  /** Place in the whole log, from 1, without gaps. */
  readonly seq: number;
  readonly run: number;
  /** Place in the run's own history, from 1, without gaps. */
  readonly version: number;
  /** ISO 8601, UTC, milliseconds. */
  readonly at: string;
  /**
   * On the last event of each write: hash of the run's head and locks as that write left them (chain.ts), so that the chain
   * proves those too.
   */
  readonly seal?: string;
  /** The previous event's hash; 64 zeros for the first. */
  readonly prev: string;
  readonly hash: string;
}

/** What lists of runs show without reading their events; kept by `append`, derived from events alone. */
export interface RunHead {
  readonly run: number;
  readonly version: number;
  readonly state: string;
  /** Nothing more will happen to it and it holds no lock. */
  readonly settled: boolean;
  readonly title: string;
  /** The VMs it is about. */
  readonly subjects: readonly string[];
  /** Who asked (a person's name in farm.yaml). */
  readonly by: string;
  readonly startedAt: string;
  readonly changedAt: string;
}

/** What a run keeps others from touching while it is not settled, by a key such as `vm:gallifrey`. */
export interface Lock {
  readonly key: string;
  readonly mode: 'exclusive' | 'shared';
}

export interface HeldLock extends Lock {
  readonly run: number;
}

/** One write: all of it or nothing. */
export interface Change {
  /** `new`: the journal gives the next number. */
  readonly run: number | 'new';
  /** The version the writer has read; 0 for a new run. */
  readonly version: number;
  /** At least one: nothing happens to a run that is not on record. */
  readonly events: readonly NewEvent[];
  readonly head: Pick<RunHead, 'state' | 'settled' | 'title' | 'subjects' | 'by'>;
  /** Taken together or not at all. A settled head gives back all the run's locks. */
  readonly locks?: readonly Lock[];
  /** A run whose locks are no obstacle: the one this run takes back. */
  readonly onBehalfOf?: number;
  /** The writer's fencing token: refused unless the lease is still this one. Time alone does not lose a lease, another taker does. */
  readonly token?: number;
  /** What the token is of; the lease of the run, when left out. */
  readonly under?: string;
}

/** The right to something only one process may do at a time, for a while. */
export interface Lease {
  /** What it is the right to: `leaseOfRun(7)`, to work on run 7. */
  readonly of: string;
  /** Fencing token: rises with every lease given of anything, never repeated. */
  readonly token: number;
  readonly owner: string;
  /** Epoch milliseconds. */
  readonly expires: number;
}

/** What the right to work on a run is called: the lease `append` checks tokens against. */
export function leaseOfRun(run: number): string {
  return `run:${run}`;
}

/** What the token of a change is of. `run`: the change's own, or the number it gets. */
export function leaseOfChange({ under }: Change, run: number): string {
  return under ?? leaseOfRun(run);
}

/** The run moved on since the writer read it: read again, decide again. */
export class VersionConflict extends Error {
  override name = 'VersionConflict';
}

/** Another run holds a lock. */
export class LockHeld extends Error {
  override name = 'LockHeld';
  readonly key: string;
  readonly holder: number;
  constructor(key: string, holder: number) {
    super(`${key} is held by run ${holder}`);
    this.key = key;
    this.holder = holder;
  }
}

/** The lease was given to someone else: stop what it was the right to, at once. */
export class LeaseLost extends Error {
  override name = 'LeaseLost';
}

/**
 * The store itself fails: full, read-only, damaged, gone. The message says which, and what to do. Nothing was written; but when the store
 * went away amid the write and did not come back, it says that nobody knows.
 */
export class JournalUnusable extends Error {
  override name = 'JournalUnusable';
}

/** A place in the chain, noted outside the journal's reach: what `verify` found there before. */
export interface Anchor {
  readonly seq: number;
  readonly hash: string;
}

export type AuditVerdict =
  | { readonly ok: true; readonly events: number; readonly head: string }
  /** `seq`: the event at which it shows; 0: the store as a whole. */
  | { readonly ok: false; readonly seq: number; readonly problem: string };

export interface RunQuery {
  readonly settled?: boolean;
  readonly state?: string;
  readonly subject?: string;
  /** Runs with a lower number only. */
  readonly before?: number;
  /** Newest first; default 50. */
  readonly limit?: number;
}

/** A note that this process, of several that tried, put on its shelf. */
export interface Taken {
  /** Resolves when the disk has it. Throws JournalUnusable. */
  readonly onDisk: Promise<void>;
}

/**
 * Small things that several processes share and that are no part of the log: by shelf, and on a shelf by key. What a promise of
 * these says is on the disk when it resolves, but for takeNote.
 */
export interface Notes {
  /** All on a shelf, by key, in no order. */
  notes(shelf: string): Promise<ReadonlyMap<string, Json>>;
  /** Puts it there unless there is one of that key: false then. Of several that try at once one has true. */
  addNote(shelf: string, key: string, value: Json): Promise<boolean>;
  /**
   * As addNote, but resolves before the disk has it: undefined where there is one of that key. What resolved is seen by every process, and
   * outlives this one; only a power cut takes it back.
   */
  takeNote(shelf: string, key: string, value: Json): Promise<Taken | undefined>;
  /** Puts it there, whatever was. */
  putNote(shelf: string, key: string, value: Json): Promise<void>;
  /** Takes those away that are there, and says how many were. */
  dropNotes(shelf: string, keys: readonly string[]): Promise<number>;
}

/** The log everything else is a reading of. Two implementations, one contract suite. */
export interface Journal extends Notes {
  /**
   * Which journal this is, among all: given at random when it is begun, kept by every copy of it. All that follows throws JournalUnusable
   * when what is found there is no more what was opened: gone, emptied, another journal, or an older state of this one.
   */
  readonly identity: string;
  /** Throws VersionConflict, LockHeld, LeaseLost or JournalUnusable, having written nothing. */
  append(change: Change): Promise<readonly StoredEvent[]>;
  /** A run's events in order; empty when there is no such run. */
  events(run: number): Promise<readonly StoredEvent[]>;
  head(run: number): Promise<RunHead | undefined>;
  runs(query?: RunQuery): Promise<readonly RunHead[]>;
  /** How many runs are in this state, without reading them. */
  count(state: string): Promise<number>;
  /** Everything runs were about, once each and in no order, without reading their heads. */
  subjects(): Promise<readonly string[]>;
  /** The newest events of one type and tag, newest first. */
  recent(type: string, tag: string, limit: number): Promise<readonly StoredEvent[]>;
  /** Events after `seq` in order, at most `limit`. */
  since(seq: number, limit: number): Promise<readonly StoredEvent[]>;
  /** Seq of the newest event; 0 when empty. */
  last(): Promise<number>;
  /** Calls `wake` soon (within half a second) after any process appended. Returns what stops it. */
  watch(wake: () => void): () => void;
  locks(): Promise<readonly HeldLock[]>;
  /**
   * Gives the lease of something to `owner` if no live owner has it: undefined when one has.
   * `owner` says which process it is (`processOwner()`); one on this machine that has ended counts as dead at once, whatever is
   * left of its lease.
   */
  lease(of: string, owner: string, milliseconds: number): Promise<Lease | undefined>;
  /** Throws LeaseLost when it was released or another owner has it. */
  renew(lease: Lease, milliseconds: number): Promise<Lease>;
  /** Does nothing when it is lost already. */
  release(lease: Lease): Promise<void>;
  /** How far a named reader got (a seq); 0 at first. */
  cursor(name: string): Promise<number>;
  /** Moves it on; a cursor never goes back, so that who comes late with what he knew undoes nothing. */
  setCursor(name: string, seq: number): Promise<void>;
  /**
   * Reads everything again: finds any event altered, removed, inserted or moved, and heads and locks that are not what the
   * events say. A person who can write to the store can also compute a whole new chain; `expected`, noted earlier where that person
   * cannot write, proves everything up to its seq.
   */
  verify(expected?: Anchor): Promise<AuditVerdict>;
  close(): Promise<void>;
}

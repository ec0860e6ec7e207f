import { chained, genesis, sealOf } from './chain.ts';
import type { Anchor, Lock, RunHead, StoredEvent } from './journal.ts';

/** What the events read so far say of a run. */
interface Tail {
  readonly seq: number;
  readonly version: number;
  readonly seal: string | undefined;
}

/** How far an audit got; `auditEvent` moves it on. */
export interface Walk {
  seq: number;
  hash: string;
  readonly runs: Map<number, Tail>;
  /** Those whose head has not been seen yet: what is left at the end has none. */
  readonly unlisted: Set<number>;
}

/** The walk before the first event. */
export function walk(): Walk {
  return { seq: 0, hash: genesis, runs: new Map(), unlisted: new Set() };
}

/** Checks the next event by its seq against all before it; what is wrong with it, or undefined. */
export function auditEvent(walk: Walk, event: StoredEvent, expected?: Anchor): string | undefined {
  const version = (walk.runs.get(event.run)?.version ?? 0) + 1;
  const { hash, ...rest } = event;
  if (event.seq <= walk.seq) return `event ${event.seq} does not belong there: the first event is 1`;
  if (event.seq > walk.seq + 1) return missing(walk.seq + 1, event.seq - 1);
  if (chained(rest).hash !== hash) return `event ${event.seq} was altered: its hash is not that of its contents`;
  if (event.prev !== walk.hash)
    return walk.seq === 0
      ? `event 1 is not the first that was written: it names one before it`
      : `event ${event.seq} was written after another event than the present ${walk.seq}: one of the two was put in, moved or altered`;
  if (event.version !== version)
    return `event ${event.seq} is version ${event.version} of run ${event.run}, where version ${version} is due`;
  if (event.seq === expected?.seq && hash !== expected.hash)
    return `event ${event.seq} has the hash ${hash}, not ${expected.hash} as noted earlier: the journal was rewritten`;
  walk.seq = event.seq;
  walk.hash = hash;
  if (version === 1) walk.unlisted.add(event.run);
  walk.runs.set(event.run, { seq: event.seq, version, seal: event.seal });
  return undefined;
}

function missing(first: number, last: number): string {
  return first === last ? `event ${first} is missing` : `events ${first} to ${last} are missing`;
}

/** What is wrong after the last event: less than was written (`tip`, the store's own note of its newest event) or than was expected. */
export function auditEnd(walk: Walk, tip: Anchor, expected?: Anchor): string | undefined {
  const least = Math.max(tip.seq, expected?.seq ?? 0);
  if (walk.seq < least) return `${missing(walk.seq + 1, least)} at the end`;
  if (walk.seq > tip.seq) return `event ${tip.seq + 1} and those after it were put in: ${tip.seq} were written`;
  if (walk.hash !== tip.hash) return `the last event has the hash ${walk.hash}, where ${tip.hash} was written`;
  return undefined;
}

/** Compares a run's head and locks with what the events say of it. */
export function auditHead(walk: Walk, head: RunHead, locks: readonly Lock[]): string | undefined {
  const run = `run ${head.run}`;
  const tail = walk.runs.get(head.run);
  walk.unlisted.delete(head.run);
  if (!tail) return withoutEvents(head.run);
  if (head.version > tail.version)
    return `${run} had ${head.version} events and has ${tail.version}: the newest were removed`;
  if (sealOf(head, locks) === tail.seal) return undefined;
  return `${run}: its state, title, subjects, times or locks were altered, they are not as event ${tail.seq} left them`;
}

/** What is wrong with a journal that is not the one it should be; undefined when it is, or when it is not known which it should be. */
export function auditIdentity(identity: string, expected: string | undefined): string | undefined {
  if (expected === undefined || identity === expected) return undefined;
  return `it is another journal than farmhand used before: ${identity}, not ${expected}`;
}

/** What is wrong with notes that do not fit their seal. */
export const notesAltered =
  'notes (what was heard and is to be said, pinned accounts, subscriptions) were altered, removed or put in';

/** What is wrong with a head of a run that has no events. */
export function withoutEvents(run: number | string): string {
  return `run ${run} is in the list of runs, but has no events: they were removed, or it was put in`;
}

/** What is wrong when all heads were seen: a run without one, and the event at which it shows. */
export function auditUnlisted({
  unlisted,
  runs,
}: Walk): { readonly seq: number; readonly problem: string } | undefined {
  for (const run of unlisted)
    return { seq: runs.get(run)?.seq ?? 0, problem: `run ${run} has events, but is missing from the list of runs` };
  return undefined;
}

import { chained, genesis, sealOf } from './chain.ts';
import type { Anchor, HeldLock, RunHead, StoredEvent } from './journal.ts';

/** What the events read so far say of a run. */
interface Tail {
  readonly seq: number;
  readonly version: number;
  readonly startedAt: string;
  readonly changedAt: string;
  readonly seal: string | undefined;
}

/** How far an audit got; `auditEvent` moves it on. */
export interface Walk {
  seq: number;
  hash: string;
  readonly runs: Map<number, Tail>;
}

/** The walk before the first event. */
export function walk(): Walk {
  return { seq: 0, hash: genesis, runs: new Map() };
}

/** Checks the next event by its seq against all before it; what is wrong with it, or undefined. */
export function auditEvent(walk: Walk, event: StoredEvent, expected?: Anchor): string | undefined {
  const tail = walk.runs.get(event.run);
  const version = (tail?.version ?? 0) + 1;
  const { hash, ...rest } = event;
  if (event.seq <= walk.seq) return `event ${event.seq} does not belong there: the first event is 1`;
  if (event.seq === walk.seq + 2) return `event ${walk.seq + 1} is missing`;
  if (event.seq > walk.seq + 1) return `events ${walk.seq + 1} to ${event.seq - 1} are missing`;
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
  walk.runs.set(event.run, {
    seq: event.seq,
    version,
    startedAt: tail?.startedAt ?? event.at,
    changedAt: event.at,
    seal: event.seal,
  });
  return undefined;
}

/** What is wrong after the last event: less than was written (`tip`, the store's own note of its newest event) or than was expected. */
export function auditEnd(walk: Walk, tip: Anchor, expected?: Anchor): string | undefined {
  const least = Math.max(tip.seq, expected?.seq ?? 0);
  if (walk.seq < least) return `events ${walk.seq + 1} to ${least} are missing: they were removed from the end`;
  if (walk.seq > tip.seq) return `event ${tip.seq + 1} and those after it were put in: ${tip.seq} were written`;
  if (walk.hash !== tip.hash) return `the last event has the hash ${walk.hash}, where ${tip.hash} was written`;
  return undefined;
}

/** Compares what lists of runs and locks show with what the events say. */
export function auditHeads(
  walk: Walk,
  heads: readonly RunHead[],
  locks: readonly HeldLock[],
): { readonly seq: number; readonly problem: string } | undefined {
  const held = Map.groupBy(locks, ({ run }) => run);
  const unseen = new Map(walk.runs);
  for (const head of heads) {
    const tail = unseen.get(head.run);
    unseen.delete(head.run);
    const problem = auditHead(head, held.get(head.run) ?? [], tail);
    if (problem) return { seq: tail?.seq ?? walk.seq, problem };
    held.delete(head.run);
  }
  for (const [run, { seq }] of unseen)
    return { seq, problem: `run ${run} has events, but is missing from the list of runs` };
  for (const [run] of held) return { seq: walk.seq, problem: `run ${run} holds locks, but does not exist` };
  return undefined;
}

function auditHead(head: RunHead, locks: readonly HeldLock[], tail: Tail | undefined): string | undefined {
  const run = `run ${head.run}`;
  if (!tail) return `${run} is in the list of runs, but has no events: they were removed, or it was put in`;
  if (head.version > tail.version)
    return `${run} had ${head.version} events and has ${tail.version}: the newest were removed`;
  if (
    head.version !== tail.version ||
    head.startedAt !== tail.startedAt ||
    head.changedAt !== tail.changedAt ||
    sealOf(head, locks) !== tail.seal
  )
    return `${run}: its state, title, subjects, times or locks were altered, they are not as event ${tail.seq} left them`;
  return undefined;
}

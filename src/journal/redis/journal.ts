import { randomUUID } from 'node:crypto';
import type { RedisAddress } from '../../redis/address.ts';
import { connect } from '../../redis/connection.ts';
import type { Anchor, AuditVerdict, Journal, StoredEvent } from '../journal.ts';
import { append } from './append.ts';
import { beginJournal } from './begin.ts';
import type { Writer } from './draft.ts';
import { eventsOfRun, eventsSince, recentEvents } from './events.ts';
import { guarded } from './guarded.ts';
import { hold } from './held.ts';
import { keysOf } from './keys.ts';
import { releaseLease, renewLease, takeLease } from './leases.ts';
import { heldLocks, holdersOf } from './locks.ts';
import { addNote, dropNotes, moveCursor, notesOn, putNote } from './notes.ts';
import { allSubjects, findRuns, headOfRun } from './runs.ts';
import { readTip } from './tip.ts';
import { verify } from './verify.ts';
import { watchers } from './watch.ts';

/**
 * The journal in a Redis (7.0 or later), which any number of processes on any machines may have open at once; makes it where there
 * is none. `now`: epoch milliseconds, for tests; Redis' own clock when left out. `expected`: identity of the journal that must be there. Throws
 * JournalUnusable, saying what to do.
 */
export async function openRedisJournal(
  address: RedisAddress,
  { now, expected }: { readonly now?: () => number; readonly expected?: string | undefined } = {},
): Promise<Journal> {
  const { shown } = address;
  const keys = keysOf(address.prefix);
  const connection = await guarded(() => connect(address));
  const { redis, call } = connection;
  const id = randomUUID();
  const [held, watching] = await guarded(async () => {
    const identity = await beginJournal(connection, keys, shown, expected);
    const journal = hold(connection, keys, shown, identity);
    await call(() => journal.check());
    return [journal, await watchers(await connect(address), keys, id)] as const;
  }).catch((error) => {
    connection.close();
    throw error;
  });
  const writer: Writer = { connection, keys, held, shown, id, now };
  const read = <T>(body: () => Promise<T>): Promise<T> =>
    guarded(() => call(async () => (await Promise.all([body(), held.check()]))[0]));
  /** The writes of this process go one after the other: only processes contend. */
  let line: Promise<unknown> = Promise.resolve();

  return {
    identity: held.identity,
    append: async (change) => {
      const since = Date.now();
      const write = line.then(() => guarded(() => append(writer, change, since)));
      line = write.catch(() => undefined);
      const events = await write;
      held.saw(events.at(-1) as StoredEvent);
      watching.appended();
      return events;
    },
    events: (run) => read(() => eventsOfRun(redis, keys, run)),
    head: (run) => read(() => headOfRun(redis, keys, run)),
    runs: (query = {}) => read(() => findRuns(redis, keys, query)),
    count: (state) => read(() => redis.zcard(keys.state(state.toWellFormed()))),
    subjects: () => read(() => allSubjects(connection, keys)),
    recent: (type, tag, limit) => read(() => recentEvents(redis, keys, type, tag, limit)),
    since: (seq, limit) => read(() => eventsSince(redis, keys, seq, limit)),
    last: () => read(async () => (await readTip(redis, keys, shown)).seq),
    watch: (wake) => watching.add(wake),
    locks: () =>
      read(async () => {
        const all = Object.entries(await redis.hgetall(keys.locks));
        return heldLocks(new Map(all.map(([key, text]) => [key, holdersOf(text)])));
      }),
    lease: (of, owner, milliseconds) => guarded(() => takeLease(writer, of, owner, milliseconds)),
    renew: (lease, milliseconds) => guarded(() => renewLease(writer, lease, milliseconds)),
    release: (lease) => guarded(() => releaseLease(writer, lease)),
    cursor: (name) => read(async () => Number((await redis.hget(keys.cursors, name)) ?? 0)),
    setCursor: (name, seq) => guarded(() => moveCursor(writer, name, seq)),
    notes: (shelf) => read(() => notesOn(connection, keys, shelf)),
    addNote: (shelf, key, value) => guarded(() => addNote(writer, [shelf, key], value)),
    // Redis answers after its disk has it.
    takeNote: async (shelf, key, value) =>
      (await guarded(() => addNote(writer, [shelf, key], value))) ? { onDisk: Promise.resolve() } : undefined,
    putNote: (shelf, key, value) => guarded(() => putNote(writer, [shelf, key], value)),
    dropNotes: (shelf, dropped) => guarded(() => dropNotes(writer, shelf, dropped)),
    verify: (anchor) => guarded(() => verify(connection, keys, shown, anchor, held.identity)),
    close: async () => {
      watching.end();
      connection.close();
    },
  };
}

/** Whether a journal would be begun there. Throws JournalUnusable. */
export async function isEmptyRedis(address: RedisAddress): Promise<boolean> {
  const connection = await guarded(() => connect(address));
  try {
    const { redis, call } = connection;
    return (await guarded(() => call(() => redis.exists(keysOf(address.prefix).tip)))) === 0;
  } finally {
    connection.close();
  }
}

/** Verifies the journal in a Redis, and writes nothing there. Throws JournalUnusable, also where there is none. */
export async function auditRedisJournal(
  address: RedisAddress,
  expected?: Anchor,
  identity?: string,
): Promise<AuditVerdict> {
  const connection = await guarded(() => connect(address));
  try {
    return await guarded(() => verify(connection, keysOf(address.prefix), address.shown, expected, identity));
  } finally {
    connection.close();
  }
}

import { randomUUID } from 'node:crypto';
import type { RedisAddress } from '../../redis/address.ts';
import { connect } from '../../redis/connection.ts';
import type { Journal } from '../journal.ts';
import { append } from './append.ts';
import type { Writer } from './draft.ts';
import { eventsOfRun, eventsSince, recentEvents } from './events.ts';
import { guarded } from './guarded.ts';
import { keysOf } from './keys.ts';
import { releaseLease, renewLease, takeLease } from './leases.ts';
import { heldLocks, holdersOf } from './locks.ts';
import { addNote, dropNotes, moveCursor, notesOn, putNote } from './notes.ts';
import { findRuns, headOfRun } from './runs.ts';
import { beginJournal, readTip } from './tip.ts';
import { verify } from './verify.ts';
import { watchers } from './watch.ts';

/**
 * The journal in a Redis (7.0 or later), which any number of processes on any machines may have open at once; makes it where there
 * is none. `now`: epoch milliseconds, for tests; Redis' own clock when left out. Throws JournalUnusable, saying what to do.
 */
export async function openRedisJournal(
  address: RedisAddress,
  { now }: { readonly now?: () => number } = {},
): Promise<Journal> {
  const { shown } = address;
  const keys = keysOf(address.prefix);
  const connection = await guarded(() => connect(address));
  const { redis, call } = connection;
  const id = randomUUID();
  const watching = await guarded(async () => {
    await beginJournal(connection, keys, shown);
    return watchers(await connect(address), keys, id);
  }).catch((error) => {
    connection.close();
    throw error;
  });
  const writer: Writer = { connection, keys, shown, id, now };
  const read = <T>(body: () => Promise<T>): Promise<T> => guarded(() => call(body));
  /** The writes of this process go one after the other: only processes contend. */
  let line: Promise<unknown> = Promise.resolve();

  return {
    append: async (change) => {
      const since = Date.now();
      const write = line.then(() => guarded(() => append(writer, change, since)));
      line = write.catch(() => undefined);
      const events = await write;
      watching.appended();
      return events;
    },
    events: (run) => read(() => eventsOfRun(redis, keys, run)),
    head: (run) => read(() => headOfRun(redis, keys, run)),
    runs: (query = {}) => read(() => findRuns(redis, keys, query)),
    count: (state) => read(() => redis.zcard(keys.state(state.toWellFormed()))),
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
    setCursor: (name, seq) => guarded(() => moveCursor(connection, keys, name, seq)),
    notes: (shelf) => guarded(() => notesOn(connection, keys, shelf)),
    addNote: (shelf, key, value) => guarded(() => addNote(connection, keys, [shelf, key], value)),
    putNote: (shelf, key, value) => guarded(() => putNote(connection, keys, [shelf, key], value)),
    dropNotes: (shelf, dropped) => guarded(() => dropNotes(connection, keys, shelf, dropped)),
    verify: (expected) => guarded(() => verify(connection, keys, shown, expected)),
    close: async () => {
      watching.end();
      connection.close();
    },
  };
}

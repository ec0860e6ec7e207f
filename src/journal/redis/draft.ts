import type { Connection } from '../../redis/connection.ts';
import { type Command, pipeline } from '../../redis/pipeline.ts';
import { checkChange, checkVersion, eventsOfChange, headAfter } from '../change.ts';
import { type Change, leaseOfChange, type StoredEvent } from '../journal.ts';
import { leaseLost } from '../lost.ts';
import type { Held } from './held.ts';
import type { Keys } from './keys.ts';
import { heldOf } from './leases.ts';
import { giveBack, type Holders, holdersOf, takeLocks } from './locks.ts';
import { type RunRecord, recordOf } from './record.ts';
import { type Tip, tipFields, tipOf } from './tip.ts';
import { eventWrites, lockWrites, recordWrites } from './writes.ts';

/** Who writes where. */
export interface Writer {
  readonly connection: Connection;
  readonly keys: Keys;
  readonly held: Held;
  /** Which Redis, for people. */
  readonly shown: string;
  /** Which handle, among all that write. */
  readonly id: string;
  /** Epoch milliseconds; Redis' own clock when left out. */
  readonly now?: (() => number) | undefined;
}

/** What a try to write would leave. */
export interface Draft {
  readonly tip: Tip;
  readonly events: readonly StoredEvent[];
  readonly commands: readonly Command[];
}

/** What a change is decided on. */
export interface Looked {
  readonly tip: Tip;
  readonly before: RunRecord | undefined;
  readonly lease: string | undefined;
  readonly holders: ReadonlyMap<string, Holders>;
  readonly at: string;
}

/** Reads the tip first: when it is still the same at the write, so is all that was read after it. */
export async function look(
  { connection: { redis }, keys, held: journal, shown, now }: Writer,
  change: Change,
): Promise<Looked> {
  const number = change.run === 'new' ? 0 : change.run;
  const asked = change.head.settled ? [] : (change.locks ?? []).map(({ key }) => key.toWellFormed());
  const read = pipeline(redis, [
    ['HMGET', keys.tip, ...tipFields],
    ['HGET', keys.runs, number],
    ['HGET', keys.leases, leaseOfChange(change, number)],
    ['TIME'],
    ...(asked.length > 0 ? ([['HMGET', keys.locks, ...asked]] as const) : []),
  ]);
  const [, replies] = await Promise.all([journal.check(), read]);
  const [fields, record, lease, time, texts] = replies as [
    (string | null)[],
    string | null,
    string | null,
    [string, string],
    (string | null)[]?,
  ];
  const before = record === null ? undefined : recordOf(record);
  const own = change.head.settled ? (before?.locks ?? []).map(({ key }) => key) : [];
  const held = own.length > 0 ? await redis.hmget(keys.locks, ...own) : (texts ?? []);
  const milliseconds = now ? now() : Number(time[0]) * 1_000 + Math.floor(Number(time[1]) / 1_000);
  return {
    tip: tipOf(fields, shown),
    before,
    lease: lease ?? undefined,
    holders: new Map([...asked, ...own].map((key, index) => [key, holdersOf(held[index])])),
    at: new Date(milliseconds).toISOString(),
  };
}

/** What the change comes to. Throws VersionConflict, LockHeld, LeaseLost. */
export function draft({ keys }: Writer, change: Change, { tip, before, lease, holders, at }: Looked): Draft {
  checkChange(change, before?.head);
  const number = before?.head.run ?? tip.runs + 1;
  const held = lease === undefined ? undefined : heldOf(lease);
  if (change.token !== undefined && held?.token !== change.token)
    throw leaseLost(leaseOfChange(change, number), change.token, held);
  checkVersion(change, before?.head);
  const head = headAfter(change, before?.head, number, at);
  const asked = (change.locks ?? []).map(({ key, mode }) => ({ key: key.toWellFormed(), mode }));
  const taken = head.settled
    ? giveBack(number, holders)
    : takeLocks(number, asked, before?.locks ?? [], holders, change.onBehalfOf);
  const events = eventsOfChange(change, head, taken.own, tip);
  const { seq, hash } = events.at(-1) as StoredEvent;
  const commands: readonly Command[] = [
    ...events.flatMap((event) => eventWrites(keys, event)),
    ...recordWrites(keys, before?.head, { head, locks: taken.own }),
    ...lockWrites(keys, taken.holders),
    ['HSET', keys.tip, 'seq', seq, 'hash', hash, 'runs', Math.max(tip.runs, number)],
  ];
  return { tip, events, commands };
}

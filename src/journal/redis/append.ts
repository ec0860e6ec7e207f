import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '../../redis/connection.ts';
import { type Command, pipeline } from '../../redis/pipeline.ts';
import { isLost } from '../../redis/problem.ts';
import { run, script } from '../../redis/script.ts';
import { checkChange, checkVersion, eventsOfChange, headAfter } from '../change.ts';
import { type Change, leaseOfChange, type StoredEvent } from '../journal.ts';
import { leaseLost } from '../lost.ts';
import type { Keys } from './keys.ts';
import { heldOf } from './leases.ts';
import { giveBack, type Holders, holdersOf, takeLocks } from './locks.ts';
import { type RunRecord, recordOf } from './record.ts';
import { type Tip, tipFields, tipOf } from './tip.ts';
import { eventText, eventWrites, lockWrites, recordWrites } from './writes.ts';

/** Who writes where. */
export interface Writer {
  readonly connection: Connection;
  readonly keys: Keys;
  /** Which Redis, for people. */
  readonly shown: string;
  /** Which handle, among all that write. */
  readonly id: string;
  /** Epoch milliseconds; Redis' own clock when left out. */
  readonly now?: (() => number) | undefined;
}

/**
 * Does all the commands when the newest event is still the one they were made for, and the lease, if any, has still this token.
 * Everything else they rest on changes with the newest event. Who comes too late has the next turn, for a moment, so that no
 * writer, however long its events take to hash, is overtaken for ever.
 * KEYS: tip, leases, turn, and what is written. ARGV: writer, hash, lease, token, milliseconds of a turn, channel, message, then for each command
 * the number of its words and its words.
 */
const compareAndSet = script(`
local turn = redis.call('GET', KEYS[3])
if turn and turn ~= ARGV[1] then return 'wait' end
if redis.call('HGET', KEYS[1], 'hash') ~= ARGV[2] or redis.call('HEXISTS', KEYS[1], 'copying') == 1 then
  redis.call('SET', KEYS[3], ARGV[1], 'PX', ARGV[5])
  return 'moved'
end
if ARGV[4] ~= '' and string.match(redis.call('HGET', KEYS[2], ARGV[3]) or '', '^%d+') ~= ARGV[4] then return 'moved' end
local at = 8
while at <= #ARGV do
  local words = tonumber(ARGV[at])
  redis.call(unpack(ARGV, at + 1, at + words))
  at = at + words + 1
end
if turn then redis.call('DEL', KEYS[3]) end
redis.call('PUBLISH', ARGV[6], ARGV[7])
return 'written'`);

const endTurn = script(`if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end`);

/** Milliseconds a writer who came too late has for its next try: reading, hashing a big plan, and the way there and back. */
const turn = 250;

/** What a try to write would leave. */
interface Draft {
  readonly tip: Tip;
  readonly events: readonly StoredEvent[];
  readonly commands: readonly Command[];
}

/**
 * Writes the change. After a lost connection it looks whether its events are in the journal before it writes again. `since`: epoch
 * milliseconds; who waited in line has waited. Throws what `Journal.append` does, and RedisUnusable.
 */
export async function append(writer: Writer, change: Change, since: number): Promise<readonly StoredEvent[]> {
  /** Tries of which nobody said what became of them. */
  const unsure: (readonly StoredEvent[])[] = [];
  let hasTurn = false;
  try {
    return await writer.connection.call(async () => {
      for (;;) {
        const looked = await look(writer, change);
        // After the look: a try that came through late is then found, and not taken for somebody else's write.
        const written = await found(writer, unsure);
        if (written) return written;
        const { tip, events, commands } = draft(writer, change, looked);
        const outcome = await write(writer, change, tip, events, commands).catch((error) => {
          if (isLost(error)) unsure.push(events);
          throw error;
        });
        hasTurn = outcome === 'moved';
        if (outcome === 'written') return events;
        if (outcome === 'wait') await sleep(randomInt(1, 4));
      }
    }, since);
  } catch (error) {
    if (hasTurn) await run(writer.connection.redis, endTurn, [writer.keys.turn], [writer.id]).catch(() => undefined);
    throw unsure.length > 0 && error instanceof Error
      ? Object.assign(error, {
          message: `${error.message}. Whether the last write was done is not known until it is back`,
        })
      : error;
  }
}

/** What a change is decided on. */
interface Looked {
  readonly tip: Tip;
  readonly before: RunRecord | undefined;
  readonly lease: string | undefined;
  readonly holders: ReadonlyMap<string, Holders>;
  readonly at: string;
}

/** Reads the tip first: when it is still the same at the write, so is all that was read after it. */
async function look({ connection: { redis }, keys, shown, now }: Writer, change: Change): Promise<Looked> {
  const number = change.run === 'new' ? 0 : change.run;
  const asked = change.head.settled ? [] : (change.locks ?? []).map(({ key }) => key.toWellFormed());
  const [fields, record, lease, time, texts] = (await pipeline(redis, [
    ['HMGET', keys.tip, ...tipFields],
    ['HGET', keys.runs, number],
    ['HGET', keys.leases, leaseOfChange(change, number)],
    ['TIME'],
    ...(asked.length > 0 ? ([['HMGET', keys.locks, ...asked]] as const) : []),
  ])) as [(string | null)[], string | null, string | null, [string, string], (string | null)[]?];
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
function draft({ keys }: Writer, change: Change, { tip, before, lease, holders, at }: Looked): Draft {
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

async function write(
  { connection: { redis }, keys, id }: Writer,
  change: Change,
  tip: Tip,
  events: readonly StoredEvent[],
  commands: readonly Command[],
): Promise<'written' | 'moved' | 'wait'> {
  const { run: number, seq } = events.at(-1) as StoredEvent;
  const written = new Set(commands.map(([, key]) => `${key}`));
  const names = [keys.tip, keys.leases, keys.turn, ...written];
  const words = commands.flatMap((command) => [command.length, ...command]);
  const about = [id, tip.hash, leaseOfChange(change, number), change.token ?? '', turn, keys.written, `${id} ${seq}`];
  return (await run(redis, compareAndSet, names, [...about, ...words])) as 'written' | 'moved' | 'wait';
}

/** The try that was written after all. All of it was, if its first event was; and the text holds the hash of all before it. */
async function found(
  { connection: { redis }, keys }: Writer,
  unsure: readonly (readonly StoredEvent[])[],
): Promise<readonly StoredEvent[] | undefined> {
  const firsts = unsure.map((events) => events[0] as StoredEvent);
  const texts = await pipeline(
    redis,
    firsts.map(({ run: number, version }) => ['LINDEX', keys.events(number), version - 1]),
  );
  return unsure.find((_, index) => texts[index] === eventText(firsts[index] as StoredEvent));
}

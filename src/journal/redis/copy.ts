import { randomUUID } from 'node:crypto';
import type { RedisAddress } from '../../redis/address.ts';
import { type Connection, connect } from '../../redis/connection.ts';
import { type Command, pipeline } from '../../redis/pipeline.ts';
import { run, script } from '../../redis/script.ts';
import { genesis } from '../chain.ts';
import type { Filling, Moment, Original, Target } from '../copy.ts';
import { JournalUnusable, type Lock } from '../journal.ts';
import { hasEnded } from '../owner.ts';
import { guarded } from './guarded.ts';
import { openRedisJournal } from './journal.ts';
import { type Keys, keysOf } from './keys.ts';
import { keysUnder } from './keys-under.ts';
import { heldOf } from './leases.ts';
import { noNotes, sealed } from './note-seal.ts';
import { notesOn, noteText } from './notes.ts';
import { format } from './tip.ts';
import { eventWrites, lockWrites, recordWrites } from './writes.ts';

/** Opens the journal to copy it. Throws JournalUnusable. */
export async function redisOriginal(address: RedisAddress): Promise<Original> {
  const journal = await openRedisJournal(address);
  const keys = keysOf(address.prefix);
  return {
    name: nameOf(address),
    journal,
    moment: () =>
      guarded(async () => {
        const connection = await connect(address);
        try {
          return await connection.call(() => momentOf(connection, keys));
        } finally {
          connection.close();
        }
      }),
  };
}

function nameOf({ shown }: RedisAddress): string {
  return `the journal in Redis at ${shown}`;
}

async function momentOf(connection: Connection, keys: Keys): Promise<Moment> {
  const { redis } = connection;
  const [token, cursors, leases, [seconds]] = (await Promise.all([
    redis.hget(keys.fence, 'token'),
    redis.hgetall(keys.cursors),
    redis.hgetall(keys.leases),
    redis.time(),
  ])) as [string | null, Record<string, string>, Record<string, string>, [number | string, number | string]];
  const start = keys.notes('');
  const shelves = (await keysUnder(connection, start)).map((key) => key.slice(start.length));
  const notes = await Promise.all(
    shelves.map(async (shelf) => [shelf, await notesOn(connection, keys, shelf)] as const),
  );
  const held = Object.entries(leases).map(([of, text]) => ({ of, ...heldOf(text) }));
  return {
    token: Number(token ?? 0),
    cursors: new Map(Object.entries(cursors).map(([name, seq]) => [name, Number(seq)])),
    notes: new Map(notes),
    leases: held.filter(({ expires, owner }) => expires > Number(seconds) * 1_000 && !hasEnded(owner)),
  };
}

/** A Redis to copy to. Until the copy is done it says so of itself, and nobody opens it; a copy done again begins anew. */
export function redisTarget(address: RedisAddress): Target {
  return {
    name: nameOf(address),
    fill: (from) => guarded(() => fill(address, from)),
    open: () => redisOriginal(address),
  };
}

/** KEYS: tip. ARGV: what is copied, this copy, format, genesis. */
const begin = script(`
local seq = redis.call('HGET', KEYS[1], 'seq')
if seq and seq ~= '0' and redis.call('HEXISTS', KEYS[1], 'copying') == 0 then return 0 end
redis.call('HSET', KEYS[1], 'copying', ARGV[1], 'copy', ARGV[2], 'format', ARGV[3], 'seq', 0, 'hash', ARGV[4], 'runs', 0)
return 1`);

/** Writes, unless another copy has begun. KEYS: tip, and what is written. ARGV: this copy, then as in append. */
const put = script(`
if redis.call('HGET', KEYS[1], 'copy') ~= ARGV[1] then return 0 end
local at = 2
while at <= #ARGV do
  local words = tonumber(ARGV[at])
  redis.call(unpack(ARGV, at + 1, at + words))
  at = at + words + 1
end
return 1`);

async function fill(address: RedisAddress, from: string): Promise<Filling> {
  const keys = keysOf(address.prefix);
  const name = nameOf(address);
  const connection = await connect(address);
  const { redis } = connection;
  const id = randomUUID();
  // A page whose fate is not known must not be written twice: the copy breaks off instead, and is done again.
  const write = (commands: readonly Command[]) =>
    guarded(async () => {
      const names = [keys.tip, ...new Set(commands.map(([, key]) => `${key}`))];
      const words = commands.flatMap((command) => [command.length, ...command]);
      if ((await connection.once(() => run(redis, put, names, [id, ...words]))) === 1) return;
      throw new JournalUnusable(`another copy into ${name} has begun: this one broke off`);
    });
  try {
    if ((await connection.call(() => run(redis, begin, [keys.tip], [from, id, format, genesis]))) !== 1)
      throw new JournalUnusable(`${name} has events already: name another Redis or ?prefix=`);
    await empty(connection, keys);
  } catch (error) {
    connection.close();
    throw error;
  }
  const holders = new Map<string, Map<number, Lock['mode']>>();
  return {
    events: (events) => write(events.flatMap((event) => eventWrites(keys, event))),
    runs: async (runs) => {
      for (const { head, locks } of runs)
        for (const { key, mode } of locks) holders.set(key, new Map([...(holders.get(key) ?? []), [head.run, mode]]));
      await write(runs.flatMap((record) => recordWrites(keys, undefined, record)));
    },
    end: async ({ seq, hash }, runs, { token, cursors, notes }, identity) => {
      const own = Number((await guarded(() => connection.call(() => redis.hget(keys.fence, 'token')))) ?? 0);
      const texts = [...notes].flatMap(([shelf, all]) =>
        [...all].map(([key, note]) => [keys.notes(shelf), key, noteText(randomUUID(), note)] as const),
      );
      const seal = texts.reduce((rest, [shelf, key, text]) => sealed(rest, shelf, key, text), noNotes);
      await write([
        ...lockWrites(keys, holders),
        ...[...cursors].map(([reader, at]): Command => ['HSET', keys.cursors, reader, at]),
        ...texts.map(([shelf, key, text]): Command => ['HSET', shelf, key, text]),
        ['HSET', keys.fence, 'token', Math.max(token, own)],
        ['HSET', keys.tip, 'seq', seq, 'hash', hash, 'runs', runs, 'id', identity, 'notes', seal],
        ['HDEL', keys.tip, 'copying', 'copy'],
      ]);
    },
    close: async () => connection.close(),
  };
}

/** Removes what a copy that broke off has left. */
async function empty(connection: Connection, keys: Keys): Promise<void> {
  const lists = [keys.events(0).slice(0, -1), keys.recent('', '').replace(/\[.*/, '')];
  const starts = [...lists, keys.state(''), keys.subject(''), keys.notes('')];
  const whole = [keys.log, keys.runs, keys.unsettled, keys.locks, keys.cursors];
  const all = await keysUnder(connection, keys.tip.slice(0, -'tip'.length));
  const ours = all.filter((key) => whole.includes(key) || starts.some((start) => key.startsWith(start)));
  for (let first = 0; first < ours.length; first += 1_000) {
    const some = ours.slice(first, first + 1_000).map((key): Command => ['UNLINK', key]);
    await connection.call(() => pipeline(connection.redis, some));
  }
}

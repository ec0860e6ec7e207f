import { randomBytes } from 'node:crypto';
import type { Connection } from '../../redis/connection.ts';
import { run, script } from '../../redis/script.ts';
import { genesis } from '../chain.ts';
import { another, missing } from '../expected.ts';
import type { Keys } from './keys.ts';
import { keysUnder } from './keys-under.ts';
import { noNotes, noteSeal } from './note-seal.ts';
import { format, readTip, tipFields, tipOf } from './tip.ts';

/** KEYS: tip. ARGV: format, genesis, identity. */
const begin = script(`
if redis.call('EXISTS', KEYS[1]) == 0 then
  redis.call('HSET', KEYS[1], 'format', ARGV[1], 'seq', 0, 'hash', ARGV[2], 'runs', 0, 'id', ARGV[3], 'notes', '${noNotes}')
end`);

/**
 * Brings a journal of before to this format: gives it its identity, and seals its notes as they are. KEYS: tip, then the notes of each shelf.
 * ARGV: format, identity.
 */
const bring = script(`${noteSeal}
if redis.call('HGET', KEYS[1], 'format') ~= '1' then return end
local seal
for at = 2, #KEYS do
  local notes = redis.call('HGETALL', KEYS[at])
  for field = 1, #notes, 2 do seal = sealed(seal, KEYS[at], notes[field], notes[field + 1]) end
end
redis.call('HSET', KEYS[1], 'format', ARGV[1], 'id', ARGV[2], 'notes', seal or '${noNotes}')`);

/**
 * Makes the journal where there is none, and hands back its identity. `expected`: that of the journal that must be there. Throws
 * JournalUnusable when what is there cannot be used.
 */
export async function beginJournal(
  connection: Connection,
  keys: Keys,
  shown: string,
  expected: string | undefined,
): Promise<string> {
  const { redis, call } = connection;
  const which = `the journal in Redis at ${shown}`;
  const fields = await call(() => redis.hmget(keys.tip, ...tipFields));
  if (fields.every((field) => field === null)) {
    if (expected !== undefined) throw missing(which, expected);
    await call(() => run(redis, begin, [keys.tip], [format, genesis, newIdentity()]));
  } else {
    const { identity } = tipOf(fields, shown);
    const found = identity ?? (await firstHash(connection, keys)) ?? newIdentity();
    if (expected !== undefined && found !== expected) throw another(which, found, expected);
    if (identity === undefined) await bringOn(connection, keys, found);
  }
  // Of several that begin it at once, one has named it.
  const { identity } = await call(() => readTip(redis, keys, shown));
  return identity ?? '';
}

function newIdentity(): string {
  return randomBytes(16).toString('hex');
}

/** What a journal of before is known by: its first event, so that each older copy of it is the same journal. */
async function firstHash({ redis, call }: Connection, keys: Keys): Promise<string | undefined> {
  const [entry] = await call(() => redis.xrange(keys.log, '1', '1'));
  if (!entry) return undefined;
  const [, [, run = '', , version]] = entry;
  const text = await call(() => redis.lindex(keys.events(Number(run)), Number(version) - 1));
  return text === null ? undefined : (JSON.parse(text) as { hash: string }).hash.slice(0, 32);
}

async function bringOn(connection: Connection, keys: Keys, identity: string): Promise<void> {
  const shelves = await keysUnder(connection, keys.notes(''));
  await connection.call(() => run(connection.redis, bring, [keys.tip, ...shelves], [format, identity]));
}

import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { RedisUnusable } from '../../redis/connection.ts';
import { pipeline } from '../../redis/pipeline.ts';
import { isLost } from '../../redis/problem.ts';
import { run, script } from '../../redis/script.ts';
import { type Change, leaseOfChange, type StoredEvent } from '../journal.ts';
import { type Draft, draft, look, type Writer } from './draft.ts';
import { eventText } from './writes.ts';

/**
 * Does all the commands when the newest event is still the one they were made for, and the lease, if any, has still this token.
 * Everything else they rest on changes with the newest event. A script is not taken back when a command in it fails: that each one
 * may be done is seen before the first is. Who comes too late has the next turn, for a moment, so that no
 * writer, however long its events take to hash, is overtaken for ever.
 * KEYS: tip, leases, turn, and what is written. ARGV: writer, identity and hash, lease, token, milliseconds of a turn, channel, message, then for each command
 * the number of its words and its words.
 */
const compareAndSet = script(`
local turn = redis.call('GET', KEYS[3])
if turn and turn ~= ARGV[1] then return 'wait' end
local tip = redis.call('HMGET', KEYS[1], 'id', 'hash', 'copying')
if (tip[1] or '') .. ' ' .. (tip[2] or '') ~= ARGV[2] or tip[3] then
  redis.call('SET', KEYS[3], ARGV[1], 'PX', ARGV[5])
  return 'moved'
end
if ARGV[4] ~= '' and string.match(redis.call('HGET', KEYS[2], ARGV[3]) or '', '^%d+') ~= ARGV[4] then return 'moved' end
local types = { HSET = 'hash', HDEL = 'hash', RPUSH = 'list', XADD = 'stream', ZADD = 'zset', ZREM = 'zset' }
local at = 8
while at <= #ARGV do
  local words, command, key = tonumber(ARGV[at]), ARGV[at + 1], ARGV[at + 2]
  local is = redis.call('TYPE', key).ok
  if is ~= 'none' and is ~= types[command] then return redis.error_reply('WRONGTYPE ' .. key .. ' is a ' .. is) end
  if not redis.acl_check_cmd(unpack(ARGV, at + 1, at + words)) then
    return redis.error_reply('NOPERM no permission for ' .. command .. ' on ' .. key)
  end
  at = at + words + 1
end
at = 8
while at <= #ARGV do
  local words = tonumber(ARGV[at])
  redis.call(unpack(ARGV, at + 1, at + words))
  at = at + words + 1
end
if turn then redis.call('DEL', KEYS[3]) end
redis.call('PUBLISH', ARGV[6], ARGV[7])
return 'written'`);

const endTurn = script(`if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end`);

/** Milliseconds a writer who came too late has for its next try: four times what this one took (reading, hashing a big plan, sending), within these. */
const turn = { least: 250, most: 2_000 };
/** Milliseconds after which a writer gives up whose turn never comes: another writer blocks everything. */
const longest = 30_000;

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
        const began = performance.now();
        const looked = await look(writer, change);
        // After the look: a try that came through late is then found, and not taken for another writer's write.
        const written = await found(writer, unsure);
        if (written) return written;
        const drafted = draft(writer, change, looked);
        const next = Math.ceil(4 * (performance.now() - began));
        const outcome = await write(writer, change, drafted, Math.min(Math.max(turn.least, next), turn.most)).catch(
          (error) => {
            if (isLost(error)) unsure.push(drafted.events);
            throw error;
          },
        );
        hasTurn = outcome === 'moved';
        if (outcome === 'written') return drafted.events;
        if (Date.now() - since > longest) throw new RedisUnusable(heldUp(writer.shown));
        if (outcome === 'wait') await sleep(randomInt(1, 4));
      }
    }, since);
  } catch (error) {
    if (hasTurn) await run(writer.connection.redis, endTurn, [writer.keys.turn], [writer.id]).catch(() => undefined);
    if (unsure.length === 0 || !(error instanceof RedisUnusable)) throw error;
    throw new RedisUnusable(`${error.message}. Whether the last write was done is not known until it is back`);
  }
}

function heldUp(shown: string): string {
  return `Redis at ${shown} was kept busy by other writers for ${longest / 1_000} s: see which of them is slow, then try again`;
}

/** `milliseconds`: how long the next turn lasts, should this one come too late. */
async function write(
  { connection: { redis }, keys, held, id }: Writer,
  change: Change,
  { tip, events, commands }: Draft,
  milliseconds: number,
): Promise<'written' | 'moved' | 'wait'> {
  const { run: number, seq } = events.at(-1) as StoredEvent;
  const written = new Set(commands.map(([, key]) => `${key}`));
  const names = [keys.tip, keys.leases, keys.turn, ...written];
  const words = commands.flatMap((command) => [command.length, ...command]);
  const about = [
    id,
    `${held.identity} ${tip.hash}`,
    leaseOfChange(change, number),
    change.token ?? '',
    milliseconds,
    keys.written,
    `${id} ${seq}`,
  ];
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

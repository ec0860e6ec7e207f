import { randomUUID } from 'node:crypto';
import type { Connection } from '../../redis/connection.ts';
import type { Lease } from '../journal.ts';
import { leaseLost } from '../lost.ts';
import { hasEnded } from '../owner.ts';
import { guardedScript, type Held } from './held.ts';
import type { Keys } from './keys.ts';

/** A lease as kept: `TOKEN EXPIRES ID OWNER`. By the id, who asks again after a lost answer knows his own. */
export function heldOf(text: string): Omit<Lease, 'of'> {
  const [, token, expires, owner = ''] = /^(\d+) (\d+) \S+ (.*)$/s.exec(text) ?? [];
  return { token: Number(token), expires: Number(expires), owner };
}

/** Epoch milliseconds: ARGV[2] where a test brings its own clock, else Redis'. */
const clock = `
local now = tonumber(ARGV[2])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
local held = redis.call('HGET', KEYS[1], ARGV[1])
local token, expires = string.match(held or '', '^(%d+) (%d+) ')
`;

/**
 * Hands back the lease's text when it was given (first), or who has it (second). A server that was restarted may have lost its
 * newest writes (appendfsync everysec), one that took over may never have had them: then the tokens go on a million further, above
 * any that was given and forgotten.
 * KEYS: leases, fence. ARGV: of, now, milliseconds, owner, the token of a dead owner, id.
 */
const take = guardedScript(`${clock}
if held and string.match(held, '^%d+ %d+ (%S+)') == ARGV[6] then return { held } end
if held and tonumber(expires) > now and token ~= ARGV[5] then return { false, held } end
local server = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)') or ''
local before = redis.call('HGET', KEYS[2], 'server')
local step = 1
if before and before ~= server then step = 1000001 end
if before ~= server then redis.call('HSET', KEYS[2], 'server', server) end
local given = redis.call('HINCRBY', KEYS[2], 'token', step)
local text = string.format('%.0f %.0f ', given, now + ARGV[3]) .. ARGV[6] .. ' ' .. ARGV[4]
redis.call('HSET', KEYS[1], ARGV[1], text)
return { text }`);

/** KEYS: leases. ARGV: of, now, milliseconds, token. */
const renew = guardedScript(`${clock}
if token ~= ARGV[4] then return { false, held } end
local text = string.format('%s %.0f ', token, now + ARGV[3]) .. string.match(held, '^%d+ %d+ (.*)$')
redis.call('HSET', KEYS[1], ARGV[1], text)
return { text }`);

/** KEYS: leases. ARGV: of, token. */
const release = guardedScript(`
if string.match(redis.call('HGET', KEYS[1], ARGV[1]) or '', '^%d+') == ARGV[2] then redis.call('HDEL', KEYS[1], ARGV[1]) end`);

/** What leases need to know. `now`: epoch milliseconds; Redis' own clock when left out. */
export interface Leasing {
  readonly connection: Connection;
  readonly keys: Keys;
  readonly held: Held;
  readonly now?: (() => number) | undefined;
}

type Reply = readonly [given: string | null, held?: string | null];

/** Gives the lease to `owner`, under the next token, unless a live owner has it. */
export async function takeLease(
  { connection: { call }, keys, held: journal, now }: Leasing,
  of: string,
  owner: string,
  milliseconds: number,
): Promise<Lease | undefined> {
  const id = randomUUID();
  const ask = async (dead: number | '') => {
    const args = [of, now?.() ?? '', milliseconds, owner, dead, id];
    return (await call(() => journal.run(take, [keys.leases, keys.fence], args))) as Reply;
  };
  const [given, held] = await ask('');
  if (given !== null) return { of, ...heldOf(given) };
  const holder = heldOf(held ?? '');
  if (!hasEnded(holder.owner)) return undefined;
  const [second] = await ask(holder.token);
  return second === null ? undefined : { of, ...heldOf(second) };
}

export async function renewLease(
  { connection: { call }, keys, held: journal, now }: Leasing,
  { of, token }: Lease,
  milliseconds: number,
): Promise<Lease> {
  const args = [of, now?.() ?? '', milliseconds, token];
  const [renewed, held] = (await call(() => journal.run(renew, [keys.leases], args))) as Reply;
  if (renewed === null) throw leaseLost(of, token, held ? heldOf(held) : undefined);
  return { of, ...heldOf(renewed) };
}

export async function releaseLease(
  { connection: { call }, keys, held: journal }: Leasing,
  { of, token }: Lease,
): Promise<void> {
  await call(() => journal.run(release, [keys.leases], [of, token]));
}

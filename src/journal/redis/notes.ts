import { randomUUID } from 'node:crypto';
import type { Connection } from '../../redis/connection.ts';
import { canonical, type Json } from '../json.ts';
import { guardedScript, type Held } from './held.ts';
import type { Keys } from './keys.ts';
import { noNotes, noteSeal } from './note-seal.ts';

/** A note as kept: the id of its writing, a blank, its JSON. By the id a writing that is tried again knows its own. */
export function noteText(id: string, value: Json): string {
  return `${id} ${canonical(value)}`;
}

function noteIn(text: string): Json {
  return JSON.parse(text.slice(text.indexOf(' ') + 1)) as Json;
}

/** Lua: `change(key, text)` writes a note, or takes it away where there is no text, and keeps the seal of all notes in step. KEYS: notes of a shelf. */
const change = `${noteSeal}
local function change(key, text)
  local tip = KEYS[keys + 1]
  local was, seal = redis.call('HGET', KEYS[1], key), redis.call('HGET', tip, 'notes')
  if was then seal = sealed(seal, KEYS[1], key, was) end
  if text then
    seal = sealed(seal, KEYS[1], key, text)
    redis.call('HSET', KEYS[1], key, text)
  else
    redis.call('HDEL', KEYS[1], key)
  end
  redis.call('HSET', tip, 'notes', seal or '${noNotes}')
  return was and 1 or 0
end
`;

/** KEYS: notes of a shelf. ARGV: key, text. */
const add = guardedScript(`${change}
local found = redis.call('HGET', KEYS[1], ARGV[1])
if found then return found == ARGV[2] and 1 or 0 end
change(ARGV[1], ARGV[2])
return 1`);

/** KEYS: notes of a shelf. ARGV: key, text. */
const put = guardedScript(`${change}
change(ARGV[1], ARGV[2])`);

/** KEYS: notes of a shelf. ARGV: keys. */
const drop = guardedScript(`${change}
local dropped = 0
for at = 1, args do dropped = dropped + change(ARGV[at]) end
return dropped`);

/** KEYS: cursors. ARGV: name, seq. */
const moveOn = guardedScript(`
if tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or 0) < tonumber(ARGV[2]) then redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) end`);

/** The shelf's notes. */
export async function notesOn({ redis, call }: Connection, keys: Keys, shelf: string): Promise<Map<string, Json>> {
  const texts = await call(() => redis.hgetall(keys.notes(shelf)));
  return new Map(Object.entries(texts).map(([key, text]) => [key, noteIn(text)]));
}

/** Where notes are written. */
export interface Shelves {
  readonly connection: Connection;
  readonly keys: Keys;
  readonly held: Held;
}

export async function addNote(
  { connection: { call }, keys, held }: Shelves,
  [shelf, key]: readonly [shelf: string, key: string],
  value: Json,
): Promise<boolean> {
  const text = noteText(randomUUID(), value);
  return (await call(() => held.run(add, [keys.notes(shelf)], [key, text]))) === 1;
}

export async function putNote(
  { connection: { call }, keys, held }: Shelves,
  [shelf, key]: readonly [shelf: string, key: string],
  value: Json,
): Promise<void> {
  const text = noteText(randomUUID(), value);
  await call(() => held.run(put, [keys.notes(shelf)], [key, text]));
}

/** Said to be fewer than they were when an answer was lost. */
export async function dropNotes(
  { connection: { call }, keys, held }: Shelves,
  shelf: string,
  dropped: readonly string[],
): Promise<number> {
  return dropped.length === 0 ? 0 : ((await call(() => held.run(drop, [keys.notes(shelf)], dropped))) as number);
}

/** Moves a reader's cursor on, never back. */
export async function moveCursor(
  { connection: { call }, keys, held }: Shelves,
  name: string,
  seq: number,
): Promise<void> {
  await call(() => held.run(moveOn, [keys.cursors], [name, seq]));
}

import { randomUUID } from 'node:crypto';
import type { Connection } from '../../redis/connection.ts';
import { run, script } from '../../redis/script.ts';
import { canonical, type Json } from '../json.ts';
import type { Keys } from './keys.ts';

/** A note as kept: the id of its writing, a blank, its JSON. By the id a writing that is tried again knows its own. */
export function noteText(id: string, value: Json): string {
  return `${id} ${canonical(value)}`;
}

export function noteIn(text: string): Json {
  return JSON.parse(text.slice(text.indexOf(' ') + 1)) as Json;
}

/** KEYS: notes of a shelf. ARGV: key, text. */
const add = script(`
if redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2]) == 1 then return 1 end
return redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] and 1 or 0`);

/** KEYS: cursors. ARGV: name, seq. */
const moveOn = script(`
if tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or 0) < tonumber(ARGV[2]) then redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) end`);

/** The shelf's notes. */
export async function notesOn({ redis, call }: Connection, keys: Keys, shelf: string): Promise<Map<string, Json>> {
  const texts = await call(() => redis.hgetall(keys.notes(shelf)));
  return new Map(Object.entries(texts).map(([key, text]) => [key, noteIn(text)]));
}

export async function addNote(
  { redis, call }: Connection,
  keys: Keys,
  [shelf, key]: readonly [shelf: string, key: string],
  value: Json,
): Promise<boolean> {
  const text = noteText(randomUUID(), value);
  return (await call(() => run(redis, add, [keys.notes(shelf)], [key, text]))) === 1;
}

export async function putNote(
  { redis, call }: Connection,
  keys: Keys,
  [shelf, key]: readonly [shelf: string, key: string],
  value: Json,
): Promise<void> {
  await call(() => redis.hset(keys.notes(shelf), key, noteText(randomUUID(), value)));
}

/** Said to be fewer than they were when an answer was lost. */
export async function dropNotes(
  { redis, call }: Connection,
  keys: Keys,
  shelf: string,
  dropped: readonly string[],
): Promise<number> {
  return dropped.length === 0 ? 0 : await call(() => redis.hdel(keys.notes(shelf), ...dropped));
}

/** Moves a reader's cursor on, never back. */
export async function moveCursor({ redis, call }: Connection, keys: Keys, name: string, seq: number): Promise<void> {
  await call(() => run(redis, moveOn, [keys.cursors], [name, seq]));
}

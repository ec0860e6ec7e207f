import { access } from 'node:fs/promises';
import { copyJournal, type Original, type Target } from '../src/journal/copy.ts';
import { redisOriginal, redisTarget } from '../src/journal/redis/copy.ts';
import { sqliteOriginal, sqliteTarget } from '../src/journal/sqlite/copy.ts';
import { isEmptyFile } from '../src/journal/sqlite/journal.ts';
import { type RedisAddress, redisAddress } from '../src/redis/address.ts';
import { readFarm } from './farm.ts';
import { placeOf, rememberJournal } from './journal-id.ts';
import { openAt, redisOf } from './open-journal.ts';
import { type Exit, exit, type Program, UsageError } from './program.ts';

/** `farmhand journal copy FROM TO`, `new`, `accept`: what is done to a journal as a whole. */
export async function journal(program: Program): Promise<Exit> {
  const [verb, from, to, ...more] = program.words;
  if ((verb === 'new' || verb === 'accept') && from === undefined) return settle(program, verb);
  if (verb !== 'copy' || from === undefined || to === undefined || more.length > 0)
    throw new UsageError(
      'it is: farmhand journal copy FROM TO, each a SQLite file or a redis:// URL; farmhand journal new; or farmhand journal accept',
    );
  return copy(program, from, to);
}

/** Moves history between a file and a Redis. */
async function copy(program: Program, from: string, to: string): Promise<Exit> {
  const [source, target] = [await sourceOf(from), targetOf(to)];
  try {
    const { seq, hash } = await copyJournal(source, target);
    program.output.write(
      `Copied ${seq} events from ${source.name} to ${target.name}, and verified both.\n` +
        `Note this where whoever can write to them cannot: farmhand audit verify ${seq}:${hash}\n`,
    );
    return exit.done;
  } finally {
    await source.journal.close();
  }
}

/** Uses from now on what is there: a new journal, or the one that is. */
async function settle(program: Program, verb: 'new' | 'accept'): Promise<Exit> {
  const { data } = await readFarm(program);
  const redis = redisOf(program.env);
  const where = redis ? `in Redis at ${redis.shown}` : data.journal;
  const empty = await isEmpty(redis, data.journal);
  if (verb === 'new' && !empty)
    throw new Error(
      `there is a journal ${where} already: move it away first; or, to go on with it, type: farmhand journal accept`,
    );
  if (verb === 'accept' && empty)
    throw new Error(
      `there is no journal ${where}: put one there; or, to begin one at run 1, type: farmhand journal new`,
    );
  const used = await openAt(redis, data);
  try {
    await rememberJournal(data, placeOf(redis, data), used.identity);
    const how = empty ? 'begun at run 1' : `used from now on, with ${await used.last()} events`;
    program.output.write(`The journal ${where} (${used.identity}) is ${how}. Start farmhand again, everywhere.\n`);
    return exit.done;
  } finally {
    await used.close();
  }
}

async function isEmpty(redis: RedisAddress | undefined, file: string): Promise<boolean> {
  if (!redis) return isEmptyFile(file);
  const { isEmptyRedis } = await import('../src/journal/redis/journal.ts');
  return isEmptyRedis(redis);
}

async function sourceOf(from: string): Promise<Original> {
  const redis = redisIn(from);
  if (redis) return redisOriginal(redis);
  await access(from).catch(() => {
    throw new Error(`there is no journal ${from}`);
  });
  return sqliteOriginal(from);
}

function targetOf(to: string): Target {
  const redis = redisIn(to);
  return redis ? redisTarget(redis) : sqliteTarget(to);
}

function redisIn(text: string): RedisAddress | undefined {
  if (!/^rediss?(\+sentinel)?:/.test(text)) return undefined;
  try {
    return redisAddress(text);
  } catch (error) {
    throw new UsageError(`that is ${(error as Error).message}`);
  }
}

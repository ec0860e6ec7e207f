import { access } from 'node:fs/promises';
import { copyJournal, type Original, type Target } from '../journal/copy.ts';
import { redisOriginal, redisTarget } from '../journal/redis/copy.ts';
import { sqliteOriginal, sqliteTarget } from '../journal/sqlite/copy.ts';
import { type RedisAddress, redisAddress } from '../redis/address.ts';
import { type Exit, exit, type Program, UsageError } from './program.ts';

/** `farmhand journal copy FROM TO`: moves history between a file and a Redis. */
export async function journal(program: Program): Promise<Exit> {
  const [verb, from, to, ...more] = program.words;
  if (verb !== 'copy' || from === undefined || to === undefined || more.length > 0)
    throw new UsageError('it is: farmhand journal copy FROM TO, each a SQLite file or a redis:// URL');
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

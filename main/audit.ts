import { stat } from 'node:fs/promises';
import { missing } from '../src/journal/expected.ts';
import type { Anchor } from '../src/journal/journal.ts';
import { auditSqliteJournal } from '../src/journal/sqlite/journal.ts';
import { readFarm } from './farm.ts';
import { knownJournals, placeOf } from './journal-id.ts';
import { redisOf } from './open-journal.ts';
import { type Exit, exit, type Program, UsageError } from './program.ts';
import { visible } from './visible.ts';

/** `farmhand audit verify [SEQ:HASH]`: was anything in the journal altered, removed or reordered? */
export async function audit(program: Program): Promise<Exit> {
  const [verb, noted, ...more] = program.words;
  if (verb !== 'verify' || more.length > 0) throw new UsageError('it is: farmhand audit verify [SEQ:HASH]');
  const expected = noted === undefined ? undefined : anchor(noted);
  const { file, verdict } = await verify(program, expected);
  if (!verdict.ok) {
    const place = verdict.seq === 0 ? '' : ` at event ${verdict.seq}`;
    program.error.write(`${visible(`${file} is not as it was written${place}: ${verdict.problem}`)}\n`);
    return exit.failed;
  }
  const { events, head } = verdict;
  program.output.write(
    `${file}: ${events} events, each as it was written${expected ? `, and event ${expected.seq} is the one noted` : ''}.\n` +
      `Note this where whoever can write to the file cannot: farmhand audit verify ${events}:${head}\n`,
  );
  return exit.done;
}

async function verify(program: Program, expected: Anchor | undefined) {
  const { data } = await readFarm(program);
  const redis = redisOf(program.env);
  const known = (await knownJournals(data)).get(placeOf(redis, data));
  if (redis) {
    const { auditRedisJournal } = await import('../src/journal/redis/journal.ts');
    const file = `the journal in Redis at ${redis.shown}`;
    return { file, verdict: await auditRedisJournal(redis, expected, known) };
  }
  const file = data.journal;
  const { size } = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw new Error(`${file} cannot be read: ${error.message}`, { cause: error });
    throw known === undefined ? new Error(`there is no journal ${file} yet`) : missing(`the journal ${file}`, known);
  });
  if (size === 0)
    throw known === undefined ? new Error(`there is no journal in ${file} yet`) : missing(`the journal ${file}`, known);
  return { file, verdict: await auditSqliteJournal(file, expected, known) };
}

function anchor(text: string): Anchor {
  const [, seq, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (seq === undefined || hash === undefined)
    throw new UsageError(`${text} is not SEQ:HASH as farmhand audit verify prints it`);
  return { seq: Number(seq), hash };
}

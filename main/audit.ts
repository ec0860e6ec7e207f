import { stat } from 'node:fs/promises';
import { brokenOff, documentOf, lineOf } from '../src/bot/documents/document-of.ts';
import { redacted, redactor } from '../src/bot/secrets.ts';
import { missing } from '../src/journal/expected.ts';
import type { EventSource } from '../src/journal/exported.ts';
import type { Anchor, AuditVerdict } from '../src/journal/journal.ts';
import { auditSqliteJournal } from '../src/journal/sqlite/journal.ts';
import { sqliteSource } from '../src/journal/sqlite/source.ts';
import type { RedisAddress } from '../src/redis/address.ts';
import { exportEvents } from './audit-export.ts';
import { readFarm } from './farm.ts';
import { knownJournals, placeOf } from './journal-id.ts';
import { redisOf } from './open-journal.ts';
import { type Exit, exit, type Program, UsageError } from './program.ts';
import { visible } from './visible.ts';

/** `farmhand audit verify [SEQ:HASH]`: was anything in the journal altered, removed or reordered? `farmhand audit export`: its events. */
export async function audit(program: Program): Promise<Exit> {
  const { words, from, json } = program;
  const [verb, noted, ...more] = words;
  if (verb === 'export' && noted === undefined && !json) return exportAll(program);
  if (verb !== 'verify' || more.length > 0 || from !== undefined)
    throw new UsageError('it is: farmhand audit verify [SEQ:HASH]; or farmhand audit export [--from SEQ]');
  const expected = noted === undefined ? undefined : anchor(noted);
  if (json) return verifyInJson(program, expected);
  const { name, verdict } = await verify(program, expected);
  if (!verdict.ok) {
    const place = verdict.seq === 0 ? '' : ` at event ${verdict.seq}`;
    program.error.write(`${visible(`${name} is not as it was written${place}: ${verdict.problem}`)}\n`);
    return exit.failed;
  }
  const { events, head } = verdict;
  program.output.write(
    `${name}: ${events} events, each as it was written${expected ? `, and event ${expected.seq} is the one noted` : ''}.\n` +
      `Note this where whoever can write to the file cannot: farmhand audit verify ${events}:${head}\n`,
  );
  return exit.done;
}

async function verifyInJson(program: Program, expected: Anchor | undefined): Promise<Exit> {
  const { words, output, env } = program;
  const redact = redactor(env);
  const command = ['audit', ...words].join(' ');
  try {
    const { name: journal, verdict } = await verify(program, expected);
    const { ok: whole, ...found } = verdict;
    const ends = whole ? exit.done : exit.failed;
    const answer = { kind: 'audit', journal, whole, ...found } as const;
    output.write(`${lineOf(redacted(documentOf({ command, exit: ends, answer, runs: [] }), redact))}\n`);
    return ends;
  } catch (error) {
    output.write(`${lineOf(brokenOff(command, error, redact))}\n`);
    throw error;
  }
}

async function exportAll(program: Program): Promise<Exit> {
  const { env, from = 1, output } = program;
  const { redis, file, known } = await place(program);
  const source = redis ? await redisEvents(redis, known) : sqliteSource(file, known);
  try {
    await exportEvents(source, { from, output, redact: redactor(env) });
    return exit.done;
  } finally {
    source.close();
  }
}

async function redisEvents(redis: RedisAddress, known: string | undefined): Promise<EventSource> {
  const { redisSource } = await import('../src/journal/redis/source.ts');
  return redisSource(redis, known);
}

async function verify(
  program: Program,
  expected: Anchor | undefined,
): Promise<{ readonly name: string; readonly verdict: AuditVerdict }> {
  const { redis, file, known } = await place(program);
  if (!redis) return { name: file, verdict: await auditSqliteJournal(file, expected, known) };
  const { auditRedisJournal } = await import('../src/journal/redis/journal.ts');
  return { name: `the journal in Redis at ${redis.shown}`, verdict: await auditRedisJournal(redis, expected, known) };
}

/** Where the journal is, and which it must be. Throws where there is none. */
async function place(program: Program) {
  const { data } = await readFarm(program);
  const redis = redisOf(program.env);
  const known = (await knownJournals(data)).get(placeOf(redis, data));
  const file = data.journal;
  if (redis) return { redis, file, known };
  const { size } = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw new Error(`${file} cannot be read: ${error.message}`, { cause: error });
    throw known === undefined ? new Error(`there is no journal ${file} yet`) : missing(`the journal ${file}`, known);
  });
  if (size === 0)
    throw known === undefined ? new Error(`there is no journal in ${file} yet`) : missing(`the journal ${file}`, known);
  return { redis, file, known };
}

function anchor(text: string): Anchor {
  const [, seq, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (seq === undefined || hash === undefined)
    throw new UsageError(`${text} is not SEQ:HASH as farmhand audit verify prints it`);
  return { seq: Number(seq), hash };
}

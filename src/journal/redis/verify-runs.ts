import { type Command, transaction } from '../../redis/pipeline.ts';
import { auditHead, withoutEvents } from '../audit.ts';
import type { Audit, Problem } from './audit-under-way.ts';
import { indexesOf } from './indexes.ts';
import { type RunRecord, recordOf, recordText } from './record.ts';
import { type Tip, tipFields, tipOf } from './tip.ts';
import { walkTo } from './verify-log.ts';

/** Runs read at a time. */
const page = 200;

/** Compares each run's record, and where it is listed, with what its events say. */
export async function runsProblem(audit: Audit): Promise<Problem | undefined> {
  for (let first = 1, runs = 1; first <= runs; first += page) {
    const read = await readPage(audit, first);
    runs = read.tip.runs;
    const problem = (await walkTo(audit, read.tip.seq)) ?? pageProblem(audit, first, read);
    if (problem) return problem;
    const { seq, runs: begun } = audit.seen;
    if (begun.size !== runs)
      return { seq, problem: `the number of runs was altered: it is ${runs}, and ${begun.size} were begun` };
  }
  return strayProblem(audit);
}

interface Page {
  readonly tip: Tip;
  readonly texts: readonly (string | null)[];
  /** How many events each run's list has. */
  readonly lengths: readonly number[];
  /** The sets each run is to be in, and the number it has there. */
  readonly listed: readonly (readonly (readonly [key: string, score: string | null])[])[];
}

/** One moment of 200 runs: which sets to look at follows from the records, so it looks again until those stand still. */
async function readPage({ connection: { redis, call }, keys, shown }: Audit, first: number): Promise<Page> {
  const numbers = Array.from({ length: page }, (_, index) => first + index);
  const records: Command = ['HMGET', keys.runs, ...numbers];
  const head: readonly Command[] = [['HMGET', keys.tip, ...tipFields], records];
  const lengths = numbers.map((run): Command => ['LLEN', keys.events(run)]);
  for (let texts: readonly (string | null)[] = []; ; ) {
    const sets = numbers.map((_, index) => setsOf(texts[index] ?? null));
    const scores = sets.flatMap((wanted, index) =>
      wanted.map((key): Command => ['ZSCORE', key, numbers[index] as number]),
    );
    const replies = await call(() => transaction(redis, [...head, ...lengths, ...scores]));
    const [fields, found] = replies as [(string | null)[], (string | null)[]];
    if (found.every((text, index) => text === (texts[index] ?? null))) {
      const rest = replies.slice(2) as (number | string | null)[];
      const given = rest.slice(page).values() as IterableIterator<string | null>;
      return {
        tip: tipOf(fields, shown),
        texts,
        lengths: rest.slice(0, page) as number[],
        listed: sets.map((wanted) => wanted.map((key) => [key, given.next().value ?? null] as const)),
      };
    }
    texts = found;
  }

  function setsOf(text: string | null): readonly string[] {
    const record = text === null ? undefined : readable(text);
    return record ? [...indexesOf(keys, record.head)] : [];
  }
}

function pageProblem({ seen }: Audit, first: number, { texts, lengths, listed }: Page): Problem | undefined {
  for (const [index, text] of texts.entries()) {
    const run = first + index;
    const tail = seen.runs.get(run);
    const seq = tail?.seq ?? seen.seq;
    if (text === null) continue;
    if (!tail) return { seq, problem: withoutEvents(run) };
    const record = readable(text);
    if (!record || recordText(record) !== text || record.head.run !== run)
      return {
        seq,
        problem: `run ${run}: its state, title, subjects, times or locks were altered: not as farmhand writes them`,
      };
    const problem = auditHead(seen, record.head, record.locks);
    if (problem !== undefined) return { seq, problem };
    if (lengths[index] !== tail.version)
      return { seq, problem: `run ${run} has ${tail.version} events, but ${lengths[index]} in its list` };
    if (listed[index]?.some(([, score]) => score === null || Number(score) !== run))
      return { seq, problem: `run ${run}: the index of its state and subjects was altered` };
  }
  return undefined;
}

/** The record, or undefined for a text that is none. */
function readable(text: string): RunRecord | undefined {
  try {
    const record = recordOf(text);
    return Array.isArray(record.head.subjects) ? record : undefined;
  } catch {
    return undefined;
  }
}

/** A record under a number that no run has. */
async function strayProblem({ connection: { redis, call }, keys, seen }: Audit): Promise<Problem | undefined> {
  let cursor = '0';
  do {
    const [next, pairs] = await call(() => redis.hscan(keys.runs, cursor, 'COUNT', 1_000));
    for (const [index, name] of pairs.entries()) {
      if (index % 2 === 1 || (seen.runs.has(Number(name)) && `${Number(name)}` === name)) continue;
      // A run begun since the walk ended has the next number; one that was put in has not.
      const begun = Number(await call(() => redis.hget(keys.tip, 'runs')));
      if (/^[1-9]\d*$/.test(name) && Number(name) > seen.runs.size && Number(name) <= begun) continue;
      return { seq: seen.seq, problem: withoutEvents(name) };
    }
    cursor = next;
  } while (cursor !== '0');
  return undefined;
}

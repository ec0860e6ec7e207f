import { type Command, transaction } from '../../redis/pipeline.ts';
import type { Audit, Problem } from './audit-under-way.ts';
import { indexesOf } from './indexes.ts';
import { heldLocks, holdersOf } from './locks.ts';
import { recordOf } from './record.ts';
import { tipFields, tipOf } from './tip.ts';
import { walkTo } from './verify-log.ts';
import { pairsOf } from './verify-notes.ts';

/** Compares who holds each lock with what the runs' records say. */
export async function locksProblem({ connection: { redis, call }, keys, seen }: Audit): Promise<Problem | undefined> {
  for (let asked: ReadonlySet<number> = new Set([0]); ; ) {
    const [texts, unsettled, locks] = (await call(() =>
      transaction(redis, [
        ['HMGET', keys.runs, ...asked],
        ['ZRANGE', keys.unsettled, 0, -1],
        ['HGETALL', keys.locks],
      ]),
    )) as [(string | null)[], string[], string[] | Record<string, string>];
    const held = heldLocks(new Map(pairsOf(locks).map(([key, text]) => [key, holdersOf(text)])));
    const wanted = new Set([0, ...unsettled.map(Number), ...held.map(({ run }) => run)]);
    if ([...wanted].some((run) => !asked.has(run))) {
      asked = wanted;
      continue;
    }
    const records = new Map([...asked].map((run, index) => [run, texts[index]]));
    const stray = held.find(({ run }) => !records.get(run));
    if (stray) return { seq: 0, problem: 'locks were put in for a run that does not exist' };
    for (const [run, text] of records) {
      if (!text) continue;
      const own = recordOf(text).locks.map(({ key, mode }) => `${mode} ${key}`);
      const has = new Set(held.filter((lock) => lock.run === run).map(({ key, mode }) => `${mode} ${key}`));
      if (has.size !== own.length || !own.every((lock) => has.has(lock)))
        return { seq: seen.runs.get(run)?.seq ?? seen.seq, problem: `run ${run}: the locks it holds were altered` };
    }
    return undefined;
  }
}

/** Finds what was put into the sets runs are found by and the lists of recent events, or is one too many. */
export async function listsProblem(audit: Audit): Promise<Problem | undefined> {
  const { connection, keys } = audit;
  const { redis, call } = connection;
  const sets = [keys.state(''), keys.subject('')];
  const [recent = '', events = ''] = [keys.recent('', '').replace(/\[.*/, ''), keys.events(0).slice(0, -1)];
  let cursor = '0';
  do {
    const pattern = `${keys.tip.replace(/tip$/, '')}*`;
    const [next, names] = await call(() => redis.scan(cursor, 'MATCH', pattern, 'COUNT', 1_000));
    for (const name of names) {
      const problem =
        name === keys.unsettled || sets.some((start) => name.startsWith(start))
          ? await setProblem(audit, name)
          : name.startsWith(recent)
            ? await recentProblem(audit, name)
            : name.startsWith(events)
              ? await strayEvents(audit, Number(name.slice(events.length)))
              : foreignKey(audit, name);
      if (problem) return problem;
    }
    cursor = next;
  } while (cursor !== '0');
  return undefined;
}

/** A run in a set its record does not put it into. */
async function setProblem(
  { connection: { redis, call }, keys, seen }: Audit,
  set: string,
): Promise<Problem | undefined> {
  let cursor = '0';
  do {
    const [next, pairs] = await call(() => redis.zscan(set, cursor, 'COUNT', 1_000));
    const members = pairs.filter((_, index) => index % 2 === 0);
    const texts = members.length > 0 ? await call(() => redis.hmget(keys.runs, ...members)) : [];
    for (const [index, member] of members.entries()) {
      if (belongs(texts[index] ?? null)) continue;
      // Moved between the two reads, perhaps.
      const again: readonly Command[] = [
        ['ZSCORE', set, member],
        ['HGET', keys.runs, member],
      ];
      const [score, text] = (await call(() => transaction(redis, again))) as [string | null, string | null];
      if (score === null || belongs(text)) continue;
      const seq = seen.runs.get(Number(member))?.seq ?? seen.seq;
      return { seq, problem: `run ${member}: the index of its state and subjects was altered` };
    }
    cursor = next;
  } while (cursor !== '0');
  return undefined;

  function belongs(text: string | null): boolean {
    return text !== null && indexesOf(keys, recordOf(text).head).has(set);
  }
}

async function recentProblem(audit: Audit, list: string): Promise<Problem | undefined> {
  const { connection, keys, shown, seen, recent } = audit;
  const read: readonly Command[] = [
    ['HMGET', keys.tip, ...tipFields],
    ['LLEN', list],
  ];
  const replies = await connection.call(() => transaction(connection.redis, read));
  const [fields, length] = replies as [(string | null)[], number];
  const problem = await walkTo(audit, tipOf(fields, shown).seq);
  if (problem || length === recent.get(list)) return problem;
  return { seq: seen.seq, problem: `the list of recent events ${list} was altered: events were put in` };
}

/** A key among the journal's that is none of it. The queue's stand there too, and are of the moment. */
function foreignKey({ keys }: Audit, name: string): Problem | undefined {
  const { tip, log, runs, locks, leases, fence, cursors, turn } = keys;
  const whole = [tip, log, runs, locks, leases, fence, cursors, turn];
  if (whole.includes(name) || name.startsWith(keys.notes('')) || name.startsWith(keys.queue)) return undefined;
  return { seq: 0, problem: `the key ${name} is not of farmhand's making` };
}

async function strayEvents({ connection, keys, seen }: Audit, run: number): Promise<Problem | undefined> {
  if (seen.runs.has(run)) return undefined;
  const begun = Number(await connection.call(() => connection.redis.hget(keys.tip, 'runs')));
  if (run > seen.runs.size && run <= begun) return undefined;
  return { seq: 0, problem: 'events were put in for a run that does not exist' };
}

import { transaction } from '../../redis/pipeline.ts';
import { auditEnd, auditEvent } from '../audit.ts';
import type { StoredEvent } from '../journal.ts';
import type { Audit, Problem } from './audit-under-way.ts';
import { tipFields, tipOf } from './tip.ts';
import { eventText } from './writes.ts';

/** Entries read at a time: few enough that their texts come in time on a slow line. */
const page = 100;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

type Entry = readonly [id: string, fields: readonly string[]];

/** Walks the whole log, to where it ends when its last page is read. */
export async function logProblem(audit: Audit): Promise<Problem | undefined> {
  const { connection, keys, shown, seen, expected } = audit;
  for (;;) {
    const [fields, entries] = (await connection.call(() =>
      transaction(connection.redis, [
        ['HMGET', keys.tip, ...tipFields],
        ['XRANGE', keys.log, after(audit), '+', 'COUNT', page],
      ]),
    )) as [(string | null)[], Entry[]];
    const problem = await pageProblem(audit, entries);
    if (problem) return problem;
    if (entries.length < page) {
      const end = auditEnd(seen, tipOf(fields, shown), expected);
      return end === undefined ? undefined : { seq: seen.seq, problem: end };
    }
  }
}

/** Walks on to `seq`: what others wrote in the meantime. */
export async function walkTo(audit: Audit, seq: number): Promise<Problem | undefined> {
  const { connection, keys, seen } = audit;
  while (seen.seq < seq) {
    const read = () => connection.redis.xrange(keys.log, after(audit), `${seq}`, 'COUNT', page);
    const entries = await connection.call(read);
    const problem = await pageProblem(audit, entries);
    if (problem) return problem;
    if (entries.length === 0) return { seq: seen.seq, problem: `event ${seen.seq + 1} is missing at the end` };
  }
  return undefined;
}

function after({ last }: Audit): string {
  return last === '-' ? last : `(${last}`;
}

async function pageProblem(audit: Audit, entries: readonly Entry[]): Promise<Problem | undefined> {
  const { connection, keys, seen, recent } = audit;
  const texts = await connection.call(async () => {
    const read = connection.redis.pipeline();
    for (const [, [, run = '', , version]] of entries)
      read.lindexBuffer(keys.events(run as unknown as number), Number(version) - 1);
    return ((await read.exec()) ?? []) as [Error | null, Buffer | null][];
  });
  /** The places these events have in lists of recent ones. */
  const places: { readonly key: string; readonly index: number; readonly place: string; readonly seq: number }[] = [];
  for (const [index, entry] of entries.entries()) {
    const [error, text] = texts[index] ?? [];
    if (error) throw error;
    const event = eventOf(entry, text ?? null);
    const seq = Number(entry[0].split('-')[0]);
    const problem = typeof event === 'string' ? event : auditEvent(seen, event, audit.expected);
    if (problem !== undefined) return { seq, problem };
    [audit.last] = entry;
    const { type, tag, run, version } = event as StoredEvent;
    if (tag === undefined) continue;
    const key = keys.recent(type, tag);
    const before = recent.get(key) ?? 0;
    recent.set(key, before + 1);
    places.push({ key, index: before, place: `${run} ${version}`, seq });
  }
  return placesProblem(audit, places);
}

/** The event the entry stands for, or what is wrong with it. */
function eventOf([id, [, run, , version]]: Entry, text: Buffer | null): StoredEvent | string {
  const [seq = '', part] = id.split('-');
  if (part !== '0') return `event ${seq} was put in a second time`;
  if (text === null) return `event ${seq} is missing: the events of run ${run} do not have version ${version}`;
  const altered = `event ${seq} was altered: its text is not as farmhand writes it`;
  try {
    const decoded = utf8.decode(text);
    const event = JSON.parse(decoded) as StoredEvent;
    if (eventText(event) !== decoded) return altered;
    if (`${event.seq}` !== seq || `${event.run}` !== run || `${event.version}` !== version)
      return `event ${seq} was altered: in its place stands event ${event.seq}, version ${event.version} of run ${event.run}`;
    return event;
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
    return altered;
  }
}

async function placesProblem(
  { connection }: Audit,
  places: readonly { readonly key: string; readonly index: number; readonly place: string; readonly seq: number }[],
): Promise<Problem | undefined> {
  const found = await connection.call(async () => {
    const read = connection.redis.pipeline();
    for (const { key, index } of places) read.lindex(key, index);
    return (await read.exec()) ?? [];
  });
  const at = places.findIndex(({ place }, index) => found[index]?.[1] !== place);
  const wrong = places[at];
  return wrong && { seq: wrong.seq, problem: `event ${wrong.seq}: the list of events of its type and tag was altered` };
}

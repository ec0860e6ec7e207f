import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pour } from '../../src/journal/copy.ts';
import type { Change, Journal } from '../../src/journal/journal.ts';
import { redisTarget } from '../../src/journal/redis/copy.ts';
import { openRedisJournal } from '../../src/journal/redis/journal.ts';
import { openSqliteJournal } from '../../src/journal/sqlite/journal.ts';
import { redisAddress } from '../../src/redis/address.ts';
import { installed } from '../support/installed.ts';
import { type RedisServer, startRedis } from '../support/redis.ts';
import { historyOf } from './history.ts';
import { resident } from './program.ts';
import { median, milliseconds, type Row } from './row.ts';

const appends = 1_000;
/** Runs of history, thirteen events each. */
const histories = [1_000, 100_000] as const;
const looks = 50;
/** Milliseconds by which times so short differ anyway. */
const noise = 0.5;

const head: Change['head'] = { state: 'running', settled: false, title: 'clone', subjects: ['vm'], by: 'loic' };

interface Store {
  readonly name: 'SQLite' | 'Redis';
  open(): Promise<Journal>;
}

/** The journal in a file and in Redis, beside each other: how long a write takes, and what a long history costs whoever reads. */
export async function journalRows(): Promise<readonly Row[]> {
  if (installed('redis-server') === undefined)
    return [{ what: 'journal', ours: 'not measured', beside: 'not installed: redis-server', goal: '' }];
  const folder = await mkdtemp(join(tmpdir(), 'farmhand-bench-'));
  const server = await startRedis();
  const stores = (file: string, name: string): readonly Store[] => [
    { name: 'SQLite', open: () => openSqliteJournal(file) },
    { name: 'Redis', open: () => openRedisJournal(redisAddress(`${server.url}?prefix=${name}`)) },
  ];
  try {
    const rows = [await appending(stores(join(folder, 'appends'), 'appends'))];
    const sizes: string[] = [];
    for (const count of histories) sizes.push(await history(server, count));
    const read = async (count: number) => stores(await historyOf(count), `runs-${count}`);
    const [short, long] = [await read(histories[0]), await read(histories[1])];
    return [
      ...rows,
      ...(await reading(short, long)),
      {
        what: `journal, ${histories[1]} runs`,
        ours: sizes[1] ?? '',
        beside: `${histories[0]} runs: ${sizes[0]}`,
        goal: '',
      },
    ];
  } finally {
    await server.remove();
    await rm(folder, { recursive: true });
  }
}

/** One event a write, both synced to the disk; in turn, so that what else the machine does hits both. */
async function appending(stores: readonly Store[]): Promise<Row> {
  const writers = await Promise.all(
    stores.map(async ({ name, open }) => ({ name, journal: await open(), times: [] as number[] })),
  );
  for (let version = 0; version < appends; version++) {
    for (const { journal, times } of writers) {
      const data = { attempt: `r1.lvm.copy.${version}`, seen: { volume: 'vm', size: '20 GiB' } };
      const change = { version, events: [{ type: 'step.intent', tag: 'lvm.copy', data }], head };
      const began = performance.now();
      await journal.append({ run: version === 0 ? 'new' : 1, ...change });
      times.push(performance.now() - began);
    }
  }
  const [sqlite = '', redis = ''] = writers.map(({ name, times }) => {
    const sorted = times.toSorted((a, b) => a - b);
    return `${name} ${milliseconds(median(times))} / ${milliseconds(sorted[Math.floor(0.99 * appends)] ?? Number.NaN)}`;
  });
  for (const { journal } of writers) await journal.close();
  return { what: 'journal append, p50 / p99', ours: sqlite, beside: redis, goal: '' };
}

/** Puts the same history into both; says how much room it takes. */
async function history(server: RedisServer, count: number): Promise<string> {
  const file = await historyOf(count);
  const journal = await openSqliteJournal(file);
  const before = resident({ child: server });
  const filling = await redisTarget(redisAddress(`${server.url}?prefix=runs-${count}`)).fill(file);
  const [last] = await journal.since((await journal.last()) - 1, 1);
  if (!last) throw new Error(`${file} is empty`);
  const runs = await pour(journal, filling, last.seq);
  await filling.end(last, runs, { token: 0, cursors: new Map(), notes: new Map(), leases: [] }, journal.identity);
  await filling.close();
  await journal.close();
  const { size } = await stat(file);
  const memory = resident({ child: server }) - before;
  return `SQLite ${(size / 2 ** 20).toFixed(0)} MiB on disk, Redis ${memory.toFixed(0)} MiB of memory`;
}

/** What `farmhand start` and `!status`, `!runs`, `!why` ask of a journal. */
const questions: readonly (readonly [what: string, ask: (journal: Journal) => Promise<unknown>])[] = [
  ['the newest 50 runs', (journal) => journal.runs()],
  ['the newest 50 unsettled', (journal) => journal.runs({ settled: false })],
  ["a VM's newest 10", (journal) => journal.runs({ subject: 'vm3', limit: 10 })],
  ['all events of a run', (journal) => journal.events(500)],
  ['5 of a type of step', (journal) => journal.recent('step.verified', 'lvm.copy', 5)],
];

async function reading(short: readonly Store[], long: readonly Store[]): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const [index, { name, open }] of long.entries()) {
    const brief = short[index] as Store;
    const opening = await each([brief.open, open].map((one) => async () => (await one()).close()));
    rows.push(row(`${name}: open the journal`, opening));
    const journals = [await brief.open(), await open()];
    for (const [what, ask] of questions)
      rows.push(row(`${name}: ${what}`, await each(journals.map((journal) => () => ask(journal)))));
    for (const journal of journals) await journal.close();
  }
  return rows;
}

/** Medians in milliseconds, done in turn. */
async function each(bodies: readonly (() => Promise<unknown>)[]): Promise<readonly number[]> {
  const times = bodies.map((): number[] => []);
  for (let n = 0; n < looks; n++) {
    for (const [index, body] of bodies.entries()) {
      const began = performance.now();
      await body();
      times[index]?.push(performance.now() - began);
    }
  }
  return times.map(median);
}

function row(what: string, [short = Number.NaN, long = Number.NaN]: readonly number[]): Row {
  const growth = Math.log(histories[1]) / Math.log(histories[0]);
  return {
    what: `${what}, ${histories[1]} runs of history`,
    ours: milliseconds(long),
    beside: `${histories[0]} runs ${milliseconds(short)}`,
    goal: `no faster than the logarithm: ${growth.toFixed(2)} times`,
    met: long <= short * growth + noise,
  };
}

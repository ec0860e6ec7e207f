import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { createSandbox, type Sandbox } from '../../platforms/sandboxes.ts';
import { openSqliteJournal } from '../../src/journal/sqlite/journal.ts';
import { installed } from '../support/installed.ts';
import { startRedis } from '../support/redis.ts';
import { historyOf } from './history.ts';
import { median, milliseconds, type Row } from './row.ts';

const processes = [1, 2, 4] as const;
const histories = [1_000, 100_000] as const;
/** Seconds each process is asked for. */
const duration = 3;
/** Milliseconds by which times differ anyway on a machine that does other things. */
const noise = 30;

interface Asked {
  /** Milliseconds from its start until it could be asked. */
  readonly ready: number;
  readonly times: readonly number[];
  readonly memory: number;
}

/** How many status commands several processes answer together, and what a long history costs one. */
export async function manyRows(): Promise<readonly Row[]> {
  return [...(await together()), ...(await afterLongHistory())];
}

/** On one machine, whose processors the processes, the farm and Redis share. */
async function together(): Promise<readonly Row[]> {
  if (installed('redis-server') === undefined)
    return [{ what: 'status commands', ours: 'not measured', beside: 'not installed: redis-server', goal: '' }];
  const [redis, sandbox] = [await startRedis(), await createSandbox()];
  try {
    const rates: { readonly count: number; readonly rate: number }[] = [];
    for (const count of processes) {
      const all = await Promise.all(Array.from({ length: count }, () => asked(sandbox, { REDIS_URL: redis.url })));
      const answers = all.reduce((sum, { times }) => sum + times.length, 0);
      rates.push({ count, rate: answers / duration });
    }
    return [
      {
        what: 'status commands a second, by processes',
        ours: rates.map(({ count, rate }) => `${count}: ${rate.toFixed(1)}`).join(', '),
        beside: 'who ask within the same second share a look',
        goal: 'at least 50 from one',
        met: (rates[0]?.rate ?? 0) >= 50,
      },
    ];
  } finally {
    await sandbox.close();
    await redis.remove();
  }
}

async function afterLongHistory(): Promise<readonly Row[]> {
  const found: Asked[] = [];
  for (const runs of histories) {
    const sandbox = await createSandbox();
    try {
      await seed(join(dirname(sandbox.farmFile), 'data', 'journal.sqlite'), runs);
      // Compiles.
      await asked(sandbox, {}, 1);
      found.push(await asked(sandbox, {}));
    } finally {
      await sandbox.close();
    }
  }
  const [short, long] = found as [Asked, Asked];
  // No faster than the logarithm: what ten times the history costs is paid at most once more for each further ten times.
  const growth = Math.log10(histories[1]) / Math.log10(histories[0]);
  const row = (what: string, of: (one: Asked) => number, shown: (value: number) => string, slack: number): Row => ({
    what: `${what}, ${histories[1]} runs in the journal`,
    ours: shown(of(long)),
    beside: `${histories[0]} runs: ${shown(of(short))}`,
    goal: `at most ${growth.toFixed(2)} times`,
    met: of(long) <= growth * of(short) + slack,
  });
  return [
    row('start', ({ ready }) => ready, milliseconds, noise),
    row('!status', ({ times }) => median(times), milliseconds, noise),
    row(
      'memory',
      ({ memory }) => memory,
      (value) => `${value.toFixed(0)} MiB`,
      0,
    ),
  ];
}

/** Puts a history there of which everybody has been told. */
async function seed(file: string, runs: number): Promise<void> {
  mkdirSync(dirname(file));
  copyFileSync(await historyOf(runs), file);
  const journal = await openSqliteJournal(file);
  await journal.setCursor('reports bench', await journal.last());
  await journal.close();
}

async function asked(
  sandbox: Sandbox,
  env: Readonly<Record<string, string>>,
  seconds: number = duration,
): Promise<Asked> {
  const began = performance.now();
  const words = [join(import.meta.dirname, 'asker.ts'), sandbox.farmFile, String(seconds)];
  const compiled = { NODE_COMPILE_CACHE: join(sandbox.folder, 'compiled') };
  const child = spawn(process.execPath, words, {
    env: { ...process.env, ...compiled, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // Until then it may write to what it compiled, in the folder that is removed afterwards.
  const ended = once(child, 'close');
  let ready = Number.NaN;
  let told: Omit<Asked, 'ready'> | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'ready') ready = performance.now() - began;
    else told = JSON.parse(line) as Omit<Asked, 'ready'>;
  }
  await ended;
  if (!told) throw new Error(`${words.join(' ')} ended before it was done`);
  return { ready, ...told };
}

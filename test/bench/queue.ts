import Bull from 'bull';
import * as z from 'zod';
import { action, noReceipt } from '../../src/engine/action.ts';
import { Engine } from '../../src/engine/engine.ts';
import { processOwner } from '../../src/journal/owner.ts';
import { openRedisJournal } from '../../src/journal/redis/journal.ts';
import { bullQueue } from '../../src/queue/bull.ts';
import { redisAddress } from '../../src/redis/address.ts';
import type { Result } from '../../src/ssh/host.ts';
import { until } from '../support/daemon.ts';
import { installed } from '../support/installed.ts';
import { localHost } from '../support/local-host.ts';
import { type RedisServer, startRedis } from '../support/redis.ts';
import { median, milliseconds, type Row } from './row.ts';

const runs = 100;

/**
 * From the moment a run is queued by one process to its first step in another, beside a bare Bull job on the same Redis. A step
 * begins with a look at its host; how long until it changes something there is said too.
 */
export async function queueRows(): Promise<readonly Row[]> {
  if (installed('redis-server') === undefined)
    return [{ what: 'queued to first step', ours: 'not measured', beside: 'not installed: redis-server', goal: '' }];
  const redis = await startRedis();
  try {
    const bare = await bareJobs(redis);
    const ours = await queuedRuns(redis);
    return [
      {
        what: 'queued to first step, by Redis',
        ours: `${milliseconds(median(ours.begun))} (to its effect ${milliseconds(median(ours.effects))})`,
        beside: `bare Bull, added to handled ${milliseconds(median(bare))}`,
        goal: 'at most 1.5 times',
        met: median(ours.begun) <= 1.5 * median(bare),
      },
    ];
  } finally {
    await redis.remove();
  }
}

async function bareJobs({ url }: RedisServer): Promise<readonly number[]> {
  const [adds, handles] = [new Bull('bare', url), new Bull('bare', url)];
  const begun: number[] = [];
  handles.process(1, async () => void begun.push(performance.now()));
  const times: number[] = [];
  for (let one = 0; one < runs; one++) {
    const began = performance.now();
    await adds.add({ run: one }, { removeOnComplete: true });
    await until('the job', () => begun.length > one);
    times.push((begun[one] ?? 0) - began);
  }
  await Promise.all([adds.close(), handles.close()]);
  return times;
}

/** Milliseconds from a run's being queued. */
interface Times {
  readonly begun: readonly number[];
  readonly effects: readonly number[];
}

async function queuedRuns({ url }: RedisServer): Promise<Times> {
  const address = redisAddress(url);
  let woken = 0;
  let looked = 0;
  let effect = 0;
  let undone = true;
  const step = action({
    name: 'bench.step',
    risk: 'safe',
    args: z.strictObject({}),
    title: () => 'a step',
    facts: () => ({ code: { host: 'host', read: { script: 'true' }, parse: ({ code }: Result) => code } }),
    see: () => null,
    judge: () => (undone ? { is: 'todo', effect: { commands: ['true'] } } : { is: 'done', why: 'as wanted' }),
    apply: async () => {
      effect = performance.now();
      undone = false;
    },
    receipt: noReceipt,
    undo: () => ({ by: [] }),
  });
  const local = localHost();
  const host = {
    ...local,
    batch: (...args: Parameters<typeof local.batch>) => {
      looked ||= performance.now();
      return local.batch(...args);
    },
  };
  const engines = await Promise.all(
    [0, 1].map(async (concurrency) => {
      const complain = (message: string, error: unknown) => console.error(message, error);
      const bull = bullQueue(address, complain);
      const queue = {
        ...bull,
        wake: (run: number) => {
          if (woken === 0) {
            woken = performance.now();
            // Planning looked too.
            looked = 0;
          }
          return bull.wake(run);
        },
      };
      const journal = await openRedisJournal(address);
      const parts = {
        journal,
        queue,
        hosts: () => host,
        actions: new Map([[step.name, step]]),
        log: complain,
        judge: async () => undefined,
      };
      const engine = new Engine({ ...parts, owner: `${processOwner()}#${concurrency}` });
      await engine.start(concurrency);
      return { engine, journal };
    }),
  );
  const [asks] = engines;
  const times = { begun: [] as number[], effects: [] as number[] };
  for (let one = 0; one < runs; one++) {
    undone = true;
    woken = 0;
    const wanted = { command: 'bench', title: 'bench', subjects: [], values: [], notes: [], locks: [] };
    const steps = [{ id: 'step', action: step.name, args: {}, after: [] }];
    const make = async () => ({ ...wanted, steps });
    const view = await asks?.engine.submit({ make, by: 'bench', asked: null, gate: () => undefined });
    await until('the run', async () => (await asks?.engine.view(view?.run ?? 0))?.state === 'done');
    times.begun.push(looked - woken);
    times.effects.push(effect - woken);
  }
  for (const { engine, journal } of engines) {
    await engine.stop();
    await journal.close();
  }
  return times;
}

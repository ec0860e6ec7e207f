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
import { pair, spread } from './pair.ts';
import { median, milliseconds, type Row } from './row.ts';

/** Runs a round. */
const runs = 20;

/**
 * From the moment a run is queued by one process to its first step in another, beside a bare Bull job on the same Redis. A step
 * begins with a look at its host; how long until it changes something there is said too.
 */
export async function queueRows(): Promise<readonly Row[]> {
  if (installed('redis-server') === undefined)
    return [{ what: 'queued to first step', ours: 'not measured', beside: 'not installed: redis-server', goal: '' }];
  const redis = await startRedis();
  try {
    const bare = bareJobs(redis);
    const ours = await queuedRuns(redis);
    const measured = pair(runs, ours.once, bare.once);
    // Also after a failure: Bull without its Redis complains until the process ends.
    const { ratios, ...times } = await measured.finally(() => Promise.all([bare.close(), ours.close()]));
    return [
      {
        what: 'queued to first step, by Redis',
        ours: `${milliseconds(times.ours)} (to its effect ${milliseconds(median(ours.effects))}), ${spread(ratios)}`,
        beside: `bare Bull, added to handled ${milliseconds(times.beside)}`,
        goal: 'at most 1.2 times',
        met: median(ratios) <= 1.2,
      },
    ];
  } finally {
    await redis.remove();
  }
}

function bareJobs({ url }: RedisServer) {
  const [adds, handles] = [new Bull('bare', url), new Bull('bare', url)];
  let handled: number | undefined;
  handles.process(1, async () => {
    handled = performance.now();
  });
  return {
    async once(): Promise<number> {
      handled = undefined;
      const began = performance.now();
      await adds.add({ run: 1 }, { removeOnComplete: true });
      await until('the job', () => handled !== undefined);
      return (handled ?? Number.NaN) - began;
    },
    close: () => Promise.all([adds.close(), handles.close()]),
  };
}

/** `once`: milliseconds from a run's being queued to its first step; `effects`: to the effects of all until then. */
async function queuedRuns({ url }: RedisServer) {
  const address = redisAddress(url);
  let woken = 0;
  let looked = 0;
  let effect = 0;
  let undone = true;
  let ended = Promise.withResolvers<void>();
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
        work: (handler: (run: number) => Promise<void>, most: number) =>
          bull.work((run) => handler(run).finally(() => undone || ended.resolve()), most),
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
  const effects: number[] = [];
  return {
    effects,
    async once(): Promise<number> {
      undone = true;
      woken = 0;
      const wanted = { command: 'bench', title: 'bench', subjects: [], values: [], notes: [], locks: [] };
      const steps = [{ id: 'step', action: step.name, args: {}, after: [] }];
      const make = async () => ({ ...wanted, steps });
      ended = Promise.withResolvers();
      // Not asked for again and again: that would have Redis and this process do other work amid what is measured.
      await asks?.engine.submit({ make, by: 'bench', asked: null, gate: () => undefined });
      await ended.promise;
      effects.push(effect - woken);
      return looked - woken;
    },
    async close(): Promise<void> {
      for (const { engine, journal } of engines) {
        await engine.stop();
        await journal.close();
      }
    },
  };
}

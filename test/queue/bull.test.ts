import { expect, it, type TestContext } from 'vitest';
import { bullQueue } from '../../src/queue/bull.ts';
import type { Queue } from '../../src/queue/queue.ts';
import { redisAddress } from '../../src/redis/address.ts';
import { until } from '../support/daemon.ts';
import { startRedis } from '../support/redis.ts';
import { needs } from '../support/servers.ts';

/** A Redis, and queues on it as several processes have them. */
async function redisWithQueues({ onTestFinished }: TestContext) {
  const redis = await startRedis();
  const complaints: string[] = [];
  const queues: Queue[] = [];
  onTestFinished(async () => {
    await Promise.all(queues.map((queue) => queue.stop()));
    await redis.remove();
  });
  const queue = () => {
    const made = bullQueue(redisAddress(redis.url), (message) => complaints.push(message));
    queues.push(made);
    return made;
  };
  return { redis, queue, complaints };
}

/** Handles runs until told to end each; `begun` in the order they came. */
function worker(queue: Queue, concurrency = 5) {
  const begun: number[] = [];
  const ends = new Map<number, () => void>();
  queue.work((run) => {
    begun.push(run);
    return new Promise<void>((resolve) => ends.set(run, resolve));
  }, concurrency);
  return {
    begun,
    end: (run: number) => ends.get(run)?.(),
    has: (...runs: readonly number[]) =>
      until(`runs ${runs} to be handed out, not ${begun}`, () => runs.every((run) => begun.includes(run))),
  };
}

needs('redis-server')('the queue between processes', { concurrent: true }, () => {
  it('hands to a worker what another process woke, before and after it began to work', async (context) => {
    const { queue } = await redisWithQueues(context);
    const [chat, work] = [queue(), queue()];
    await chat.wake(1);
    const at = worker(work);
    await at.has(1);
    await chat.wake(2);
    await at.has(2);
    at.end(1);
    at.end(2);
  });

  it('hands out a number once, to one of the workers, however often it was woken', async (context) => {
    const { queue } = await redisWithQueues(context);
    const [chat, one, two] = [queue(), queue(), queue()];
    for (const run of [1, 2, 3, 1, 2, 3, 1]) await chat.wake(run);
    const [first, second] = [worker(one), worker(two)];
    await until('three runs at work', () => first.begun.length + second.begun.length === 3);
    await chat.wake(4);
    await until('the fourth', () => first.begun.length + second.begun.length === 4);
    expect([...first.begun, ...second.begun].sort()).toEqual([1, 2, 3, 4]);
    for (const run of [1, 2, 3, 4]) for (const at of [first, second]) at.end(run);
  });

  it('hands out a number again that is woken once its handler has ended', async (context) => {
    const { queue } = await redisWithQueues(context);
    const [chat, work] = [queue(), queue()];
    const at = worker(work);
    await chat.wake(7);
    await at.has(7);
    at.end(7);
    await until('it to come again', async () => {
      await chat.wake(7);
      return at.begun.length > 1;
    });
    at.end(7);
  });

  it('has no more handlers at work than it was told', async (context) => {
    const { queue } = await redisWithQueues(context);
    const work = queue();
    const at = worker(work, 2);
    for (const run of [1, 2, 3]) await work.wake(run);
    await until('two at work', () => at.begun.length === 2);
    const [first = 0] = at.begun;
    at.end(first);
    await until('the third', () => at.begun.length === 3);
    for (const run of at.begun) at.end(run);
  });

  it('goes on after its Redis was killed and came back; meanwhile nobody who wakes waits, and it is complained of once', async (context) => {
    const { redis, queue, complaints } = await redisWithQueues(context);
    const [chat, work] = [queue(), queue()];
    const at = worker(work);
    await chat.wake(1);
    await at.has(1);
    at.end(1);
    await redis.stop();
    await until('it to be noticed', () => complaints.length >= 1);
    await chat.wake(2);
    await redis.start();
    // What was woken meanwhile may be lost: the sweep wakes again.
    await until('a run to be handed out', async () => {
      await chat.wake(3);
      return at.begun.includes(3);
    });
    at.end(2);
    at.end(3);
    expect(complaints.length).toBeLessThanOrEqual(2);
    expect(complaints[0]).toBe(
      `the queue in Redis at 127.0.0.1:${redis.port} does not answer; runs are woken once it does`,
    );
  });

  it('stops when the handlers under way have ended; what it was handed meanwhile, and what it let go of, goes to others', async (context) => {
    const { queue } = await redisWithQueues(context);
    const [chat, work] = [queue(), queue()];
    const at = worker(work);
    await chat.wake(1);
    await at.has(1);
    let stopped = false;
    const stopping = work.stop().then(() => {
      stopped = true;
    });
    await chat.wake(2);
    const next = worker(queue());
    expect([stopped, at.begun]).toEqual([false, [1]]);
    at.end(1);
    await stopping;
    await next.has(1, 2);
    expect(at.begun).toEqual([1]);
    next.end(1);
    next.end(2);
  });

  it('stops also while its Redis is gone', async (context) => {
    const { redis, queue } = await redisWithQueues(context);
    const work = queue();
    worker(work);
    await redis.stop();
    await work.stop();
  });
});

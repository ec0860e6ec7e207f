import { inProcessQueue } from '../src/queue/in-process.ts';
import type { Queue } from '../src/queue/queue.ts';
import { redisOf } from './open-journal.ts';
import type { Program } from './program.ts';

/** The queue in the Redis of REDIS_URL, which wakes the workers of all processes; else that of this process. */
export async function openQueue(
  env: Program['env'],
  complain: (message: string, error: unknown) => void,
): Promise<Queue> {
  const redis = redisOf(env);
  if (!redis) return inProcessQueue();
  const { bullQueue } = await import('../src/queue/bull.ts');
  return bullQueue(redis, complain);
}

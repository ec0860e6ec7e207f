import type { RedisOptions } from 'ioredis';
import { waitAfter } from '../time/backoff.ts';

/** Milliseconds before ioredis connects again, or asks the Sentinels again. */
const again = (failures: number): number => waitAfter(failures, { first: 50, longest: 1000 });

/** How a connection to Redis comes back by itself. */
export const reconnect: Pick<RedisOptions, 'retryStrategy' | 'sentinelRetryStrategy'> = {
  retryStrategy: again,
  sentinelRetryStrategy: again,
};

import Bull from 'bull';
import { Redis, type RedisOptions } from 'ioredis';
import { queuePrefix, type RedisAddress } from '../redis/address.ts';
import { reconnect } from '../redis/reconnect.ts';
import { within } from '../time/within.ts';
import { mend } from './mend-bull.ts';

/** What a Bull job of ours carries. */
export interface WakeUp {
  readonly run: number;
}

/** Bull's queue on a Redis, and the connections it made. */
export interface OpenBull {
  readonly queue: Bull.Queue<WakeUp>;
  /** Ends the connections, after `last` or after `goodbye` milliseconds: a Redis that is away is not waited for. */
  close(last: () => Promise<unknown>): Promise<void>;
}

/** Milliseconds that leaving may take. */
const goodbye = 3000;

/** Name of the queue. */
export const queueName = 'runs';

/** Opens the one queue that all processes share. `trouble` and `ready`: what its connections and Bull itself say. */
export function openBull(
  address: RedisAddress,
  {
    trouble,
    ready = () => undefined,
    settings,
  }: {
    readonly trouble: (error: unknown) => void;
    readonly ready?: () => void;
    readonly settings?: Bull.AdvancedSettings;
  },
): OpenBull {
  const clients = new Map<string, Redis>();
  const queue = new Bull<WakeUp>(queueName, {
    prefix: queuePrefix(address),
    ...(settings && { settings }),
    createClient: (kind) => {
      const client = new Redis(connection(address, kind)).on('error', trouble).on('ready', ready);
      clients.set(kind, client);
      return client;
    },
  }).on('error', trouble);
  mend(queue, () => clients.get('bclient'));
  return {
    queue,
    async close(last) {
      await within(goodbye, last());
      for (const client of clients.values()) client.disconnect();
    },
  };
}

/** Bull demands the last two settings of its blocking and its listening connection. */
function connection({ options }: RedisAddress, kind: 'client' | 'subscriber' | 'bclient'): RedisOptions {
  const common = { ...options, ...reconnect };
  if (kind === 'client') return { ...common, maxRetriesPerRequest: 1 };
  // ioredis would leave a failure of this to nobody. What Bull hears there is when delayed jobs are due, and none is.
  return { ...common, maxRetriesPerRequest: null, enableReadyCheck: false, autoResubscribe: false };
}

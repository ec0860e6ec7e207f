import { setTimeout } from 'node:timers/promises';
import Bull from 'bull';
import { Redis, type RedisOptions } from 'ioredis';
import type { RedisAddress } from '../redis/address.ts';
import { queueName, queuePrefix } from './bull.ts';

/** Milliseconds that the connections may take to say goodbye. */
const goodbye = 2000;

/** Bull's queue for whoever looks at it: nothing is handed out here. What goes wrong is for whoever looks to see. */
export function queueToLookAt(address: RedisAddress): { readonly queue: Bull.Queue; close(): Promise<void> } {
  const clients: Redis[] = [];
  const queue = new Bull(queueName, {
    prefix: queuePrefix(address),
    createClient: (kind) => {
      // Bull demands these two settings of its listening connection.
      const listening: RedisOptions = { maxRetriesPerRequest: null, enableReadyCheck: false };
      const client = new Redis({
        ...address.options,
        ...(kind === 'client' ? { maxRetriesPerRequest: 1 } : listening),
      });
      clients.push(client);
      return client;
    },
  });
  queue.on('error', () => undefined);
  return {
    queue,
    close: async () => {
      const closed = queue.close().catch(() => undefined);
      await Promise.race([closed, setTimeout(goodbye, undefined, { ref: false })]);
      for (const client of clients) client.disconnect();
    },
  };
}

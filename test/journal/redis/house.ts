import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { afterEach, beforeEach } from 'vitest';
import type { Change, Journal } from '../../../src/journal/journal.ts';
import { openRedisJournal } from '../../../src/journal/redis/journal.ts';
import { redisAddress } from '../../../src/redis/address.ts';
import { type RedisOptions, type RedisServer, startRedis } from '../../support/redis.ts';

const program = fileURLToPath(new URL('../writer.ts', import.meta.url));
export const newRun: Change = {
  run: 'new',
  version: 0,
  events: [{ type: 'planned', data: {} }],
  head: { state: 'running', settled: false, title: 'clone', subjects: ['skaro'], by: 'loic' },
};

/** Servers, journals and processes of a test, all gone after it. */
export function house() {
  let servers: RedisServer[];
  let journals: Journal[];
  let children: ChildProcess[];
  beforeEach(() => {
    servers = [];
    journals = [];
    children = [];
  });
  afterEach(async () => {
    for (const child of children)
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL') && (await once(child, 'exit'));
    for (const journal of journals) await journal.close();
    for (const server of servers) await server.remove();
  });
  return {
    async started(options?: RedisOptions): Promise<RedisServer> {
      const server = await startRedis(options);
      servers.push(server);
      return server;
    },
    async opened(url: string): Promise<Journal> {
      const journal = await openRedisJournal(redisAddress(url));
      journals.push(journal);
      return journal;
    },
    /** Starts a writer; `began` resolves once something is acknowledged, `printed` when it has ended. */
    writer(...args: readonly string[]) {
      const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
      children.push(child);
      return { child, began: once(child.stdout, 'readable'), printed: text(child.stdout), exited: once(child, 'exit') };
    },
  };
}

/** Says something to the server as another client would. */
export async function told<T>(url: string, tell: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url);
  try {
    return await tell(redis);
  } finally {
    redis.disconnect();
  }
}

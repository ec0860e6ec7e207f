import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bullQueue } from '../../src/queue/bull.ts';
import { redisAddress } from '../../src/redis/address.ts';
import { type RedisServer, startRedis } from '../support/redis.ts';
import { needs } from '../support/servers.ts';

/** Stands between and can break off with RST, as a firewall or a host that went down does. */
async function resetting(to: number) {
  const clients = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(to, '127.0.0.1');
    clients.add(client);
    client
      .on('error', () => undefined)
      .on('close', () => {
        clients.delete(client);
        upstream.destroy();
      });
    upstream.on('error', () => undefined).on('close', () => client.destroy());
    client.pipe(upstream).pipe(client);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    /** Resolves when somebody has connected, and is broken off. */
    async reset() {
      if (clients.size === 0) await once(server, 'connection');
      for (const client of clients) client.resetAndDestroy();
    },
    close: () => server.close(),
  };
}

needs('redis-server')('a queue whose connections break at any moment', () => {
  let redis: RedisServer;
  const unhandled: unknown[] = [];
  const note = (error: unknown) => void unhandled.push(error);
  beforeAll(async () => {
    redis = await startRedis();
    process.on('unhandledRejection', note);
  });
  afterAll(async () => {
    process.removeListener('unhandledRejection', note);
    await redis.remove();
  });

  it('leaves no failure to nobody, which would end the process: as it begins, at work, as it stops', async () => {
    const proxy = await resetting(redis.port);
    const address = redisAddress(`redis://127.0.0.1:${proxy.port}`);
    const round = async (before: number, during: number) => {
      const [worker, chat] = [bullQueue(address, () => undefined), bullQueue(address, () => undefined)];
      worker.work(async () => undefined, 3);
      for (let n = 0; n < before; n++) {
        void chat.wake(n);
        await proxy.reset();
      }
      const stopped = Promise.all([worker.stop(), chat.stop()]);
      for (let n = 0; n < during; n++) await Promise.race([proxy.reset(), stopped]);
      await stopped;
    };
    for (let n = 0; n < 12; n++) await round(n % 4, Math.floor(n / 4));
    proxy.close();
    expect(unhandled).toEqual([]);
  });
});

import Bull from 'bull';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '../../../platforms/sandboxes.ts';
import { queueName } from '../../../src/queue/open-bull.ts';
import { queuePrefix, redisAddress } from '../../../src/redis/address.ts';
import { until } from '../../support/daemon.ts';
import { type RedisServer, startRedis } from '../../support/redis.ts';
import { needs } from '../../support/servers.ts';
import { running } from '../running.ts';

needs('redis-server')('the board of the queue', () => {
  let sandbox: Sandbox;
  let redis: RedisServer;
  beforeAll(async () => {
    [sandbox, redis] = await Promise.all([
      createSandbox({ diskSize: 4 * 2 ** 20 }),
      startRedis({ password: 'of redis itself' }),
    ]);
  });
  afterAll(async () => {
    await sandbox.close();
    await redis.remove();
  });

  test('is for whoever knows the password, and to look at only', async () => {
    const bot = await running(['start', '--farm', sandbox.farmFile], {
      REDIS_URL: redis.url,
      FARMHAND_BOARD_USER: 'ops',
      FARMHAND_BOARD_PASSWORD: 'correct horse battery',
    });
    await until('it to be ready', async () => (await bot.get('/readyz')).ok);
    const as = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });
    const right = as('ops:correct horse battery');

    const refused = await bot.get('/queues/');
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([
      401,
      'Basic realm="farmhand", charset="UTF-8"',
    ]);
    for (const path of ['/queues', '/queues/', '/queues/api/queues', '/queues/static/favicon-32x32.png'])
      expect((await bot.get(path, as('ops:correct horse batterie'))).status).toBe(401);

    const page = await bot.get('/queues', right);
    const html = await page.text();
    expect([page.status, html]).toEqual([200, expect.stringContaining('/queues/')]);
    const [, script = ''] = /<script[^>]* src="([^"]+\.js)"/.exec(html) ?? [];
    expect((await fetch(new URL(script, `${bot.url}/queues/`), { headers: right })).status).toBe(200);

    const listed = async () =>
      (await (await bot.get('/queues/api/queues', right)).json()) as { queues: readonly Record<string, unknown>[] };
    expect((await listed()).queues).toMatchObject([{ name: queueName, readOnlyMode: true, isPaused: false }]);
    const pause = `${bot.url}/queues/api/queues/${queueName}/pause`;
    expect((await fetch(pause, { method: 'PUT', headers: right })).status).toBe(405);
    expect((await listed()).queues).toMatchObject([{ isPaused: false }]);
    expect(JSON.stringify(await listed())).not.toContain('of redis itself');
    expect(bot.printed()).not.toMatch(/correct horse|of redis itself/);

    // Its connections keep nobody from stopping.
    bot.kill('SIGTERM');
    expect((await bot.ended).signal).toBe(null);
    expect(bot.printed()).not.toContain('not stopped in good order');
  });

  test('shows the jobs there are in the queue of the farm', async () => {
    const queue = new Bull(queueName, redis.url, { prefix: queuePrefix(redisAddress(redis.url)) });
    await queue.pause();
    await queue.add({ run: 7 }, { jobId: '7' });
    const bot = await running(['start', '--farm', sandbox.farmFile], {
      REDIS_URL: redis.url,
      FARMHAND_BOARD_USER: 'ops',
      FARMHAND_BOARD_PASSWORD: 'correct horse battery',
    });
    const authorization = `Basic ${Buffer.from('ops:correct horse battery').toString('base64')}`;
    const job = await bot.get(`/queues/api/queues/${queueName}/7`, { authorization });
    expect(await job.json()).toMatchObject({ job: { id: '7', data: { run: 7 } }, status: 'paused' });
    await queue.resume();
    await queue.close();
  });
});

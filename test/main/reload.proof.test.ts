import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { createSandbox } from '../../platforms/sandboxes.ts';
import { afterThisTest } from '../support/afterwards.ts';
import { until } from '../support/daemon.ts';
import { startRedis } from '../support/redis.ts';
import { needs } from '../support/servers.ts';
import { farmhand } from './farmhand.ts';
import { type Running, running } from './running.ts';

needs('redis-server')('two processes with a journal in Redis', () => {
  test('go by the farm.yaml on record, and one with another leaves runs to the other', async () => {
    const [sandbox, redis] = await Promise.all([
      createSandbox({ diskSize: 4 * 2 ** 20 }),
      startRedis({ password: 'sonic screwdriver' }),
    ]);
    afterThisTest(() => Promise.all([sandbox.close(), redis.remove()]));
    const env = { REDIS_URL: redis.url };
    const [here, there] = [sandbox.farmFile, join(sandbox.folder, 'there.yaml')];
    await copyFile(here, there);
    const [one, two] = await Promise.all([here, there].map((file) => running(['worker', '--farm', file], env)));
    if (!one || !two) throw new Error('two were started');
    const prints = (process: Running, text: string) =>
      until(
        () => `it to print ${text}; it printed:\n${process.printed()}`,
        async () => process.printed().includes(text),
      );
    await Promise.all([one, two].map((process) => prints(process, '"msg":"ready"')));

    const farm = parse(await readFile(here, 'utf8'));
    await writeFile(here, stringify({ ...farm, policy: [{ commands: ['memory'], approvals: { need: 0 } }] }));
    expect(await farmhand(['reload', '--farm', here], { env })).toMatchObject({ code: 0, err: '' });
    await prints(one, 'farm.yaml read anew (run 1): policy: 1 rule is new');
    await until('the other to be out of step', async () => (await two.get('/readyz')).status === 503);

    expect(await farmhand(['say', '--farm', here, '!memory gallifrey 2G'], { env })).toMatchObject({
      code: 0,
      out: expect.stringContaining('Run 2 is done'),
    });
    one.kill('SIGTERM');
    await one.ended;
    // Only one that is out of step is left.
    expect(await farmhand(['say', '--farm', there, '!memory gallifrey 1G'], { env })).toMatchObject({
      code: 1,
      out: expect.stringContaining('Nothing is begun here'),
    });
    await copyFile(here, there);
    await until('it to be in step', async () => (await two.get('/readyz')).status === 200);
  });
});

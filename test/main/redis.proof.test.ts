import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '../../platforms/sandboxes.ts';
import { type RedisServer, startRedis } from '../support/redis.ts';
import { needs } from '../support/servers.ts';
import { farmhand } from './farmhand.ts';

const password = 'sonic screw/driver';

needs('redis-server')('farmhand with REDIS_URL', () => {
  let sandbox: Sandbox;
  let server: RedisServer;
  let folder: string;
  beforeAll(async () => {
    [sandbox, server] = await Promise.all([createSandbox({ diskSize: 4 * 2 ** 20 }), startRedis({ password })]);
    folder = await mkdtemp(join(tmpdir(), 'farmhand-redis-main-'));
  });
  afterAll(async () => {
    await Promise.all([sandbox.close(), server.remove()]);
    await rm(folder, { recursive: true });
  });

  const at = (url: string, ...words: string[]) =>
    farmhand(['--farm', sandbox.farmFile, ...words], { env: { REDIS_URL: url } });

  test('keeps its journal there, works on runs, and verifies it', async () => {
    expect(await at(server.url, 'say', '!start skaro')).toMatchObject({ code: 3, err: '' });
    expect(await at(server.url, 'say', '!approve 1')).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringContaining('Run 1 is done'),
    });
    expect(await at(server.url, 'audit', 'verify')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^the journal in Redis at 127\.0\.0\.1:\d+: \d+ events, each as it was written\.\n/),
    });
    expect((await farmhand(['--farm', sandbox.farmFile, 'say', '!runs'])).out).not.toContain('start skaro');
  });

  test('copies it to a file and back, verified, and into nothing that has a journal', async () => {
    const file = join(folder, 'journal.sqlite');
    const there = await farmhand(['journal', 'copy', server.url, file]);
    expect(there).toMatchObject({ code: 0, err: '' });
    expect(there.out).toMatch(
      /^Copied \d+ events from the journal in Redis at .* to .*journal\.sqlite, and verified both\.\nNote this .* verify \d+:[0-9a-f]{64}\n$/,
    );
    expect(await farmhand(['journal', 'copy', file, `${server.url}?prefix=back`])).toMatchObject({ code: 0, err: '' });
    const anchor = there.out.trim().split(' ').at(-1) ?? '';
    expect(await at(`${server.url}?prefix=back`, 'audit', 'verify', anchor)).toMatchObject({ code: 0 });
    const exported = await at(server.url, 'audit', 'export');
    expect(exported).toMatchObject({ code: 0, err: '' });
    const { seq, hash } = JSON.parse(exported.out.trim().split('\n').at(-1) ?? '');
    expect(`${seq}:${hash}`).toBe(anchor);
    expect(await farmhand(['journal', 'copy', file, server.url])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/has events already: name another Redis or \?prefix=/),
    });
    expect(await farmhand(['journal', 'copy', join(folder, 'none'), server.url])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^farmhand: there is no journal .*none\n$/),
    });
    for (const words of [[], ['copy', file], ['move', file, file], ['copy', file, 'redis://:secret99@h/x/y/z']])
      expect(await farmhand(['journal', ...words])).toMatchObject({
        code: 2,
        err: expect.not.stringContaining('secret99'),
      });
  });

  test('is looked at by the doctor', async () => {
    const { out } = await at(server.url, 'doctor');
    expect(out).toMatch(/^ok {6}Redis 127\.0\.0\.1:\d+: version \d+\.\d+\.\d+, lets farmhand in$/m);
    expect(out).toMatch(/^ok {6}Redis 127\.0\.0\.1:\d+: keeps every write on its disk/m);
  });

  test('says what is wrong without the password', async () => {
    const wrong = server.url.replace(/:[^:@]+@/, ':rosebud%2F99@');
    for (const words of [['say', '!runs'], ['start'], ['doctor']]) {
      const { code, out, err } = await at(wrong, ...words);
      expect(code).toBe(1);
      expect(out + err).toMatch(/does not accept the user and password of REDIS_URL/);
      expect(out + err).not.toMatch(/rosebud/);
    }
    expect(await at('redis//nonsense:secret99@h', 'say', '!runs')).toEqual({
      code: 1,
      out: '',
      err: expect.stringMatching(/^farmhand: REDIS_URL is not a Redis URL; it is redis:\/\/(?!.*secret99)/),
    });
  });
});

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { freePorts, startDaemon } from '../support/daemon.ts';
import { installed, needs } from '../support/servers.ts';
import { text } from './known.ts';

const run = promisify(execFile);

needs('redis-server')('the Redis of compose.yaml', () => {
  test('is as its command says, and its health check knows the password', async () => {
    const { services } = parse(text('compose.yaml'), { merge: true }) as {
      services: { redis: { command: readonly string[]; healthcheck: { test: readonly [string, string] } } };
    };
    const folder = await mkdtemp(join(tmpdir(), 'farmhand-compose-'));
    const [port = 0] = await freePorts(1);
    await writeFile(join(folder, 'redis.conf'), 'requirepass 0123456789abcdef\n');
    const here = (word: string) => word.replaceAll('/run/secrets', folder).replace('/data', folder);
    const [, ...words] = services.redis.command.map(here);
    // As the shell gets it: Compose makes one $ of two.
    const check = `${here(services.redis.healthcheck.test[1]).replaceAll('$$', '$')}`.replace(
      'redis-cli',
      `redis-cli -p ${port}`,
    );
    const healthy = () =>
      run('sh', ['-c', check]).then(
        () => true,
        () => false,
      );
    expect(await healthy()).toBe(false);
    const redis = await startDaemon(
      installed('redis-server') ?? '',
      [...words, '--port', `${port}`, '--bind', '127.0.0.1'],
      {
        cwd: folder,
        ready: healthy,
      },
    );
    try {
      const ask = async (...words: string[]) =>
        (
          await run('redis-cli', ['-p', `${port}`, ...words], {
            env: { PATH: process.env.PATH, REDISCLI_AUTH: '0123456789abcdef' },
          })
        ).stdout;
      const settings = await ask('CONFIG', 'GET', 'append*', 'maxmemory-policy');
      expect(settings).toMatch(/appendonly\nyes\n/);
      expect(settings).toMatch(/appendfsync\nalways\n/);
      expect(settings).toMatch(/maxmemory-policy\nnoeviction\n/);
      await writeFile(join(folder, 'redis.conf'), 'requirepass another\n');
      expect(await healthy()).toBe(false);
    } finally {
      await redis.stop();
      await rm(folder, { recursive: true });
    }
  });
});

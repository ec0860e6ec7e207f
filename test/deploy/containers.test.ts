import { globSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { stopWithin } from '../../main/signals.ts';
import { ownFolders } from '../support/source.ts';
import { root, text, unknownWords, variables } from './known.ts';

interface Service {
  readonly image: string;
  readonly build?: string;
  readonly command: readonly string[];
  readonly restart: string;
  readonly stop_grace_period: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly (string | { readonly source: string; readonly target: string })[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly ports?: readonly string[];
  readonly deploy?: { readonly replicas: number };
  readonly working_dir?: string;
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}

const compose = parse(text('compose.yaml'), { merge: true }) as Compose;
const { bot, worker, redis, ...others } = compose.services as Record<'bot' | 'worker' | 'redis', Service>;

/** Instructions with their arguments, comments and line continuations taken out. */
const instructions = text('Dockerfile')
  .replace(/^#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, '')
  .trim()
  .split(/\n+/)
  .map((line) => line.split(/ (.*)/s) as [string, string]);
const all = (name: string) => instructions.filter(([first]) => first === name).map(([, rest]) => rest);
const last = (name: string) => all(name).at(-1) ?? '';

describe('compose.yaml', () => {
  test('has the bot, two workers and their Redis', () => {
    expect(Object.keys(others)).toEqual([]);
    expect(worker.deploy?.replicas).toBe(2);
  });

  test.each([
    ['bot', bot],
    ['worker', worker],
  ])('the %s is what farmhand has, with variables it reads', (_name, service) => {
    expect(service.build).toBe('.');
    expect(unknownWords(service.command)).toEqual([]);
    expect(Object.keys(service.environment ?? {}).filter((name) => !variables.has(name))).toEqual([]);
    expect(service.depends_on?.redis?.condition).toBe('service_healthy');
  });

  test('work is done by the workers alone', () => {
    expect([bot.command, worker.command]).toEqual([['start', '--no-work'], ['worker']]);
  });

  test('each starts again, and is killed only after it had its time to stop', () => {
    for (const { restart, stop_grace_period } of [bot, worker, redis]) {
      expect(restart).toBe('always');
      expect(Number(/^(\d+)s$/.exec(stop_grace_period)?.[1]) * 1000).toBeGreaterThan(stopWithin);
    }
  });

  test('Redis loses nothing, evicts nothing, lets nobody in without the password, and is not to be had from outside', () => {
    const command = redis.command.join(' ');
    for (const setting of ['--appendonly yes', '--appendfsync always', '--maxmemory-policy noeviction'])
      expect(command).toContain(setting);
    expect(redis.command.slice(0, 2)).toEqual(['redis-server', '/run/secrets/redis.conf']);
    expect(redis.ports).toBeUndefined();
    expect(redis.volumes).toEqual(['redis:/data']);
    expect(redis.healthcheck?.test.join(' ')).toContain('PONG');
  });

  test('names only volumes and secrets it has, and keeps secrets out of the settings of containers', () => {
    for (const { secrets = [], volumes = [], environment = {} } of [bot, worker, redis]) {
      const named = secrets.map((secret) => (typeof secret === 'string' ? secret : secret.source));
      expect(named.filter((name) => !(name in compose.secrets))).toEqual([]);
      const kept = volumes.map((volume) => volume.split(':')[0] ?? '').filter((name) => !name.startsWith('.'));
      expect(kept.filter((name) => !(name in compose.volumes))).toEqual([]);
      expect(Object.keys(environment).filter((name) => /PASS|TOKEN|SECRET|REDIS_URL/.test(name))).toEqual([]);
    }
  });

  test('.env is a secret in the folder farmhand is started in, where it looks for it', () => {
    for (const { working_dir, secrets } of [bot, worker]) {
      expect(working_dir).toBe('/run/secrets');
      expect(secrets).toContainEqual({ source: 'env', target: '.env' });
    }
  });

  test('is reached from this machine only', () => {
    expect(bot.ports).toEqual(['127.0.0.1:9464:9464']);
    expect(bot.environment?.FARMHAND_HTTP).toBe(':9464');
  });
});

describe('Dockerfile', () => {
  test('is built on the Node the project is developed with', () => {
    const { devDependencies } = JSON.parse(text('package.json')) as { devDependencies: { node: string } };
    const [, major] = /(\d+)\./.exec(devDependencies.node) ?? [];
    expect(new Set(all('FROM').map((from) => from.split(' ')[0]))).toEqual(new Set([`node:${major}-slim`]));
  });

  test('copies what is there, and .dockerignore lets through', () => {
    const ignored = text('.dockerignore').split('\n');
    const sources = all('COPY')
      .filter((copy) => !copy.startsWith('--from'))
      .flatMap((copy) => copy.split(' ').slice(0, -1));
    expect(sources.length).toBeGreaterThan(5);
    for (const source of sources) {
      expect(globSync(source, { cwd: root })).toEqual([source]);
      expect(ignored).toContain(`!${source}`);
    }
    expect(ignored).toContain('*');
  });

  test('copies every folder of code', () => {
    const copied = all('COPY').flatMap((copy) => /^(\w+) \1$/.exec(copy)?.[1] ?? []);
    expect(copied.toSorted()).toEqual([...ownFolders].toSorted());
  });

  test('has what was built and no node_modules, and is not root', () => {
    const stages = text('Dockerfile').split(/^FROM /m);
    const copied = [...(stages.at(-1) ?? '').matchAll(/^COPY (.*)$/gm)].map(([, files]) => files);
    expect(copied).toEqual([
      '--from=build /opt/farmhand/dist /opt/farmhand/dist',
      'package.json /opt/farmhand/',
      'bin /opt/farmhand/bin',
    ]);
    expect(last('USER')).toBe('node');
  });

  test('starts what farmhand has, as the child of an init', () => {
    const entry = JSON.parse(last('ENTRYPOINT')) as string[];
    expect(entry).toEqual(['/usr/bin/tini', '--', '/opt/farmhand/bin/farmhand']);
    expect(unknownWords(JSON.parse(last('CMD')) as string[])).toEqual([]);
    expect(globSync(join(root, 'bin/farmhand'))).toHaveLength(1);
  });

  test('sets only variables farmhand reads', () => {
    const names = last('ENV')
      .split(' ')
      .map((pair) => pair.split('=')[0] ?? '');
    expect(names.filter((name) => !variables.has(name))).toEqual([]);
  });
});

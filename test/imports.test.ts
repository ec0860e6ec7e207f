import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const floor = ['ssh', 'journal', 'queue'];
/** What each part of the house may import, besides itself and `time`, which every part may. */
const below: Readonly<Record<string, readonly string[]>> = {
  main: ['adapters', 'commands', 'doctor', 'platforms', 'bot', 'farm', 'engine', ...floor, 'redis'],
  adapters: ['bot', 'farm', 'engine', ...floor],
  commands: ['bot', 'farm', 'engine', ...floor],
  doctor: ['bot', 'farm', 'engine', ...floor, 'redis'],
  sandbox: ['farm', 'engine', ...floor],
  bot: ['farm', 'engine', ...floor],
  platforms: ['sandbox', 'farm', 'engine', ...floor],
  farm: ['engine', ...floor],
  engine: floor,
  ssh: [],
  journal: ['redis'],
  queue: ['redis'],
  redis: [],
  time: [],
};
/** Who may import a package, where that is not everybody. */
const owners: Readonly<Record<string, RegExp>> = {
  ssh2: /^src\/(ssh|sandbox)\//,
  'node-ssh': /^src\/ssh\//,
  'node:child_process': /^src\/(main|ssh|sandbox|doctor)\b/,
  'node:sqlite': /^src\/journal\/sqlite\//,
  ioredis: /^src\/(redis|journal\/redis|queue)\//,
  bull: /^src\/queue\//,
  'prom-client': /^src\/main\/http\//,
  '@bull-board/api': /^src\/main\/http\/board\.ts$/,
  '@bull-board/express': /^src\/main\/http\/board\.ts$/,
  'irc-framework': /^adapters\/irc\//,
  '@slack/bolt': /^adapters\/slack\//,
};

/** What of platforms/ is for the sandbox. */
const ofSandbox = /^platforms\/([^/]+\/sandbox\/|sandboxes\.ts$)/;

/** `src/bot/news.ts` → bot; a file right in src/ → main. */
function part(file: string): string {
  const [top = '', folder = '', ...rest] = file.split('/');
  return top !== 'src' ? top : rest.length > 0 ? folder : 'main';
}

/** Why `file` may not import `name`, or undefined. */
function forbidden(file: string, name: string): string | undefined {
  if (!name.startsWith('.')) return owners[name]?.test(file) === false ? `only ${owners[name]} may` : undefined;
  const to = relative(root, join(root, dirname(file), name));
  const [from, into] = [part(file), part(to)];
  if (from === 'adapters' && into === 'adapters' && file.split('/')[1] !== to.split('/')[1])
    return 'no adapter imports another';
  if (from !== into && into !== 'time' && !below[from]?.includes(into))
    return `${from} imports only ${below[from]?.join(', ') || 'itself'}`;
  if (from === 'platforms' && into === 'sandbox' && !ofSandbox.test(file))
    return 'of a platform only its sandbox/ knows the sandbox';
  if (/^platforms\/[^/]+\/sandbox\//.test(to) && !ofSandbox.test(file))
    return "a platform's sandbox/ is listed in platforms/sandboxes.ts";
  if (to === 'platforms/sandboxes.ts' && from !== 'main') return 'only main makes a sandbox';
  if (/^(commands|bot)$/.test(from) && into === 'ssh' && to !== 'src/ssh/host.ts')
    return 'of ssh only its port is known here';
  if (from !== into && from !== 'main' && /^src\/journal\/(sqlite|redis)\//.test(to))
    return 'only main chooses a journal';
  return undefined;
}

describe('imports go down only', () => {
  const files = globSync('{src,commands,adapters,platforms}/**/*.ts', { cwd: root });

  it('in a house of known parts', () => {
    expect(files.filter((file) => !(part(file) in below))).toEqual([]);
  });

  it('in every file', () => {
    const problems = files.flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(/\b(?:from|import)\s*\(?\s*'([^']+)'/g)].flatMap(
        ([, name = '']) => {
          const why = forbidden(file, name);
          return why === undefined ? [] : [`${file} imports ${name}: ${why}`];
        },
      ),
    );
    expect(problems).toEqual([]);
  });

  it('and plugins import of farmhand what it gives to plugins', () => {
    const plugins = globSync('examples/**/*.{js,ts}', { cwd: root });
    expect(plugins.length).toBeGreaterThan(0);
    const names = plugins.flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(
        ([, name]) => name,
      ),
    );
    expect(names.filter((name) => !/^(farmhand\/plugin$|\.\/|node:)/.test(name ?? ''))).toEqual([]);
  });

  it.each([
    ['src/engine/run.ts', '../farm/farm.ts'],
    ['src/ssh/host.ts', '../journal/json.ts'],
    ['src/time/sleep.ts', '../engine/leave.ts'],
    ['src/bot/bot.ts', '../ssh/connect.ts'],
    ['src/bot/bot.ts', '../main.ts'],
    ['src/farm/run.ts', '../../commands/clone.ts'],
    ['adapters/irc/index.ts', '../slack/text.ts'],
    ['adapters/irc/index.ts', '../../commands/clone.ts'],
    ['commands/clone.ts', 'node:child_process'],
    ['src/bot/bot.ts', '../../platforms/index.ts'],
    ['commands/clone.ts', '../platforms/index.ts'],
    ['commands/clone.ts', '../platforms/sandboxes.ts'],
    ['platforms/bind/record.ts', '../../src/sandbox/part.ts'],
    ['platforms/bind/record.ts', './sandbox/files.ts'],
    ['src/sandbox/tree.ts', '../../platforms/sandboxes.ts'],
    ['src/engine/engine.ts', '../journal/sqlite/journal.ts'],
  ])('never from %s to %s', (file, name) => {
    expect(forbidden(file, name)).toBeDefined();
  });
});

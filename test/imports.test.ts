import { describe, expect, it } from 'vitest';
import { importsIn, modulesIn, ownFolders, pluginFolder, targetOf, textOf } from './support/source.ts';

/** What each part of the house may import, besides itself. */
const below: Readonly<Record<string, readonly string[]>> = {
  main: [
    ...['adapters', 'commands', 'doctor', 'init', 'platforms', 'plugin', 'bot', 'farm', 'engine'],
    ...['ssh', 'journal', 'queue', 'redis', 'time'],
  ],
  plugin: ['bot', 'farm', 'engine', 'ssh', 'journal'],
  adapters: ['bot', 'farm', 'engine', 'journal', 'time'],
  commands: ['bot', 'farm', 'engine'],
  init: ['farm', 'ssh'],
  doctor: ['bot', 'farm', 'ssh', 'redis'],
  sandbox: [],
  bot: ['farm', 'engine', 'ssh', 'journal', 'time'],
  platforms: ['sandbox', 'farm', 'engine', 'ssh', 'journal'],
  farm: ['engine', 'ssh', 'time'],
  engine: ['ssh', 'journal', 'queue', 'time'],
  ssh: ['time'],
  journal: ['redis'],
  queue: ['redis', 'time'],
  redis: ['time'],
  time: [],
};

/** Who may import a package, by the beginnings of paths, where that is not everybody. */
const owners: Readonly<Record<string, readonly string[]>> = {
  ssh2: ['src/ssh/', 'src/sandbox/'],
  'node-ssh': ['src/ssh/'],
  'node:child_process': ['src/sandbox/'],
  'node:sqlite': ['src/journal/sqlite/'],
  ioredis: ['src/redis/', 'src/journal/redis/', 'src/queue/'],
  bull: ['src/queue/'],
  'prom-client': ['main/http/'],
  '@bull-board/api': ['main/http/board.ts'],
  '@bull-board/express': ['main/http/board.ts'],
  'irc-framework': ['adapters/irc/'],
  '@slack/bolt': ['adapters/slack/'],
  diff: ['src/farm/text/'],
  'wrap-ansi': ['adapters/console/'],
};

/** What of platforms/ is for the sandbox. */
const ofSandbox = /^platforms\/([^/]+\/sandbox\/|sandboxes\.ts$)/;

/** `src/bot/news.ts` → bot, `src/plugin.ts` → plugin. */
function part(file: string): string {
  const [top = '', folder = '', ...rest] = file.split('/');
  return top !== 'src' ? top : rest.length > 0 ? folder : folder.replace('.ts', '');
}

/** `@bull-board/api/bullAdapter` → `@bull-board/api`. */
function packageOf(name: string): string {
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Why `file` may not import `name`, or undefined. */
function forbidden(file: string, name: string): string | undefined {
  const to = targetOf(file, name);
  if (to === undefined) {
    const allowed = owners[packageOf(name)];
    return allowed?.some((path) => file.startsWith(path)) === false ? `only ${allowed.join(', ')} may` : undefined;
  }
  const [from, into] = [part(file), part(to)];
  if (from === 'adapters' && into === 'adapters' && file.split('/')[1] !== to.split('/')[1])
    return 'no adapter imports another';
  if (from !== into && !below[from]?.includes(into))
    return `${from} imports only ${below[from]?.join(', ') || 'itself'}`;
  if (from === 'platforms' && into === 'sandbox' && !ofSandbox.test(file))
    return 'of a platform only its sandbox/ knows the sandbox';
  if (/^platforms\/[^/]+\/sandbox\//.test(to) && !ofSandbox.test(file))
    return "a platform's sandbox/ is listed in platforms/sandboxes.ts";
  if (to === 'platforms/sandboxes.ts' && from !== 'main') return 'only main makes a sandbox';
  if (from === 'bot' && into === 'ssh' && to !== 'src/ssh/host.ts') return 'of ssh only its port is known here';
  if (from !== into && from !== 'main' && /^src\/journal\/(sqlite|redis)\//.test(to))
    return 'only main chooses a journal';
  return undefined;
}

const all = modulesIn(...ownFolders).flatMap((file) => importsIn(textOf(file)).map((name) => ({ file, name })));

describe('imports go down only', () => {
  it('in a house of known parts, and of no others', () => {
    expect([...new Set(modulesIn(...ownFolders).map(part))].toSorted()).toEqual(Object.keys(below).toSorted());
  });

  it('in every file', () => {
    const problems = all.flatMap(({ file, name }) => {
      const why = forbidden(file, name);
      return why === undefined ? [] : [`${file} imports ${name}: ${why}`];
    });
    expect(problems).toEqual([]);
  });

  it('and never back to where they come from, whatever the way', () => {
    const next = new Map<string, readonly string[]>(
      modulesIn(...ownFolders).map((file) => [
        file,
        importsIn(textOf(file)).flatMap((name) => targetOf(file, name) ?? []),
      ]),
    );
    const done = new Set<string>();
    const circles: string[] = [];
    const walk = (file: string, way: readonly string[]): void => {
      const at = way.indexOf(file);
      if (at >= 0) circles.push([...way.slice(at), file].join(' → '));
      if (at >= 0 || done.has(file)) return;
      for (const to of next.get(file) ?? []) walk(to, [...way, file]);
      done.add(file);
    };
    for (const file of next.keys()) walk(file, []);
    expect(circles).toEqual([]);
  });

  it('and plugins import of farmhand what it gives to plugins', () => {
    const plugins = modulesIn(pluginFolder);
    expect(plugins.length).toBeGreaterThan(0);
    const names = plugins.flatMap((file) => importsIn(textOf(file)));
    expect(names.filter((name) => !/^(farmhand\/plugin$|\.\/|node:)/.test(name))).toEqual([]);
  });

  it.each([
    ['src/engine/run.ts', '../farm/farm.ts'],
    ['src/ssh/host.ts', '../journal/json.ts'],
    ['src/time/sleep.ts', '../engine/leave.ts'],
    ['src/bot/bot.ts', '../ssh/connect.ts'],
    ['src/bot/bot.ts', '../../main/main.ts'],
    ['src/farm/run.ts', '../../commands/clone.ts'],
    ['adapters/irc/index.ts', '../slack/text.ts'],
    ['adapters/irc/index.ts', '../../commands/clone.ts'],
    ['commands/clone.ts', 'node:child_process'],
    ['main/http/monitor.ts', '@bull-board/api/bullAdapter'],
    ['src/bot/bot.ts', '../../platforms/index.ts'],
    ['commands/clone.ts', '../platforms/index.ts'],
    ['commands/clone.ts', '../platforms/sandboxes.ts'],
    ['commands/clone.ts', '../src/ssh/host.ts'],
    ['platforms/bind/record.ts', '../../src/sandbox/part.ts'],
    ['platforms/bind/record.ts', './sandbox/files.ts'],
    ['src/sandbox/tree.ts', '../../platforms/sandboxes.ts'],
    ['src/engine/engine.ts', '../journal/sqlite/journal.ts'],
  ])('never from %s to %s', (file, name) => {
    expect(forbidden(file, name)).toBeDefined();
  });
});

describe('what may be imported is, where it may:', () => {
  const used = new Set(all.map(({ file, name }) => `${part(file)} → ${part(targetOf(file, name) ?? '')}`));
  it.each(Object.entries(below).flatMap(([from, parts]) => parts.map((into) => [from, into] as const)))(
    '%s → %s',
    (from, into) => {
      expect(used).toContain(`${from} → ${into}`);
    },
  );

  it.each(Object.entries(owners).flatMap(([name, paths]) => paths.map((path) => [path, name] as const)))(
    '%s → %s',
    (path, name) => {
      const using = all.filter((one) => one.file.startsWith(path) && packageOf(one.name) === name);
      expect(using).not.toEqual([]);
    },
  );
});

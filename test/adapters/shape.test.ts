import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import * as consoleExamine from '../../adapters/console/examine.ts';
import * as consoleIndex from '../../adapters/console/index.ts';
import * as consoleOptions from '../../adapters/console/options.ts';
import * as consoleSettings from '../../adapters/console/settings.ts';
import * as ircExamine from '../../adapters/irc/examine.ts';
import * as ircIndex from '../../adapters/irc/index.ts';
import * as ircOptions from '../../adapters/irc/options.ts';
import * as ircSettings from '../../adapters/irc/settings.ts';
import * as slackExamine from '../../adapters/slack/examine.ts';
import * as slackIndex from '../../adapters/slack/index.ts';
import * as slackOptions from '../../adapters/slack/options.ts';
import * as slackSettings from '../../adapters/slack/settings.ts';
import { chat, examineChat, networksOf } from '../../main/adapters.ts';
import type { AdapterFolder } from '../../src/bot/adapter-folder.ts';
import type { Farm } from '../../src/farm/farm.ts';
import { notesInMemory } from '../support/notes.ts';

const root = join(import.meta.dirname, '../..');
const folders = globSync('adapters/*/', { cwd: root }).map((name) => name.replace(/^adapters\/|\/$/g, ''));
const secrets = readFileSync(join(root, '.env.example'), 'utf8');

const log = pino({ level: 'silent' });
const parts = { log, maySpeak: () => true, notes: notesInMemory(), listed: new Set<string>() };

/** One adapter, its types left behind, with what a farm.yaml may say of it, and the secrets that takes. */
function folder<Settings, Options>(
  platform: string,
  files: Readonly<Record<string, object>>,
  { settings, optionsOf, checkSecrets, examine, create }: AdapterFolder<Settings, Options>,
  given: { readonly block: object; readonly env: Readonly<Record<string, string>>; readonly more?: object },
) {
  const options = (env: Readonly<Record<string, string>>) => ({
    ...optionsOf(settings.parse(given.block), { env, file: '/etc/farmhand/farm.yaml' }),
    ...given.more,
  });
  return {
    platform,
    files,
    env: given.env,
    schema: settings,
    check: (env: Readonly<Record<string, string>>) => checkSecrets(options(env)),
    examine: (env: Readonly<Record<string, string>>) => examine(options(env), log, []),
    create: async (env: Readonly<Record<string, string>>) => create(options(env), parts),
  };
}

const adapters = [
  folder(
    'irc',
    { settings: ircSettings, options: ircOptions, examine: ircExamine, index: ircIndex },
    { ...ircSettings, ...ircOptions, ...ircExamine, ...ircIndex },
    {
      // Nothing listens there.
      block: { host: '127.0.0.1', port: 1, tls: false, sasl: 'plain', account: 'farmhand' },
      env: { FARMHAND_IRC_PASSWORD: 'secret' },
    },
  ),
  folder(
    'slack',
    { settings: slackSettings, options: slackOptions, examine: slackExamine, index: slackIndex },
    { ...slackSettings, ...slackOptions, ...slackExamine, ...slackIndex },
    { block: {}, env: { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1', SLACK_API_URL: 'http://127.0.0.1:1/' } },
  ),
  folder(
    'console',
    { settings: consoleSettings, options: consoleOptions, examine: consoleExamine, index: consoleIndex },
    { ...consoleSettings, ...consoleOptions, ...consoleExamine, ...consoleIndex },
    { block: {}, env: {}, more: { input: new PassThrough(), output: new PassThrough() } },
  ),
];

test('the adapters are those that have a folder', () => {
  expect(adapters.map(({ platform }) => platform).toSorted()).toEqual(folders.toSorted());
});

test('each but the terminal has a block of its own in farm.yaml, by its name', () => {
  const blocks = adapters.filter(({ platform }) => platform !== 'console').map((one) => [one.platform, one.schema]);
  expect(Object.entries(chat).map(([kind, { settings }]) => [kind, settings])).toEqual(blocks);
});

describe.each(adapters)('$platform', ({ platform, files, env, check, examine, create }) => {
  test.each([
    ['settings', ['settings']],
    ['options', ['checkSecrets', 'optionsOf']],
    ['examine', ['examine']],
    ['index', ['create']],
  ])('%s.ts has %j under those names', (file, names) => {
    expect(globSync(`adapters/${platform}/${file}.ts`, { cwd: root })).toHaveLength(1);
    expect(Object.keys(files[file] ?? {})).toEqual(expect.arrayContaining(names));
  });

  test('what only main needs of it is all that its index has', () => {
    expect(Object.keys(files.index ?? {})).toEqual(['create']);
  });

  test('is not made without each of its secrets, and says which one is missing', async () => {
    for (const name of Object.keys(env).filter((one) => !one.endsWith('_URL'))) {
      const { [name]: _, ...rest } = env;
      expect(() => check(rest)).toThrow(name);
      await expect(create(rest)).rejects.toThrow(name);
    }
    expect(() => check(env)).not.toThrow();
  });

  test('has its secrets in .env.example', () => {
    const source = readFileSync(join(root, `adapters/${platform}/options.ts`), 'utf8');
    const names = [...source.matchAll(/\b(?:FARMHAND|SLACK)_[A-Z_]+\b/g)].map(([name]) => name);
    expect(names.filter((name) => !new RegExp(`^#?${name}=`, 'm').test(secrets))).toEqual([]);
  });

  test('makes an adapter of its own name, which says how people are recognised', async () => {
    const adapter = await create(env);
    expect([adapter.platform, adapter.identify]).toEqual([platform, expect.stringMatching(/\.$/)]);
  });

  test('is examined without an error, whatever is missing', async () => {
    const found = await examine({ ...env, SLACK_APP_TOKEN: '' });
    expect(found.map(({ about }) => about)).not.toContain(undefined);
    expect(found.length).toBeGreaterThan(0);
  });
});

describe('a farm.yaml', () => {
  const farm = (blocks: object) =>
    ({ file: '/etc/farmhand/farm.yaml', people: new Map(), chat: blocks }) as unknown as Farm;

  test('without chat has no network, and the doctor says that there is the terminal', async () => {
    expect(networksOf(farm({}), {}, log)).toEqual([]);
    expect(await examineChat(farm({}), {}, log)).toEqual([
      { is: 'ok', about: 'chat', says: 'farm.yaml has no chat: farmhand start speaks on the terminal only' },
    ]);
  });

  test.each([
    ['irc', { irc: 'rose' }, { irc: 'rose!u@h', slack: 'rose' }],
    ['irc', { irc: 'Rosé|x' }, { irc: '“rose”' }],
    ['irc', {}, { irc: '#xivo' }],
    ['slack', { slack: 'T0123456789/U0123456789' }, { slack: '@rose' }],
    ['slack', { slack: 'E01/W01' }, { slack: 'U0123456789' }],
  ])('that lists a person on %s by what nobody can be is a problem', async (platform, right, wrong) => {
    const blocks = { irc: { host: '127.0.0.1', port: 1 }, slack: {} };
    const one = { irc: ircSettings, slack: slackSettings }[platform];
    const people = new Map(
      Object.entries({ right, wrong }).map(([name, identities]) => [name, { name, roles: [], identities }]),
    );
    const block = one?.settings.parse(blocks[platform as 'irc']);
    const found = await examineChat({ ...farm({ [platform]: block }), people } as unknown as Farm, {}, log);
    expect(found.filter(({ about }) => about.startsWith('people.'))).toEqual([
      expect.objectContaining({ is: 'problem', about: `people.wrong.${platform}` }),
    ]);
  });

  test('has a network for each block', () => {
    const [irc, slack] = [ircSettings.settings.parse({ host: 'irc.example.org' }), slackSettings.settings.parse({})];
    const env = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' };
    const platforms = (blocks: object) => networksOf(farm(blocks), env, log).map(({ platform }) => platform);
    expect([platforms({ irc }), platforms({ slack }), platforms({ irc, slack })]).toEqual([
      ['irc'],
      ['slack'],
      ['irc', 'slack'],
    ]);
    expect(() => networksOf(farm({ slack }), {}, log)).toThrow('SLACK_BOT_TOKEN');
  });

  test('has one for each network it names, each with its own secret, and the doctor says whose nobody reads', async () => {
    const open = ircSettings.settings.parse({ host: '127.0.0.1', port: 1, tls: false });
    const closed = { ...open, sasl: 'plain', account: 'farmhand' };
    const named = farm({ 'irc/libera': open, 'irc/oftc': closed });
    const env = { FARMHAND_IRC_PASSWORD_OFTC: 'secret' };
    expect(networksOf(named, env, log).map(({ platform }) => platform)).toEqual(['irc/libera', 'irc/oftc']);
    expect(() => networksOf(named, { FARMHAND_IRC_PASSWORD: 'secret' }, log)).toThrow('FARMHAND_IRC_PASSWORD_OFTC');
    const found = await examineChat(named, { ...env, FARMHAND_IRC_PASSWORD: 'secret' }, log);
    expect(found.map(({ is, about }) => `${is}: ${about}`)).toEqual([
      'warning: FARMHAND_IRC_PASSWORD',
      'problem: IRC libera, 127.0.0.1:1',
      'problem: IRC oftc, 127.0.0.1:1',
    ]);
  });
});

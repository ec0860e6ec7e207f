import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Adapter } from '../../src/bot/adapter.ts';
import type { Incoming } from '../../src/bot/incoming.ts';
import type { RunNews } from '../../src/bot/news.ts';
import { freePorts } from '../support/daemon.ts';
import { notesInMemory } from '../support/notes.ts';
import { tokenOf } from './examples/lines.ts';
import { examine } from './examples/lines-examine.ts';
import { create } from './examples/lines-index.ts';
import { optionsOf } from './examples/lines-options.ts';
import { settings } from './examples/lines-settings.ts';
import { pointer } from './examples/pointer.ts';
import { zones } from './examples/zones.ts';
import { type ExampleFarm, exampleFarm } from './farm-of-examples.ts';

describe('the commands of docs/add-a-command.md', () => {
  let farm: ExampleFarm;
  beforeAll(async () => {
    farm = await exampleFarm([zones, pointer]);
  });
  afterAll(() => farm?.close());

  test.each([zones, pointer].flatMap(({ examples }) => examples))('!$say shows "$shows"', async ({ say, shows }) => {
    expect(((await farm.say(say)) as readonly string[]).join('\n')).toContain(shows);
  });

  test('the pointer that was lost is there again', async () => {
    const file = join(farm.sandbox.hosts[0].folder, 'etc/bind/db.10.10');
    const whole = readFileSync(file, 'utf8');
    const lost = whole.replace(/^.*gallifrey\.xivo.*\n/m, '');
    expect(lost).not.toBe(whole);
    writeFileSync(file, lost);
    expect(await farm.say('pointer gallifrey')).toMatchObject({ state: 'done' });
    expect(readFileSync(file, 'utf8')).toMatch(/^5\.60\s.*PTR\s+gallifrey\.xivo\.vm\.farm\.$/m);
  });
});

describe('the adapter of docs/add-an-adapter.md', () => {
  const heard: Incoming[] = [];
  let lines: Adapter;
  let port = 0;
  let maySpeak = true;
  const secret = 'sesame-opens';
  const [alice, other] = [tokenOf('alice', secret), tokenOf('alice', 'sesame-opened')];

  beforeAll(async () => {
    [port = 0] = await freePorts(1);
    const block = settings.parse({ port });
    const optionsWith = (env: Readonly<Record<string, string>>) => optionsOf(block, { env, file: 'farm.yaml' });
    const options = optionsWith({ FARMHAND_LINES_SECRET: secret });
    const about = `lines, port ${port}`;
    expect(await examine(options)).toEqual([{ is: 'ok', about, says: 'is free' }]);
    expect(await examine(optionsWith({}))).toMatchObject([{ is: 'problem' }, { is: 'ok', about }]);
    const parts = {
      log: pino({ level: 'silent' }),
      maySpeak: () => maySpeak,
      notes: notesInMemory(),
      listed: new Set<string>(),
    };
    await expect(create(optionsWith({}), parts)).rejects.toThrow('FARMHAND_LINES_SECRET');
    lines = await create(options, parts);
    await lines.start({
      message: async (message) => {
        heard.push(message);
        await lines.reply(message, { tone: 'answer', lines: [`heard\u0007 ${message.text}`] });
      },
      vote: async () => undefined,
      ask: async () => ({ tone: 'answer', lines: [] }),
      open: async () => [],
    });
  });
  afterAll(() => lines?.stop());

  const talk = async (...said: readonly string[]) => {
    const socket = connect(port, '127.0.0.1');
    const answers = createInterface({ input: socket });
    socket.write(said.map((line) => `${line}\n`).join(''));
    const [answer] = (await once(answers, 'line')) as [string];
    return { socket, answer };
  };

  test.each([
    ['nobody', ['!status'], null],
    ['alice, by her token', [`HELLO alice ${alice}`, '!status'], 'alice'],
    ['nobody, by another token', [`HELLO alice ${other}`, '!status'], null],
    ["nobody, by another one's token", [`HELLO bruno ${alice}`, '!status'], null],
  ])('takes somebody for %s', async (_, said, account) => {
    heard.length = 0;
    const { socket, answer } = await talk(...said);
    socket.destroy();
    expect(heard.at(-1)?.speaker.account).toBe(account);
    expect(answer).toMatch(/^heard (!status|HELLO )/);
  });

  test('tells the end of a run to who asked, and throws while they are away', async () => {
    const where = { platform: 'lines', channel: 'alice', private: true };
    const view = { run: 7, state: 'done', plan: { title: 'start skaro' } } as RunNews['view'];
    const news: RunNews = { news: { kind: 'ended' }, view };
    await expect(lines.report(where, news)).rejects.toThrow('alice is not connected');
    const { socket } = await talk(`HELLO alice ${alice}`, '!status');
    const told = once(createInterface({ input: socket }), 'line');
    expect(await lines.report(where, news)).toEqual([]);
    expect(await told).toEqual(['Run 7 is done: start skaro.']);
    maySpeak = false;
    await expect(lines.report(where, news)).rejects.toThrow('another process speaks now');
    socket.destroy();
  });
});

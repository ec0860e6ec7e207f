import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Incoming } from '../../src/bot/incoming.ts';
import type { RunNews } from '../../src/bot/news.ts';
import { wouldDo } from '../farm/judging.ts';
import { perform, undo } from '../farm/real-host.ts';
import { type Sandboxed, sandboxed } from '../farm/sandboxed.ts';
import { freePorts } from '../support/daemon.ts';
import { Lines } from './examples/lines.ts';
import { linesSettings } from './examples/lines-settings.ts';
import { motdLine } from './examples/motd-line.ts';
import { notice } from './examples/motd-steps.ts';
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

describe('the action of docs/add-an-action.md', () => {
  const args = { host: 'host01', path: '/etc/motd', line: 'gallifrey is being moved', present: true };
  const says = (text: string | null) => ({ file: text === null ? null : { text } });

  test.each([
    ['nothing there', args, says(null), ['+ gallifrey is being moved']],
    ['another line', args, says('hello\n'), ['+ gallifrey is being moved']],
    ['the line', args, says('gallifrey is being moved\n'), 'done: /etc/motd says so'],
    ['the line without its end', args, says('gallifrey is being moved'), 'done: /etc/motd says so'],
    [
      'the line, unwanted',
      { ...args, present: false },
      says('gallifrey is being moved\n'),
      ['- gallifrey is being moved'],
    ],
    ['no line, unwanted', { ...args, present: false }, says('hello\n'), 'done: /etc/motd does not say so'],
  ])('with %s', (_, given, facts, would) => {
    expect(wouldDo(motdLine, given, { facts })).toEqual(would);
  });

  test('refuses a line that is two', () => {
    expect(motdLine.args.safeParse({ ...args, line: 'a\nb' }).success).toBe(false);
  });

  test('adds the line on a host, and takes it away again without touching the others', async () => {
    const farm: Sandboxed = await sandboxed({ diskSize: 4 * 2 ** 20 });
    try {
      const path = join(farm.sandbox.hosts[0].folder, 'etc/motd');
      writeFileSync(path, 'Welcome.');
      const given = { ...(notice(farm.farm, 'gallifrey is being moved').args as object), path };
      const receipt = await perform(farm.hosts, motdLine, given);
      expect(readFileSync(path, 'utf8')).toBe('Welcome.\ngallifrey is being moved\n');
      writeFileSync(path, 'Welcome.\ngallifrey is being moved\nBack on Monday.\n');
      await undo(farm.hosts, [motdLine], motdLine, given, receipt);
      expect(readFileSync(path, 'utf8')).toBe('Welcome.\nBack on Monday.\n');
    } finally {
      await farm.close();
    }
  });
});

describe('the adapter of docs/add-an-adapter.md', () => {
  const heard: Incoming[] = [];
  let lines: Lines;
  let port = 0;

  beforeAll(async () => {
    [port = 0] = await freePorts(1);
    lines = new Lines(linesSettings.parse({ port }), new Map([['alice', 'sesame-opens']]));
    await lines.start({
      message: async (message) => {
        heard.push(message);
        await lines.reply(message, { tone: 'answer', lines: [`heard\u0007 ${message.text}`] });
      },
      vote: async () => undefined,
      take: async () => undefined,
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
    ['alice, by her token', ['HELLO alice sesame-opens', '!status'], 'alice'],
    ['nobody, by another token', ['HELLO alice sesame-opened', '!status'], null],
    ['nobody, by a name without a token', ['HELLO bruno sesame-opens', '!status'], null],
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
    const { socket } = await talk('HELLO alice sesame-opens', '!status');
    const told = once(createInterface({ input: socket }), 'line');
    expect(await lines.report(where, news)).toEqual([]);
    expect(await told).toEqual(['Run 7 is done: start skaro.']);
    socket.destroy();
  });
});

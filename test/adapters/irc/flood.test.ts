import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { expect, type TestContext, test, vi } from 'vitest';
import { approve } from '../../../commands/approve.ts';
import { deny } from '../../../commands/deny.ts';
import { help } from '../../../commands/help.ts';
import { whoami } from '../../../commands/whoami.ts';
import { stage, toyCommand } from '../../bot/stage.ts';
import { eventually } from '../../support/eventually.ts';
import { makeBot } from './bot.ts';

const commands = [help, whoami, approve, deny, toyCommand('burn', 'destructive')];

/** What servers by default let clients send. */
const flood = { burst: 8, per_second: 1 };

/** Of a burst, what is never spent on strangers (`adapters/irc/output.ts`). */
const kept = 4;

/** As much of an IRC server as it takes to talk in one channel: it says who is logged in, and echoes. */
async function server({ onTestFinished }: Pick<TestContext, 'onTestFinished'>) {
  const said: string[] = [];
  const clients: Socket[] = [];
  const listening = createServer((socket) => {
    clients.push(socket.on('error', () => undefined));
    const send = (line: string) => socket.write(`${line}\r\n`);
    createInterface({ input: socket }).on('line', (line) => {
      const [verb = '', ...words] = line.split(' ');
      if (line.startsWith('CAP LS')) send(':s CAP * LS :account-tag echo-message message-tags');
      else if (line.startsWith('CAP REQ')) send(`:s CAP * ACK ${words.slice(1).join(' ')}`);
      else if (line.startsWith('CAP END')) for (const reply of welcome) send(`:s ${reply}`);
      else if (verb === 'JOIN') send(`:farmhand!u@h JOIN ${words[0]}`);
      else if (verb === 'PING') send(`:s PONG s ${words.join(' ')}`);
      else if (verb === 'PRIVMSG') {
        said.push(line.slice(line.indexOf(':') + 1));
        send(`:farmhand!u@h ${line}`);
      }
    });
  });
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const client of clients) client.destroy();
    listening.close();
  });
  const address = listening.address();
  return {
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    /** What farmhand said in the channel, in the order it was written. */
    said,
    hear: (lines: readonly (readonly [nick: string, account: string, text: string])[]) => {
      const all = lines.map(([nick, account, text]) => `@account=${account} :${nick}!u@h PRIVMSG #xivo :${text}\r\n`);
      clients[0]?.write(all.join(''));
    },
  };
}

const welcome = [
  '001 farmhand :hello',
  '005 farmhand CASEMAPPING=ascii :are supported',
  '375 farmhand :-',
  '376 farmhand :-',
];

/** farmhand in the channel, on a clock that stands still: no line is written that has to wait for the server's allowance. */
async function among(context: Pick<TestContext, 'onTestFinished'>) {
  const ircd = await server(context);
  const bot = makeBot(context, { port: ircd.port, flood, channels: ['#xivo'] });
  const farm = await stage(commands, { working: false });
  const { heard, bot: inbound } = farm.on('irc');
  heard.reply = (to, reply) => bot.adapter.reply(to, reply);
  heard.report = (where, news) => bot.adapter.report(where, news);
  await bot.adapter.start(inbound);
  const still = performance.now() + 3600_000;
  vi.spyOn(performance, 'now').mockImplementation(() => still);
  context.onTestFinished(() => void vi.restoreAllMocks());
  return { ...ircd, engine: farm.engine };
}

/** Each of 25 strangers asks for what takes many lines, again and again. */
const strangers = Array.from({ length: 25 }, (_, i) => i).flatMap((i) =>
  Array.from({ length: 8 }, (_, time) => [`guest${i}`, '*', time % 2 === 0 ? '!help' : `!nosuch${time}`] as const),
);

test('while 25 strangers flood, an answer to a known person waits for no allowance, and behind no more lines than a burst leaves them', async (context) => {
  const { said, hear } = await among(context);
  const answers = () => said.filter((line) => line.startsWith('You are loic')).length;
  // As many lines as are kept for others than strangers, each asked for when the one before was said.
  for (let asked = 1; asked <= kept; asked++) {
    hear([...strangers, ['loic', 'dachary', '!whoami'], ...strangers]);
    await eventually(() => expect(answers()).toBe(asked));
  }
  expect(said.length - answers()).toBeLessThanOrEqual(flood.burst - kept);
});

test('nor does what comes of a decision', async (context) => {
  const { said, hear, engine } = await among(context);
  hear([['nina', 'nina', '!burn wall down']]);
  await eventually(() => expect(said).toContainEqual(expect.stringMatching(/!approve 1/)));
  const plan = said.length;
  hear(strangers);
  await eventually(() => expect(said).toHaveLength(flood.burst - kept));
  hear([...strangers, ['nina', 'nina', '!deny 1'], ...strangers]);
  await eventually(() => expect(said).toContainEqual(expect.stringMatching(/was denied by nina/)));
  expect((await engine.view(1))?.state).toBe('denied');
  expect(said.slice(plan).findIndex((line) => line.includes('was denied by nina'))).toBe(flood.burst - kept - plan);
});

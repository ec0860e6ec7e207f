import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../../support/daemon.ts';
import { type Inspircd, selfSigned, startInspircd } from '../../../support/inspircd.ts';
import { IrcUser, textOf } from '../../../support/irc-user.ts';
import { needs } from '../../../support/servers.ts';
import { channel, makeBot, startBot, type Test } from '../bot.ts';
import { clone, told } from '../views.ts';

/** A server on loopback; gone when the test ends. */
async function listening({ onTestFinished }: Test, server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as { port: number }).port;
}

/** A way to a port of loopback that can swallow what is written to it, and be cut. */
async function cuttable(context: Test, to: number) {
  let [swallowing, swallowed] = [false, ''];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const onward = connect({ host: '127.0.0.1', port: to });
    for (const end of [socket, onward]) sockets.add(end.on('error', () => undefined));
    onward.pipe(socket);
    socket.on('data', (data) => {
      if (swallowing) swallowed += data;
      else onward.write(data);
    });
    socket.on('close', () => onward.destroy());
  });
  const port = await listening(context, server);
  return {
    port,
    swallow: () => {
      swallowing = true;
    },
    swallowed: () => swallowed,
    cut: () => {
      swallowing = false;
      for (const socket of sockets) socket.destroy();
    },
  };
}

needs('inspircd', 'openssl')('a connection to InspIRCd', { concurrent: true }, () => {
  let ircd: Inspircd;
  beforeAll(async () => {
    ircd = await startInspircd();
  });
  afterAll(() => ircd?.remove());

  test('is made over TLS to a server whose certificate is named', async (context) => {
    const tls = { ca_file: ircd.certificate };
    const bot = await startBot(context, {
      host: 'localhost',
      port: ircd.ports.tls,
      nick: 'tls',
      tls,
      channels: ['#tls'],
    });
    expect(bot.log()).toMatch(/connected to localhost as tls/);
  });

  test.for([
    ['a server nobody vouches for', {}, /not vouched for by a known authority.*chat\.irc\.tls\.ca_file/],
    ['a file that is not there', { ca_file: '/nowhere/ca.pem' }, /tls\.ca_file: cannot read \/nowhere\/ca\.pem/],
  ] as const)('is not made over TLS with %s, and the log says what to do', async ([, tls, message], context) => {
    const bot = makeBot(context, { host: 'localhost', port: ircd.ports.tls, nick: 'refused', tls });
    const started = bot.start().catch((error: Error) => error.message);
    await until(
      () => bot.log(),
      () => message.test(bot.log()),
    );
    await bot.adapter.stop();
    expect(await started).toMatch(/stopped before it was on IRC/);
  });

  test('is not made over TLS to a server with the certificate of another', async (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'farmhand-tls-'));
    context.onTestFinished(() => rmSync(folder, { recursive: true }));
    await selfSigned(folder, 'other.example.org');
    const [cert, key] = ['cert.pem', 'key.pem'].map((name) => readFileSync(join(folder, name)));
    const port = await listening(context, createTlsServer({ cert, key }));
    const bot = makeBot(context, { host: 'localhost', port, tls: { ca_file: join(folder, 'cert.pem') } });
    const started = bot.start().catch((error: Error) => error.message);
    await until(
      () => bot.log(),
      () => /certificate is for another name/.test(bot.log()),
    );
    await bot.adapter.stop();
    expect(await started).toMatch(/stopped/);
  });

  test('is not made over TLS to a port without TLS', async (context) => {
    const port = await listening(
      context,
      createServer((socket) => socket.write(':irc.test.local NOTICE * :*** Looking up your hostname\r\n')),
    );
    const bot = makeBot(context, { host: 'localhost', port, tls: {} });
    const started = bot.start().catch((error: Error) => error.message);
    await until(
      () => bot.log(),
      () => /no TLS is spoken there/.test(bot.log()),
    );
    await bot.adapter.stop();
    expect(await started).toMatch(/stopped/);
  });

  test('is made to any server when that is asked for', async (context) => {
    await startBot(context, { host: 'localhost', port: ircd.ports.tls, nick: 'trusting', tls: { verify: false } });
  });

  test('without reactions, where clients may not send tags: a plan says what to type', async (context) => {
    const strict = await startInspircd({ clientTags: false });
    context.onTestFinished(() => strict.remove());
    const settings = { port: strict.ports.unlimited, channels: ['#strict'] };
    const [bot, alice] = await Promise.all([
      startBot(context, settings),
      IrcUser.connect(strict.ports.unlimited, 'alice', '#strict'),
    ]);
    await bot.adapter.report(channel('#strict'), told({ kind: 'planned' }, clone()));
    expect(await alice.hears('farmhand', /to go ahead/)).toMatch(/^to go ahead: type !approve 7 \(/);
  });

  test('that never gets an answer can be given up', async (context) => {
    const port = await listening(context, createServer());
    const bot = makeBot(context, { port });
    const started = bot.start();
    await Promise.all([expect(started).rejects.toThrow(/stopped/), bot.adapter.stop()]);
  });
});

needs('inspircd', 'openssl')('when the server goes away', { concurrent: true }, () => {
  test('farmhand connects as soon as it is there, comes back whenever it does, and then says what matters', async (context) => {
    const ircd = await startInspircd();
    context.onTestFinished(() => ircd.remove());
    await ircd.kill();
    const bot = makeBot(context, { port: ircd.ports.unlimited, channels: ['#back'] });
    const started = bot.start();
    await until('a refused connection', () => /cannot connect: .*ECONNREFUSED/.test(bot.log()));
    await ircd.start();
    await started;

    await ircd.kill();
    await until('the loss', () => /disconnected/.test(bot.log()));
    const end = bot.adapter.report(channel('#back'), told({ kind: 'ended' }, clone({ state: 'failed' })));
    await ircd.start();
    await end;
    const alice = await IrcUser.connect(ircd.ports.unlimited, 'alice', '#back');
    alice.say('#back', '!say hello');
    expect(await alice.hears('farmhand')).toBe('hello');
  });

  test('what was written to it and not shown by it is said again, whole and in order', async (context) => {
    const ircd = await startInspircd();
    context.onTestFinished(() => ircd.remove());
    const wire = await cuttable(context, ircd.ports.unlimited);
    const [bot, alice] = await Promise.all([
      startBot(context, { port: wire.port, nick: 'again', channels: ['#again'] }),
      IrcUser.connect(ircd.ports.unlimited, 'again-alice', '#again'),
    ]);
    wire.swallow();
    const ids = bot.adapter.report(channel('#again'), told({ kind: 'planned' }, clone()));
    await until('the plan to be lost', () => wire.swallowed().includes('to go ahead'));
    wire.cut();
    expect(await ids).toHaveLength(5);
    await until('the plan', () => alice.lines.some((line) => line.includes('to go ahead')));
    const said = alice.lines.filter((line) => / PRIVMSG #again /.test(line)).map(textOf);
    expect(said.map((text) => text.slice(0, 5))).toEqual(['run 7', 'name ', '30 Gi', '3 ste', 'to go']);
  });
});

const welcome = [':s 001 farmhand :hi', ':s 376 farmhand :end'];

/** A server that answers each line as told. */
async function scripted(context: Test, answer: (line: string) => readonly string[]) {
  const got: string[] = [];
  const server = createServer((socket) => {
    socket.on('data', (data) => {
      for (const line of `${data}`.split('\r\n').filter((text) => text !== '')) {
        got.push(line);
        for (const text of answer(line)) socket.write(`${text}\r\n`);
      }
    });
  });
  return { port: await listening(context, server), got };
}

describe.concurrent('when a server', () => {
  test('sends nonsense, it does no harm', async (context) => {
    const nonsense = [
      'NOTICE',
      'PRIVMSG',
      ':x!y@z PRIVMSG',
      ':farmhand!y@z PRIVMSG',
      'TAGMSG',
      '@',
      '@+draft/react TAGMSG #x',
      ':',
      'KICK',
      ':x KICK #x',
      'JOIN',
      'PART',
      'NICK',
      'QUIT',
      'MODE',
      'CAP',
      'CAP * NEW',
      'BATCH',
      'BATCH +',
      '001',
      '005',
      '433',
      '474',
      '900',
      '731',
      'PING',
      'PING :a\rQUIT :b',
      '\0\x01\xff',
    ];
    const server = await scripted(context, (line) => {
      if (line.startsWith('USER')) return welcome;
      return line === 'JOIN #x' ? [...nonsense, ':farmhand!f@h JOIN #x', ':a!b@c PRIVMSG #x :!say alive'] : [];
    });
    const bot = makeBot(context, { port: server.port, channels: ['#x'] });
    await bot.start();
    await until(
      () => `${server.got.join('\n')}\n${bot.log()}`,
      () => server.got.includes('PRIVMSG #x :alive'),
    );
    expect(server.got.filter((line) => line.startsWith('QUIT'))).toEqual([]);
  });

  const login = { nick: 'farmhand', sasl: 'plain', account: 'farmhand' };

  /** What the log says of a server that must not be used. */
  async function refusal(context: Test, port: number): Promise<string> {
    const bot = makeBot(context, { ...login, port }, { password: 'secret' });
    const started = bot.start().catch((error: Error) => error.message);
    await until('a refusal', () => /cannot connect/.test(bot.log()));
    await bot.adapter.stop();
    expect(await started).toMatch(/stopped/);
    return bot.log();
  }

  test('repeats what was said long ago, it is no order, whatever its clock shows; what is said now is', async (context) => {
    for (const ahead of [0, -37, 37]) {
      const at = (seconds: number) => new Date(Date.now() + ahead * 3600_000 - seconds * 1000).toISOString();
      const server = await scripted(context, (line) => {
        if (line.startsWith('USER')) return welcome.map((text) => `@time=${at(0)} ${text}`);
        if (line !== 'JOIN #x') return [];
        return [
          ':farmhand!f@h JOIN #x',
          `@time=${at(37 * 3600)};account=a :a!b@c PRIVMSG #x :!old`,
          `@time=${at(61)};+draft/react=👍;+draft/reply=m :a!b@c TAGMSG #x`,
          `@time=never :a!b@c PRIVMSG #x :!timeless`,
          `@time=${at(2)} :a!b@c PRIVMSG #x :!new`,
          ':a!b@c PRIVMSG #x :!untold',
        ];
      });
      const bot = await startBot(context, { port: server.port, channels: ['#x'] });
      await bot.hears(/untold/);
      expect(bot.heard).toEqual([]);
      expect(bot.reactions).toEqual([]);
      expect(bot.log()).not.toMatch(/timeless|old/);
    }
  });

  test('shows none of its lines, farmhand asks once a burst how far it has read', async (context) => {
    const server = await scripted(context, (line) => {
      if (line.startsWith('USER')) return welcome;
      if (line === 'JOIN #x') return [':farmhand!f@h JOIN #x', ':a!b@c PRIVMSG #x :!go'];
      return line.startsWith('PING') ? [`:s PONG s :${line.slice(5)}`] : [];
    });
    const bot = await startBot(context, {
      ...{ port: server.port, channels: ['#x'] },
      flood: { burst: 8, per_second: 50 },
    });
    const asked = await bot.hears(/go/);
    const say = (lines: string[]) => bot.adapter.reply(asked, { tone: 'answer', lines });
    await Promise.all([1, 2, 3, 4].map((i) => say(Array.from({ length: 10 }, (_, k) => `line ${i} ${k}`))));
    expect(server.got.filter((line) => line.startsWith('PRIVMSG'))).toHaveLength(40);
    expect(server.got.filter((line) => line.startsWith('PING farmhand-')).length).toBeLessThan(4);
  });

  test('does not take its nick at all, the log says that, and not that it is taken', async (context) => {
    const server = await scripted(context, (line) =>
      line.startsWith('NICK') ? [`:s 432 * ${line.slice(5)} :Erroneous nickname`] : [],
    );
    const bot = makeBot(context, { port: server.port });
    const started = bot.start().catch((error: Error) => error.message);
    await until(
      () => bot.log(),
      () => /does not take the nick farmhand: Erroneous nickname; see chat\.irc\.nick/.test(bot.log()),
    );
    expect(bot.log()).not.toMatch(/taken/);
    await bot.adapter.stop();
    await started;
  });

  test('holds its nick back, farmhand takes another', async (context) => {
    const server = await scripted(context, (line) => {
      if (line === 'NICK farmhand') return [':s 437 * farmhand :Nick is temporarily unavailable'];
      return line === 'NICK farmhand_' ? [':s 001 farmhand_ :hi', ':s 376 farmhand_ :end'] : [];
    });
    const bot = await startBot(context, { port: server.port });
    expect(bot.log()).toMatch(/as farmhand_/);
  });

  test('gives farmhand another host, its messages still fit, and writes a channel in capitals, it is the same channel', async (context) => {
    const host = 'h'.repeat(63);
    const server = await scripted(context, (line) => {
      if (line.startsWith('USER')) return welcome;
      const joined = [':farmhand!f@h JOIN #x', `:farmhand!f@h CHGHOST f ${host}`, ':a!b@c PRIVMSG #X :!go'];
      return line === 'JOIN #x' ? joined : [];
    });
    const bot = await startBot(context, { port: server.port, channels: ['#x'] });
    const asked = await bot.hears(/go/);
    expect(asked.where).toEqual(channel('#x'));
    void bot.adapter.reply(asked, { tone: 'answer', lines: ['x'.repeat(1000)] }).catch(() => undefined);
    await until('the answer', () => server.got.some((line) => line.startsWith('PRIVMSG')));
    const [first = ''] = server.got.filter((line) => line.startsWith('PRIVMSG'));
    expect(`:farmhand!f@${host} ${first}\r\n`).toHaveLength(512);
  });

  test('lets farmhand in without its account, it is left', async (context) => {
    const server = await scripted(context, (line) => {
      if (line.startsWith('CAP LS')) return [':s CAP * LS :sasl message-tags'];
      if (line.startsWith('CAP REQ')) return [':s CAP * NAK :message-tags sasl', ':s CAP * NAK :sasl message-tags'];
      return line === 'CAP END' ? welcome : [];
    });
    expect(await refusal(context, server.port)).toMatch(/let farmhand in without logging it in to its account/);
  });

  test('logs farmhand in as somebody else, it is left', async (context) => {
    const server = await scripted(context, (line) => {
      if (line.startsWith('CAP LS')) return [':s CAP * LS :sasl=PLAIN'];
      if (line.startsWith('CAP REQ')) return [':s CAP * ACK :sasl'];
      if (line === 'AUTHENTICATE PLAIN') return ['AUTHENTICATE +'];
      if (line.startsWith('AUTHENTICATE'))
        return [':s 900 farmhand f!f@h mallory :You are now logged in', ':s 903 farmhand :ok'];
      return line === 'CAP END' ? welcome : [];
    });
    expect(await refusal(context, server.port)).toMatch(/logged farmhand in as mallory, not as farmhand/);
  });

  test('passes on account tags without having promised that they are its own, they count for nothing', async (context) => {
    const server = await scripted(context, (line) => {
      if (line.startsWith('CAP LS')) return [':s CAP * LS :message-tags echo-message'];
      if (line.startsWith('CAP REQ')) return [`:s CAP * ACK :${line.slice(9)}`];
      if (line === 'CAP END') return welcome;
      return line === 'JOIN #x' ? [':farmhand!f@h JOIN #x', '@account=alice :alice!b@c PRIVMSG #x :!status'] : [];
    });
    const bot = await startBot(context, { port: server.port, channels: ['#x'] });
    expect((await bot.hears(/status/)).speaker).toEqual({ platform: 'irc', nick: 'alice', account: null });
  });
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../../../support/daemon.ts';
import { type Inspircd, startInspircd } from '../../../support/inspircd.ts';
import { IrcUser, textOf } from '../../../support/irc-user.ts';
import { needs } from '../../../support/servers.ts';
import { channel, startBot, unhurried } from '../bot.ts';
import { clone, told } from '../views.ts';

/** The default allowance, ten times as fast, for the class of the server that is ten times as fast as its default. */
const tenfold = { burst: 8, per_second: 10 };

const line = (i: number) => `${String(i).padStart(3, '0')} ${'x'.repeat(396)}`;

needs('inspircd', 'openssl')('under the flood control of InspIRCd', { concurrent: true }, () => {
  let ircd: Inspircd;
  beforeAll(async () => {
    ircd = await startInspircd();
  });
  afterAll(() => ircd?.remove());

  test('somebody who writes 100 lines of 400 bytes at once is thrown out', async () => {
    const [hasty, alice] = await Promise.all([
      IrcUser.connect(ircd.ports.tenfold, 'hasty', '#hasty'),
      IrcUser.connect(ircd.ports.unlimited, 'hasty-alice', '#hasty'),
    ]);
    hasty.send(...Array.from({ length: 100 }, (_, i) => `PRIVMSG #hasty :${line(i)}`));
    expect(await alice.line(/:hasty!\S+ QUIT/)).toMatch(/RecvQ exceeded/i);
  });

  test.for([
    ['within the allowance of its class', 'within', tenfold],
    ['even with an allowance its class does not give, because it waits to see its lines taken', 'beyond', unhurried],
  ] as const)('farmhand says them all, in order, %s', async ([, nick, flood], context) => {
    const bot = await startBot(context, { port: ircd.ports.tenfold, nick, channels: [`#${nick}`], flood });
    const alice = await IrcUser.connect(ircd.ports.unlimited, `${nick}-alice`, `#${nick}`);
    const to = { where: channel(`#${nick}`), speaker: { platform: 'irc', nick: 'alice', account: null }, text: '' };
    const lines = Array.from({ length: 100 }, (_, i) => line(i));
    const parts = Array.from({ length: 10 }, (_, i) => lines.slice(i * 10, i * 10 + 10));
    await Promise.all(parts.map((part) => bot.adapter.reply(to, { tone: 'answer', lines: part })));
    await until('the last line', () => alice.lines.some((text) => text.includes(':099 ')));
    expect(alice.lines.filter((text) => text.includes(' PRIVMSG ')).map(textOf)).toEqual(lines);
    expect(bot.log()).not.toMatch(/disconnected/);
  });

  test('what matters is said before what waits, and progress that was overtaken not at all', async (context) => {
    const settings = { port: ircd.ports.tenfold, nick: 'orders', channels: ['#orders'], flood: tenfold };
    const [bot, alice] = await Promise.all([
      startBot(context, settings),
      IrcUser.connect(ircd.ports.unlimited, 'orders-alice', '#orders'),
    ]);
    const to = { where: channel('#orders'), speaker: { platform: 'irc', nick: 'alice', account: null }, text: '' };
    const answers = Array.from({ length: 30 }, (_, i) => bot.adapter.reply(to, { tone: 'answer', lines: [line(i)] }));
    const end = bot.adapter.report(channel('#orders'), told({ kind: 'ended' }, clone({ state: 'failed' })));
    await Promise.all([...answers, end]);
    await until('the last line', () => alice.lines.some((text) => text.includes(':029 ')));
    const said = alice.lines.filter((text) => / PRIVMSG #orders /.test(text)).map(textOf);
    expect(said).toHaveLength(32);
    expect(said.findIndex((text) => text.startsWith('alice_: run 7 failed'))).toBeLessThan(10);
  });

  test('somebody who asks for more than farmhand may say gets less, and nobody else waits for it', async (context) => {
    const settings = { port: ircd.ports.tenfold, nick: 'asked', channels: ['#asked', '#calm'], flood: tenfold };
    const [bot, alice] = await Promise.all([
      startBot(context, settings),
      IrcUser.connect(ircd.ports.unlimited, 'asked-alice', '#calm'),
    ]);
    const to = { where: channel('#asked'), speaker: { platform: 'irc', nick: 'm', account: null }, text: '' };
    const answers = Array.from({ length: 150 }, (_, i) => bot.adapter.reply(to, { tone: 'answer', lines: [line(i)] }));
    const settled = Promise.allSettled(answers);
    alice.say('#calm', '!say hello');
    expect(await alice.hears('asked', /hello/, 2000)).toBe('hello');
    await bot.adapter.stop();
    const refused = (await settled).filter(
      (result) => result.status === 'rejected' && /lines wait/.test(`${result.reason}`),
    );
    expect(refused.length).toBeGreaterThan(30);
  });
});

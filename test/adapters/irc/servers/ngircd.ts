import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { examine } from '../../../../adapters/irc/examine.ts';
import { settings as ircSettings } from '../../../../adapters/irc/settings.ts';
import { until } from '../../../support/daemon.ts';
import { IrcUser } from '../../../support/irc-user.ts';
import { type Ngircd, startNgircd } from '../../../support/ngircd.ts';
import { needs } from '../../../support/servers.ts';
import { channel, makeBot, startBot } from '../bot.ts';
import { clone, told } from '../views.ts';

needs('ngircd')('on ngIRCd, which has no tags, accounts or echoes', { concurrent: true }, () => {
  let ngircd: Ngircd;
  beforeAll(async () => {
    ngircd = await startNgircd();
  });
  afterAll(() => ngircd?.remove());

  async function join(nick: string, name: string): Promise<IrcUser> {
    const user = IrcUser.open(ngircd.port, nick);
    user.send(`NICK ${nick}`, `USER ${nick} 0 * :${nick}`);
    await user.line(/ (376|422) /);
    await user.join(name);
    return user;
  }

  test('farmhand hears and answers, knows nobody, and says so', async (context) => {
    const [bot, alice] = await Promise.all([
      startBot(context, { port: ngircd.port, channels: ['#xivo'] }),
      join('alice', '#xivo'),
    ]);
    alice.send('@account=alice PRIVMSG #xivo :!forged', 'PRIVMSG #xivo :!say hello');
    expect(await alice.hears('farmhand')).toBe('hello');
    expect(bot.heard).toEqual([
      {
        where: channel('#xivo'),
        speaker: { platform: 'irc', nick: 'alice', account: null },
        text: 'say hello',
      },
    ]);
    expect(bot.adapter.identify).toMatch(/does not say who is logged in/);
  });

  // Less than the time after which a line counts as said although the server did not show it.
  test('a plan says what to type, and counts as told when the server has read it', {
    timeout: 25_000,
  }, async (context) => {
    const [bot, alice] = await Promise.all([
      startBot(context, { port: ngircd.port, nick: 'plans', channels: ['#plans'] }),
      join('bob', '#plans'),
    ]);
    const report = bot.adapter.report(channel('#plans'), told({ kind: 'planned' }, clone()));
    expect(await alice.hears('plans', /to go ahead/)).toMatch(/^to go ahead: type !approve 7 \(/);
    expect(await report).toEqual([]);
  });

  test('says so when somebody cannot be written to', async (context) => {
    const bot = await startBot(context, { port: ngircd.port, nick: 'gone' });
    const where = { platform: 'irc', channel: 'nobody', private: true };
    const report = bot.adapter.report(where, told({ kind: 'ended' }, clone({ state: 'done' })));
    await expect(report).rejects.toThrow(/nobody: No such nick/);
  });

  test('a server that asks everybody for a password gets it, and nobody hears or reads it', async (context) => {
    const closed = await startNgircd({ password: 'open sesame' });
    context.onTestFinished(() => closed.remove());
    const bot = await startBot(context, { port: closed.port }, { serverPassword: 'open sesame' });
    expect(bot.log()).toMatch(/connected to 127.0.0.1 as farmhand/);
    expect(bot.log()).not.toContain('sesame');
  });

  test.for([
    ['no password', {}, /asks for a password: put it in FARMHAND_IRC_SERVER_PASSWORD/],
    ['that of another network', { network: 'closed' }, /put it in FARMHAND_IRC_SERVER_PASSWORD_CLOSED/],
    ['a wrong one', { serverPassword: 'wrong' }, /refused its password; see FARMHAND_IRC_SERVER_PASSWORD/],
  ] as const)('where it has %s, the log says what to do', async ([, secrets, message], context) => {
    const closed = await startNgircd({ password: 'open sesame' });
    context.onTestFinished(() => closed.remove());
    const bot = makeBot(context, { port: closed.port }, secrets);
    const started = bot.start().catch((error: Error) => error.message);
    await until(
      () => bot.log(),
      () => message.test(bot.log()),
    );
    await bot.adapter.stop();
    expect(await started).toMatch(/stopped/);
  });

  test('where nicks are shorter than its own, farmhand takes as much of it as fits, the doctor gets in, and both say so', async (context) => {
    const short = await startNgircd({ nickLength: 9, pauses: false });
    context.onTestFinished(() => short.remove());
    const settings = { port: short.port, nick: 'farmhand-of-xivo' };
    const bot = await startBot(context, settings);
    expect(bot.log()).toMatch(/connected to 127.0.0.1 as farmhand-"/);
    expect(bot.log()).toMatch(/does not take the nick farmhand-of-xivo: .*9.*tries one of 9 characters/);
    const other = await startBot(context, settings);
    expect(other.log()).toMatch(/as farmhand_"/);
    const parsed = ircSettings.parse({ host: '127.0.0.1', tls: false, ...settings });
    const found = await examine(parsed, pino({ level: 'silent' }));
    expect(found.map(({ is, says }) => `${is}: ${says}`)).toEqual([
      'ok: lets farmhand in',
      expect.stringMatching(/^warning: says of nobody who they are/),
      expect.stringMatching(/^ok: passes no reactions/),
    ]);
  });

  test('farmhand does not join where it has to log in and the server has no accounts', async (context) => {
    const settings = { port: ngircd.port, nick: 'nologin', sasl: 'plain', account: 'nologin', channels: ['#nologin'] };
    const bot = makeBot(context, settings, { password: 'secret' });
    const started = bot.start().catch((error: Error) => error.message);
    await until(
      () => bot.log(),
      () => /offers no login|without logging it in/.test(bot.log()),
    );
    await bot.adapter.stop();
    expect(await started).toMatch(/stopped/);
  });
});

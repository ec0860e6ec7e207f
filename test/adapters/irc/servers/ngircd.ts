import { afterAll, beforeAll, expect, test } from 'vitest';
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

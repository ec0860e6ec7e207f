import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Anope, startAnope } from '../../../support/anope.ts';
import { until } from '../../../support/daemon.ts';
import { type Inspircd, selfSigned, startInspircd } from '../../../support/inspircd.ts';
import { IrcUser } from '../../../support/irc-user.ts';
import { needs } from '../../../support/servers.ts';
import { channel, makeBot, startBot } from '../bot.ts';
import { clone, told } from '../views.ts';

const accounts = ['farmhand', 'ghost', 'certified', 'alice', 'bob', 'carol', 'dave', 'dropped'];

const at = (ircd: Inspircd, nick: string, ...channels: readonly string[]) => ({
  port: ircd.ports.unlimited,
  nick,
  channels,
});

const plain = (ircd: Inspircd, account: string, ...channels: readonly string[]) => ({
  ...at(ircd, account, ...channels),
  sasl: 'plain',
  account,
});

const visit = (ircd: Inspircd, nick: string, ...channels: readonly string[]) =>
  IrcUser.connect(ircd.ports.unlimited, nick, ...channels);

async function loggedIn(
  ircd: Inspircd,
  account: string,
  nick: string,
  ...channels: readonly string[]
): Promise<IrcUser> {
  const user = await visit(ircd, nick, ...channels);
  await user.logIn(account, `${account}-secret`);
  return user;
}

const withServices = needs('inspircd', 'anope', 'openssl');

withServices('on InspIRCd with services', { concurrent: true }, () => {
  let ircd: Inspircd;
  let anope: Anope;
  beforeAll(async () => {
    ircd = await startInspircd();
    anope = await startAnope(ircd);
    await Promise.all(accounts.map((account) => anope.register(account, `${account}-secret`)));
  });
  afterAll(async () => {
    await anope?.remove();
    await ircd?.remove();
  });

  describe('farmhand logs in', () => {
    test('with a password', async (context) => {
      const [, alice] = await Promise.all([
        startBot(context, plain(ircd, 'farmhand', '#login'), { password: 'farmhand-secret' }),
        visit(ircd, 'login-alice', '#login'),
      ]);
      alice.say('#login', '!say hello');
      expect(await alice.line(/:farmhand!\S+ PRIVMSG/)).toMatch(/;account=farmhand/);
    });

    test('with a wrong password never: it does not go on without its account, and the log says why without the secret', async (context) => {
      const bot = makeBot(context, plain(ircd, 'alice', '#login'), { password: 'wrong-secret' });
      const started = bot.start();
      await until(
        'two refusals',
        () => (bot.log().match(/the password for account alice was refused/g) ?? []).length >= 2,
      );
      const probe = await visit(ircd, 'login-probe', '#login');
      probe.send('NAMES #login', 'WHOIS alice');
      expect(await probe.line(/ 353 /)).not.toMatch(/[ :@]alice/);
      await probe.line(/ 401 .*alice/);
      expect(bot.log()).toContain('FARMHAND_IRC_PASSWORD');
      expect(bot.log()).not.toContain('wrong-secret');
      expect(bot.log()).not.toContain(Buffer.from('alice\0alice\0wrong-secret').toString('base64'));
      await Promise.all([expect(started).rejects.toThrow(/stopped/), bot.adapter.stop()]);
    });

    test('with a certificate, once services know its fingerprint', async (context) => {
      const folder = mkdtempSync(join(tmpdir(), 'farmhand-cert-'));
      context.onTestFinished(() => rmSync(folder, { recursive: true }));
      await selfSigned(folder, 'farmhand');
      const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
      const tls = { ca_file: ircd.certificate, cert_file: certFile, key_file: keyFile };
      const settings = {
        host: 'localhost',
        port: ircd.ports.tls,
        nick: 'cert',
        tls,
        sasl: 'external',
        channels: ['#cert'],
      };
      const bot = makeBot(context, settings);
      const started = bot.start();
      await until(
        () => bot.log(),
        () => /no account accepts the certificate.*CERT ADD/.test(bot.log()),
      );
      const certificate = { cert: readFileSync(certFile), key: readFileSync(keyFile) };
      const owner = await IrcUser.connectWith(certificate, ircd.ports.tls, 'cert-owner', '#cert');
      await owner.logIn('certified', 'certified-secret');
      owner.say('NickServ', 'CERT ADD');
      await owner.line(/NOTICE .*added/i);
      await started;
      owner.say('#cert', '!say hello');
      expect(await owner.line(/:cert!\S+ PRIVMSG/)).toMatch(/;account=certified/);
    });

    test('and takes its nick from whoever sits on it', async (context) => {
      const squatter = await visit(ircd, 'ghost', '#ghost');
      const bot = await startBot(context, plain(ircd, 'ghost', '#ghost'), { password: 'ghost-secret' });
      await until(
        () => bot.log(),
        () => /has its nick ghost back/.test(bot.log()),
      );
      const alice = await visit(ircd, 'ghost-alice', '#ghost');
      alice.say('#ghost', 'ghost: say boo');
      expect(await alice.hears('ghost')).toBe('boo');
      squatter.close();
    });
  });

  describe('people', () => {
    test('are who they are logged in as when they speak, whatever their nick', async (context) => {
      const [bot, alice, mallory] = await Promise.all([
        startBot(context, at(ircd, 'who', '#who')),
        loggedIn(ircd, 'alice', 'somebody', '#who'),
        visit(ircd, 'who-mallory', '#who'),
      ]);
      alice.say('#who', '!one');
      expect((await bot.hears(/one/)).speaker).toEqual({ platform: 'irc', nick: 'somebody', account: 'alice' });
      alice.say('who', 'two');
      expect((await bot.hears(/two/)).speaker.account).toBe('alice');
      alice.say('NickServ', 'LOGOUT');
      await alice.line(/ 901 /);
      alice.send('NICK alice-away');
      await alice.line(/NICK/);
      mallory.send('NICK somebody');
      await mallory.line(/NICK/);
      alice.say('#who', '!three');
      mallory.send('@account=alice;inspircd.org/account-id=1 PRIVMSG #who :!four');
      await bot.hears(/three|four/);
      await until('both', () => bot.heard.length <= 1);
      mallory.say('#who', '!five');
      expect((await bot.hears(/five/)).speaker).toEqual({ platform: 'irc', nick: 'somebody', account: null });
    });

    test('put reactions on a plan as who they are logged in as', async (context) => {
      const [bot, bob, mallory] = await Promise.all([
        startBot(context, at(ircd, 'votes', '#votes')),
        loggedIn(ircd, 'bob', 'votes-bob', '#votes'),
        visit(ircd, 'votes-mallory', '#votes'),
      ]);
      const [id] = await bot.adapter.report(channel('#votes'), told({ kind: 'planned' }, clone()));
      mallory.send(`@+draft/react=👍;+draft/reply=${id};account=bob;+account=bob TAGMSG #votes`);
      expect(await bot.reacts()).toMatchObject({ speaker: { nick: 'votes-mallory', account: null }, message: id });
      bob.send(`@+draft/react=👍;+draft/reply=${id} TAGMSG #votes`);
      expect(await bot.reacts()).toMatchObject({
        speaker: { nick: 'votes-bob', account: 'bob' },
        message: id,
        withdrawn: false,
      });
      bob.send(`@+draft/unreact=👍;+draft/reply=${id} TAGMSG #votes`);
      expect(await bot.reacts()).toMatchObject({ speaker: { account: 'bob' }, message: id, withdrawn: true });
    });

    test('are nobody when their account was dropped and registered again', async (context) => {
      const [bot, first] = await Promise.all([
        startBot(context, at(ircd, 'pins', '#pins')),
        loggedIn(ircd, 'dropped', 'dropped', '#pins'),
      ]);
      first.say('#pins', '!first');
      expect((await bot.hears(/first/)).speaker.account).toBe('dropped');
      first.say('NickServ', 'DROP dropped');
      await first.line(/NOTICE .*dropped/i);
      await first.quit();
      await anope.register('dropped', 'mallory-secret');
      const mallory = await visit(ircd, 'dropped', '#pins');
      await mallory.logIn('dropped', 'mallory-secret');
      mallory.say('#pins', '!second');
      const { speaker } = await bot.hears(/second/);
      expect(speaker.account).toBeNull();
      expect(speaker.doubt).toMatch(/another one than I knew by that name.*farmhand unpin dropped and starts/);
      expect(bot.log()).toMatch(/account dropped is not the one farmhand knows by that name/);
    });
  });
});

withServices('when services go away', { concurrent: true }, () => {
  test('those logged in stay who they are, nobody else gets in, and farmhand waits for them', async (context) => {
    const ircd = await startInspircd();
    context.onTestFinished(() => ircd.remove());
    const anope = await startAnope(ircd);
    context.onTestFinished(() => anope.remove());
    await Promise.all(['farmhand', 'carol', 'dave'].map((account) => anope.register(account, `${account}-secret`)));

    const [bot, carol] = await Promise.all([
      startBot(context, at(ircd, 'down', '#down')),
      loggedIn(ircd, 'carol', 'carol', '#down'),
    ]);
    await anope.stop();
    const mallory = await visit(ircd, 'dave', '#down');
    carol.say('#down', '!one');
    expect((await bot.hears(/one/)).speaker.account).toBe('carol');
    mallory.send('@account=dave PRIVMSG #down :!two');
    expect((await bot.hears(/two/)).speaker).toEqual({ platform: 'irc', nick: 'dave', account: null });

    const waiting = makeBot(context, plain(ircd, 'farmhand', '#down'), { password: 'farmhand-secret' });
    const started = waiting.start();
    await until(
      () => waiting.log(),
      () => /offers no login \(SASL\) just now; are its services up/.test(waiting.log()),
    );
    mallory.send('WHOIS farmhand');
    await mallory.line(/ 401 /);
    await anope.start();
    await started;
    carol.say('#down', '!three');
    expect((await bot.hears(/three/)).speaker.account).toBe('carol');
  });
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../../../support/daemon.ts';
import { type Inspircd, startInspircd } from '../../../support/inspircd.ts';
import { IrcUser, tagOf, textOf } from '../../../support/irc-user.ts';
import { needs } from '../../../support/servers.ts';
import { channel, startBot, unhurried } from '../bot.ts';
import { clone, told } from '../views.ts';

needs('inspircd', 'openssl')('on InspIRCd without services', { concurrent: true }, () => {
  let ircd: Inspircd;
  beforeAll(async () => {
    ircd = await startInspircd();
  });
  afterAll(() => ircd?.remove());

  const at = (nick: string, ...channels: readonly unknown[]) => ({ port: ircd.ports.unlimited, nick, channels });
  const join = (nick: string, ...channels: readonly string[]) =>
    IrcUser.connect(ircd.ports.unlimited, nick, ...channels);

  /** Somebody who may do anything. */
  async function oper(nick: string, ...channels: readonly string[]): Promise<IrcUser> {
    const user = await join(nick, ...channels);
    user.send('OPER root operpass');
    await user.line(/ 381 /);
    return user;
  }

  test('hears what is addressed to it and nothing else, and answers where it was asked', async (context) => {
    const [bot, alice] = await Promise.all([startBot(context, at('hears', '#hears')), join('hears-alice', '#hears')]);
    alice.say('#hears', '\x01ACTION !say action\x01');
    alice.say('#hears', '\x01VERSION\x01');
    alice.say('hears', '\x01VERSION\x01');
    alice.send('NOTICE #hears :!say notice', 'NOTICE hears :say notice', 'TAGMSG #hears');
    alice.say('#hears', 'hello there');
    alice.say('#hears', '!say one');
    expect(await alice.hears('hears')).toBe('one');
    alice.say('#hears', 'HEARS: say two');
    expect(await alice.hears('hears')).toBe('two');
    alice.say('hears', 'say three');
    expect(await alice.line(/PRIVMSG hears-alice /)).toMatch(/:three$/);
    expect(bot.heard.map(({ text }) => text)).toEqual(['say one', 'say two', 'say three']);
    expect(bot.heard.map(({ where }) => where)).toEqual([
      { platform: 'irc', channel: '#hears', private: false },
      { platform: 'irc', channel: '#hears', private: false },
      { platform: 'irc', channel: 'hears-alice', private: true },
    ]);
    expect(new Set(bot.heard.map(({ id }) => id)).size).toBe(3);
    expect(alice.lines.join('\n')).not.toMatch(/VERSION/);
  });

  test('never hears itself, and says nothing that looks like a command', async (context) => {
    const [bot, alice] = await Promise.all([
      startBot(context, at('echoes', '#echoes')),
      join('echoes-alice', '#echoes'),
    ]);
    alice.say('#echoes', '!say !say loop');
    expect(await alice.hears('echoes')).toBe('· !say loop');
    alice.say('#echoes', '!say echoes: say loop');
    expect(await alice.hears('echoes')).toBe('echoes: say loop');
    alice.say('#echoes', '!say end');
    expect(await alice.hears('echoes')).toBe('end');
    expect(bot.heard.map(({ text }) => text)).toEqual(['say !say loop', 'say echoes: say loop', 'say end']);
  });

  test('hears no bots, as the server shows them, in a channel and in private', async (context) => {
    const [bot, alice, robot] = await Promise.all([
      startBot(context, at('deaf', '#deaf')),
      join('deaf-alice', '#deaf'),
      join('deaf-robot', '#deaf'),
    ]);
    robot.send('MODE deaf-robot +B');
    await robot.line(/MODE deaf-robot/);
    robot.say('#deaf', '!say loop');
    robot.say('deaf', 'say loop');
    await alice.line(/PRIVMSG #deaf :!say loop/);
    robot.send('MODE deaf-robot -B');
    await robot.line(/MODE deaf-robot/);
    robot.say('#deaf', '!say person');
    expect(await alice.hears('deaf')).toBe('person');
    expect(bot.heard.map(({ text }) => text)).toEqual(['say person']);
  });

  test('knows nobody: a nick, or account tags a client makes up, are no identity', async (context) => {
    const bot = await startBot(context, at('forged', '#forged'));
    const mallory = await join('alice', '#forged');
    mallory.say('#forged', '!status by nick');
    mallory.send('@account=alice PRIVMSG #forged :!status by account tag');
    mallory.send('@account=alice;inspircd.org/account-id=1;+account=alice PRIVMSG #forged :!status by three tags');
    await until('all three', () => bot.heard.length === 3);
    mallory.send('@account=alice;+draft/react=👍;+draft/reply=x TAGMSG #forged');
    await until('the reaction', () => bot.reactions.length === 1);
    const speakers = [...bot.heard, ...bot.reactions].map(({ speaker }) => speaker);
    expect(speakers).toEqual(Array(4).fill({ platform: 'irc', nick: 'alice', account: null }));
  });

  test('gives the ids of a plan as others see them, and hears reactions on them come and go', async (context) => {
    const [bot, alice] = await Promise.all([startBot(context, at('plans', '#plans')), join('plans-alice', '#plans')]);
    const ids = await bot.adapter.report(channel('#plans'), told({ kind: 'planned' }, clone()));
    await alice.line(/run 7: clone gallifrey/);
    const last = await alice.line(/to go ahead: type !approve 7, or react with 👍/);
    expect(ids).toHaveLength(5);
    expect(ids.at(-1)).toBe(tagOf(last, 'msgid'));
    alice.send(`@+draft/react=👍;+draft/reply=${ids[2]} TAGMSG #PLANS`);
    expect(await bot.reacts()).toEqual({
      where: channel('#plans'),
      speaker: { platform: 'irc', nick: 'plans-alice', account: null },
      message: ids[2],
      vote: 'approve',
      withdrawn: false,
    });
    alice.send(`@+draft/unreact=👍;+draft/reply=${ids[2]} TAGMSG #plans`);
    expect(await bot.reacts()).toMatchObject({ message: ids[2], vote: 'approve', withdrawn: true });
  });

  test('says all in notices where farm.yaml wants that, and knows their ids all the same', async (context) => {
    const [bot, alice] = await Promise.all([
      startBot(context, { ...at('notices', '#notices'), notices: true }),
      join('notices-alice', '#notices'),
    ]);
    const ids = await bot.adapter.report(channel('#notices'), told({ kind: 'planned' }, clone()));
    const last = await alice.line(/NOTICE #notices :to go ahead: type !approve 7/);
    expect(ids.at(-1)).toBe(tagOf(last, 'msgid'));
    alice.say('#notices', '!say one');
    expect(await alice.line(/NOTICE #notices :one/)).toContain(':notices!');
    expect(alice.lines.filter((line) => /:notices!\S+ PRIVMSG /.test(line))).toEqual([]);
  });

  test('gives no line the id of another, where the server drops one', async (context) => {
    const alice = await oper('drops-alice', '#drops');
    alice.send('MODE #drops +G');
    await alice.line(/MODE #drops/);
    const bot = await startBot(context, at('drops', '#drops'));
    const censored = clone({ by: 'zzcensoredzz' });
    await expect(bot.adapter.report(channel('#drops'), told({ kind: 'planned' }, censored))).rejects.toThrow(/#drops/);
    const ids = await bot.adapter.report(channel('#drops'), told({ kind: 'planned' }, clone({ run: 8 })));
    const first = await alice.line(/:run 8: clone/);
    expect(ids[0]).toBe(tagOf(first, 'msgid'));
  });

  test('says at the end to whom it matters, by their nick', async (context) => {
    const [bot, alice] = await Promise.all([startBot(context, at('ends', '#ends')), join('ends-alice', '#ends')]);
    const view = clone({ state: 'done', settled: true });
    expect(await bot.adapter.report(channel('#ends'), told({ kind: 'ended' }, view, { asker: 'ends-alice' }))).toEqual(
      [],
    );
    expect(await alice.hears('ends')).toMatch(/^ends-alice: run 7 is done/);
  });

  test('names who asked in a refusal, and says at the end of a page how much is left', async (context) => {
    const [bot, alice] = await Promise.all([startBot(context, at('cuts', '#cuts')), join('cuts-alice', '#cuts')]);
    alice.say('#cuts', '!what');
    const message = await bot.hears(/what/);
    await bot.adapter.reply(message, { tone: 'refusal', lines: ['No such command.', 'Did you mean status?'] });
    expect(await alice.hears('cuts')).toBe('cuts-alice: No such command.');
    expect(await alice.hears('cuts')).toBe('Did you mean status?');
    const lines = Array.from({ length: 20 }, (_, i) => `line ${i}`);
    expect(bot.adapter.fits?.(message, { tone: 'answer', lines })).toBe(7);
    await bot.adapter.reply(message, { tone: 'answer', lines: lines.slice(0, 7), left: 13 });
    expect(await alice.hears('cuts', /…/)).toBe('… 13 more: !more');
  });

  test('loses nothing of a long line on its way to others', async (context) => {
    const nick = 'splits-with-a-very-long-nick-x';
    const [bot, alice] = await Promise.all([startBot(context, at(nick, '#splits')), join('splits-alice', '#splits')]);
    const text = `${'één twee 👩‍🚀 '.repeat(30)}${'x'.repeat(500)}${'🇳🇱'.repeat(60)}end`;
    await bot.adapter.reply(
      { where: channel('#splits'), speaker: { platform: 'irc', nick: 'a', account: null }, text: '' },
      { tone: 'answer', lines: [text] },
    );
    let got = '';
    while (!got.endsWith('end')) got += textOf(await alice.line(new RegExp(`:${nick}!\\S+ PRIVMSG`)));
    // What makes several characters one emoji is taken out on the way (Unicode category Cf).
    expect(got).toBe(text.replaceAll('\u200d', ''));
  });

  test('loses nothing either after its host has become longer', async (context) => {
    const [bot, root] = await Promise.all([startBot(context, at('hosted', '#hosted')), oper('hosted-root', '#hosted')]);
    root.send(`CHGHOST hosted ${'h'.repeat(60)}.org`);
    root.say('#hosted', '!ready');
    const text = `${'x'.repeat(1100)}end`;
    await bot.adapter.reply(await bot.hears(/ready/), { tone: 'answer', lines: [text] });
    let got = '';
    while (!got.endsWith('end')) got += textOf(await root.line(/:hosted!\S+@h{60}\.org PRIVMSG/));
    expect(got).toBe(text);
  });

  test('sends nothing but messages, whatever it is made to say, and refuses targets that are none', async (context) => {
    const [bot, alice] = await Promise.all([
      startBot(context, at('inject', '#inject')),
      join('inject-alice', '#inject'),
    ]);
    alice.say('#inject', '!go');
    const message = await bot.hears(/go/);
    const attacks = [
      '\r\nQUIT :a',
      '\nJOIN #evil',
      '\rNICK evil',
      '\0',
      '\x01VERSION\x01',
      '\r\n:x!y@z PRIVMSG #inject :fake',
    ];
    for (const attack of attacks) {
      await bot.adapter.reply(message, { tone: 'answer', lines: [`a${attack}`] });
      await bot.adapter.reply(
        { ...message, speaker: { ...message.speaker, nick: `x${attack}` } },
        { tone: 'refusal', lines: ['no'] },
      );
      const where = { platform: 'irc', channel: `#inject${attack}`, private: false };
      await expect(bot.adapter.reply({ ...message, where }, { tone: 'answer', lines: ['x'] })).rejects.toThrow(
        /not an IRC channel/,
      );
      await expect(bot.adapter.report(where, told({ kind: 'ended' }, clone({ state: 'done' })))).rejects.toThrow(
        /not an IRC/,
      );
    }
    const view = clone({ state: 'failed', why: 'x\r\nQUIT :why' });
    await bot.adapter.report(channel('#inject'), told({ kind: 'ended' }, view, { asker: 'a\r\nQUIT :asker' }));
    alice.say('#inject', '!say still here');
    await alice.hears('inject', /still here/);
    const others = alice.lines.filter((line) => !/PRIVMSG #inject :/.test(line));
    expect(others).toEqual([]);
  });

  test('does not take what was said before it came for something new', async (context) => {
    const alice = await join('history-alice', '#history');
    alice.send('MODE #history +H 20:1h');
    await alice.line(/MODE #history/);
    alice.say('#history', '!say old');
    await alice.line(/PRIVMSG #history :!say old/);
    const bot = await startBot(context, at('history', '#history'));
    alice.say('#history', '!say new');
    expect(await alice.hears('history')).toBe('new');
    expect(bot.heard.map(({ text }) => text)).toEqual(['say new']);
  });

  test('comes back after a kick, with the key of the channel', async (context) => {
    const root = await join('kick-root', '#kick');
    root.send('MODE #kick +k sesame');
    const bot = await startBot(context, at('kicked', { name: '#kick', key: 'sesame' }));
    root.send('KICK #kick kicked :out');
    await root.line(/ KICK #kick kicked/);
    const waiting = bot.adapter.report(channel('#kick'), told({ kind: 'ended' }, clone({ state: 'failed' })));
    await root.line(/:kicked!\S+ JOIN/);
    expect(await root.hears('kicked')).toMatch(/run 7 failed/);
    await waiting;
    expect(bot.log()).toMatch(/kicked by kick-root \(out\); tries again in 2 s/);
  });

  test('keeps trying after a ban, ever more slowly, and says so in the log', async (context) => {
    const root = await join('ban-root', '#ban');
    const bot = await startBot(context, at('banned', '#ban'));
    root.send('MODE #ban +b banned!*@*', 'KICK #ban banned');
    await until('the second refusal', () => /tries again in 15 s/.test(bot.log()));
    expect(bot.log()).toMatch(/not in #ban: .*ban.*tries again in 15 s/i);
    root.send('MODE #ban -b banned!*@*', 'INVITE banned #ban');
    await root.line(/:banned!\S+ JOIN/, 8000);
  });

  test('starts although a channel does not let it in', async (context) => {
    const root = await join('closed-root', '#closed');
    root.send('MODE #closed +i');
    await root.line(/MODE #closed/);
    const bot = await startBot(context, at('closed', '#closed', '#open'));
    expect(bot.log()).toMatch(/not in #closed: .*invite/i);
    root.send('INVITE closed #closed');
    await root.line(/:closed!\S+ JOIN/);
  });

  test('comes back after it was made to leave', async (context) => {
    const root = await oper('part-root', '#part');
    await startBot(context, at('parted', '#part'));
    root.send('SAPART parted #part');
    await root.line(/:parted!\S+ PART/);
    await root.line(/:parted!\S+ JOIN/);
  });

  test('takes another nick when its own is in use, answers to it, and takes its own when that is free', async (context) => {
    const squatter = await join('wanted', '#nick');
    const bot = await startBot(context, at('wanted', '#nick'));
    const alice = await join('nick-alice', '#nick');
    alice.say('#nick', 'wanted_: say one');
    expect(await alice.hears('wanted_')).toBe('one');
    alice.say('#nick', 'wanted: say its own name too');
    expect(await alice.hears('wanted_')).toBe('its own name too');
    alice.say('#nick', '@wanted say three');
    expect(await alice.hears('wanted_')).toBe('three');
    await squatter.quit();
    await alice.line(/:wanted_!\S+ NICK :?wanted$/);
    alice.say('#nick', 'wanted: say two');
    expect(await alice.hears('wanted')).toBe('two');
    expect(bot.heard.map(({ text }) => text)).toEqual(['say one', 'say its own name too', 'say three', 'say two']);
  });

  test('takes its nick back when it was renamed, and knows its own echo meanwhile', async (context) => {
    const root = await oper('rename-root', '#rename');
    const bot = await startBot(context, at('renamed', '#rename'));
    root.send('SANICK renamed other');
    const ids = bot.adapter.report(channel('#rename'), told({ kind: 'planned' }, clone()));
    await root.line(/:renamed!\S+ NICK :?other/);
    await root.line(/:other!\S+ NICK :?renamed/);
    expect(await ids).toHaveLength(5);
    expect(bot.heard).toEqual([]);
    expect(bot.log()).toMatch(/was renamed to other; tries to get renamed back/);
  });

  test('says so when somebody cannot be written to', async (context) => {
    const bot = await startBot(context, at('gone'));
    const where = { platform: 'irc', channel: 'nobody-here', private: true };
    await expect(bot.adapter.report(where, told({ kind: 'ended' }, clone({ state: 'done' })))).rejects.toThrow(
      /nobody-here: No such nick/,
    );
  });

  test('says so when a channel does not let it speak', async (context) => {
    const root = await join('mute-root', '#mute');
    root.send('MODE #mute +m');
    await root.line(/MODE #mute/);
    const bot = await startBot(context, at('muted', '#mute'));
    const report = bot.adapter.report(channel('#mute'), told({ kind: 'planned' }, clone()));
    await expect(report).rejects.toThrow(/#mute: You cannot send messages/);
  });

  test('shows that it is a bot', async (context) => {
    const [, alice] = await Promise.all([startBot(context, at('marked', '#marked')), join('marked-alice', '#marked')]);
    alice.say('#marked', '!say hello');
    expect(tagOf(`${await alice.line(/:marked!/)}`, 'account')).toBeUndefined();
    alice.send('WHOIS marked');
    await alice.line(/ 335 .*marked/);
  });

  test('says why it could not say something when it stops', async (context) => {
    const bot = await startBot(context, { ...at('stops'), flood: unhurried });
    const report = bot.adapter.report(channel('#not-in-it'), told({ kind: 'ended' }, clone({ state: 'done' })));
    await Promise.all([expect(report).rejects.toThrow(/left IRC before it could be said/), bot.adapter.stop()]);
    await expect(bot.adapter.report(channel('#x'), told({ kind: 'ended' }, clone({ state: 'done' })))).rejects.toThrow(
      /has left IRC/,
    );
  });

  test('leaves IRC when it stops', async (context) => {
    const [bot, alice] = await Promise.all([
      startBot(context, at('leaves', '#leaves')),
      join('leaves-alice', '#leaves'),
    ]);
    await bot.adapter.stop();
    expect(await alice.line(/:leaves!\S+ QUIT/)).toMatch(/farmhand stops/);
  });
});

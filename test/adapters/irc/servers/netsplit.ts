import { expect, test } from 'vitest';
import { until } from '../../../support/daemon.ts';
import { type Inspircd, startInspircd } from '../../../support/inspircd.ts';
import { IrcUser } from '../../../support/irc-user.ts';
import { needs } from '../../../support/servers.ts';
import { channel, startBot, type Test } from '../bot.ts';
import { clone, told } from '../views.ts';

needs('inspircd', 'openssl')('in a netsplit', { concurrent: true }, () => {
  /** Two servers, not linked yet. */
  async function servers({ onTestFinished }: Test): Promise<{ near: Inspircd; far: Inspircd }> {
    const near = await startInspircd();
    onTestFinished(() => near.remove());
    const far = await startInspircd({ name: 'irc2.test.local', id: '002', linkTo: near });
    onTestFinished(() => far.remove());
    return { near, far };
  }

  async function link(far: Inspircd, nick: string): Promise<void> {
    const root = await IrcUser.connect(far.ports.unlimited, nick);
    root.send('OPER root operpass', 'CONNECT irc.test.local');
    await until('the link', () => {
      root.send('LINKS');
      return root.lines.some((line) => / 364 \S+ irc\.test\.local /.test(line));
    });
    await root.quit();
  }

  test('farmhand stays, tells the channel, says that it cannot reach who is gone, and hears them again after it', async (context) => {
    const { near, far } = await servers(context);
    await link(far, 'linker');
    const alice = await IrcUser.connect(far.ports.unlimited, 'alice', '#split');
    const [bot, bob] = await Promise.all([
      startBot(context, { port: near.ports.unlimited, channels: ['#split'] }),
      IrcUser.connect(near.ports.unlimited, 'bob', '#split'),
    ]);
    await Promise.all([alice.line(/:farmhand!\S+ JOIN/), alice.line(/:bob!\S+ JOIN/)]);
    alice.say('#split', '!clone');
    const asked = await bot.hears(/clone/);
    await far.kill('SIGTERM');
    await bob.line(/:alice!\S+ QUIT :.*irc2?\.test\.local/);

    await bot.adapter.report(asked.where, told({ kind: 'ended' }, clone({ state: 'done' }), { asker: 'alice' }));
    expect(await bob.hears('farmhand')).toMatch(/^alice: run 7 is done/);
    const privately = { platform: 'irc', channel: 'alice', private: true };
    const report = bot.adapter.report(privately, told({ kind: 'ended' }, clone({ state: 'done' })));
    await expect(report).rejects.toThrow(/alice: No such nick/);

    await far.start();
    await link(far, 'relinker');
    const back = await IrcUser.connect(far.ports.unlimited, 'alice', '#split');
    back.send('NAMES #split');
    await back.line(/ 353 .*farmhand/);
    back.say('#split', '!say back');
    expect(await back.hears('farmhand', /back/)).toBe('back');
  });

  test('farmhand whose nick an older user brings along is renamed, knows itself all the same, and takes it back', async (context) => {
    const { near, far } = await servers(context);
    const older = await IrcUser.connect(far.ports.unlimited, 'collides', '#other');
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const bot = await startBot(context, { port: near.ports.unlimited, nick: 'collides', channels: ['#collide'] });
    const bob = await IrcUser.connect(near.ports.unlimited, 'collide-bob', '#collide');
    await link(far, 'collider');
    const renamed = await bob.line(/:collides!\S+ NICK /);
    const id = renamed.split(' ').at(-1)?.replace(':', '') ?? '';
    expect(id).toMatch(/^001/);
    bob.say('#collide', `${id}: say !say mine`);
    expect(await bob.hears(id, /mine/)).toBe('· !say mine');
    bob.say('#collide', `${id}: say ${id}: say own`);
    expect(await bob.hears(id, /own/)).toBe(`${id}: say own`);
    const ids = await bot.adapter.report(channel('#collide'), told({ kind: 'planned' }, clone()));
    expect(ids).toHaveLength(5);
    expect(bot.heard.map(({ text }) => text)).toEqual(['say !say mine', `say ${id}: say own`]);
    older.close();
    await bob.line(new RegExp(`:${id}!\\S+ NICK :?collides`));
  });
});

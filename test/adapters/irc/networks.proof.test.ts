import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { createSandbox, type Sandbox } from '../../../platforms/sandboxes.ts';
import { farmhand } from '../../main/farmhand.ts';
import { type Anope, startAnope } from '../../support/anope.ts';
import { until } from '../../support/daemon.ts';
import { type Inspircd, startInspircd } from '../../support/inspircd.ts';
import { IrcUser, tagOf, textOf } from '../../support/irc-user.ts';
import { needs } from '../../support/servers.ts';
import { dismiss, type Member, member } from '../../takeover/crew.ts';

/** A network of its own, with services: what has a name there is nothing on another. */
interface Net {
  readonly ircd: Inspircd;
  readonly anope: Anope;
  readonly users: Map<string, IrcUser>;
}

needs('inspircd', 'anope')('two IRC networks at once, with the same nicks, accounts and channels on both', () => {
  let left: Net;
  let right: Net;
  let sandbox: Sandbox;
  let process: Member;
  let heard = new Map<IrcUser, number>();

  const env = { FARMHAND_IRC_PASSWORD_LEFT: 'left-secret', FARMHAND_IRC_PASSWORD_RIGHT: 'right-secret' };

  async function open(password: string, ...accounts: readonly string[]): Promise<Net> {
    const ircd = await startInspircd();
    const anope = await startAnope(ircd);
    await anope.register('farmhand', password);
    const users = new Map<string, IrcUser>();
    for (const account of accounts) {
      await anope.register(account, `${account}-secret`);
      const user = await IrcUser.connect(ircd.ports.unlimited, account, '#farm');
      await user.logIn(account, `${account}-secret`);
      users.set(account, user);
    }
    return { ircd, anope, users };
  }
  const on = ({ users }: Net, name: string) => users.get(name) as IrcUser;
  const block = ({ ircd }: Net, more: object) => ({
    ...{ host: '127.0.0.1', port: ircd.ports.unlimited, tls: false, channels: ['#farm'] },
    ...{ sasl: 'plain', account: 'farmhand', flood: { burst: 1000, per_second: 1000 } },
    ...more,
  });
  const settings = async (nick: string) => {
    const farm = parse(await readFile(sandbox.farmFile, 'utf8'));
    const { you, sarah } = farm.people;
    await writeFile(
      sandbox.farmFile,
      stringify({
        ...farm,
        people: {
          ...farm.people,
          you: { ...you, irc: { left: 'you' } },
          sarah: { ...sarah, irc: { left: 'sarah', right: 'sally' } },
        },
        policy: [{ commands: ['restart'], approvals: { need: 1 } }],
        chat: { irc: { left: block(left, {}), right: block(right, { nick, notices: true }) } },
        channels: [{ irc: { left: '#farm', right: '#farm' } }],
      }),
    );
  };

  beforeAll(async () => {
    [left, right, sandbox] = await Promise.all([
      open('left-secret', 'you', 'sarah'),
      // The first two are other people, who took those names.
      open('right-secret', 'you', 'sarah', 'sally'),
      createSandbox({ diskSize: 4 * 2 ** 20, login: 'owner' }),
    ]);
    await settings('fh');
    process = await member(sandbox.farmFile, env);
    await process.logs('irc/left: joined #farm');
    await process.logs('irc/right: joined #farm');
  }, 120_000);
  afterAll(async () => {
    for (const { users, anope, ircd } of [left, right].filter(Boolean)) {
      for (const user of users.values()) user.close();
      await anope.remove();
      await ircd.remove();
    }
    await sandbox?.close();
  });

  /** What farmhand said to a user, or where they are, since that was last asked to begin. */
  const said = (user: IrcUser) =>
    user.lines.slice(heard.get(user) ?? 0).filter((line) => /:(farmhand|fh)\S*!\S+ (PRIVMSG|NOTICE) /.test(line));
  const begin = () => {
    heard = new Map([left, right].flatMap(({ users }) => [...users.values()].map((user) => [user, user.lines.length])));
  };
  const hears = async (user: IrcUser, text: RegExp) => {
    await until(
      () => `${user.nick} to hear ${text}; farmhand said:\n${said(user).join('\n')}\n${process.printed().slice(-3000)}`,
      () => said(user).some((line) => text.test(textOf(line))),
      30_000,
    );
    return said(user).find((line) => text.test(textOf(line))) ?? '';
  };

  test('an account is who farm.yaml says on its own network, and nobody on the other', async () => {
    begin();
    on(left, 'you').say('#farm', '!whoami');
    on(right, 'you').say('#farm', '!whoami');
    on(right, 'sally').say('#farm', '!whoami');
    await hears(on(left, 'you'), /^You are you, .*: irc\/left vouches for you\./);
    await hears(on(right, 'you'), /lists nobody with the irc\/right identity you\b/);
    await hears(on(right, 'sally'), /^You are sarah, .*: irc\/right vouches for sally\./);
  });

  test('a run asked on one is told on both, and approved by the person on the other network, not by who has their name there', async () => {
    begin();
    const [you, impostor, sally] = [on(left, 'you'), on(right, 'sarah'), on(right, 'sally')];
    you.say('#farm', '!restart gallifrey');
    await hears(you, /!approve 1\b/);
    const shown = await hears(impostor, /!approve 1\b/);
    expect(shown).toContain(' NOTICE #farm ');
    impostor.say('#farm', '!approve 1');
    await hears(impostor, /lists nobody with the irc\/right identity sarah\b/);
    impostor.send(`@+draft/react=👍;+draft/reply=${tagOf(shown, 'msgid')} TAGMSG #farm`);
    on(right, 'you').say('#farm', '!deny 1');
    await hears(impostor, /lists nobody with the irc\/right identity you\b/);
    impostor.say('#farm', '!cancel 1');
    await until('three refusals', () => said(impostor).filter((line) => /lists nobody/.test(line)).length === 3);
    expect((await farmhand(['say', '--farm', sandbox.farmFile, '!runs'])).out).toMatch(/waiting/);
    sally.say('#farm', '!approve 1');
    await hears(you, /sarah approved run 1 \(from irc\/right\)/);
    await hears(you, /run 1 is done/);
    await hears(sally, /run 1 is done/);
    you.say('#farm', '!log 1');
    await hears(you, /!more$/);
    you.say('#farm', '!more');
    await hears(you, /approved by sarah.*irc\/right/);
    sally.say('#farm', '!more');
    await hears(sally, /^Nothing is left of an answer/);
    expect(said(you).join('\n')).not.toMatch(/lists nobody/);
  });

  test('what was asked in private is told to that person alone, and not to the same nick and account on the other network', async () => {
    begin();
    on(left, 'you').say('farmhand', 'restart gallifrey');
    await hears(on(left, 'you'), /!approve 2\b/);
    on(left, 'sarah').say('#farm', '!approve 2');
    await hears(on(left, 'you'), /run 2 is done/);
    on(right, 'sally').say('#farm', '!whoami');
    await hears(on(right, 'sally'), /^You are sarah/);
    expect(said(on(right, 'you')).join('\n')).not.toMatch(/run 2|restart/);
  });

  test('one network away leaves the other as it is', async () => {
    begin();
    await right.ircd.kill();
    await process.logs('irc/right: cannot connect');
    on(left, 'you').say('#farm', '!whoami');
    await hears(on(left, 'you'), /^You are you/);
    const ready = (await (await process.get('/readyz')).json()) as { checks: Record<string, unknown> };
    expect(JSON.stringify(ready)).toMatch(/irc\/left[^}]*connected/);
    expect(JSON.stringify(ready)).toMatch(/irc\/right[^}]*connecting/);
    await right.ircd.start();
    await process.logs('irc/right: joined #farm');
  });

  test('farmhand reload connects anew only the network whose settings changed', async () => {
    begin();
    const watcher = await IrcUser.connect(right.ircd.ports.unlimited, 'watcher', '#farm');
    await settings('fh-anew');
    expect(await farmhand(['reload', '--farm', sandbox.farmFile])).toMatchObject({ code: 0, err: '' });
    await watcher.line(/:fh-anew!\S+ JOIN :#farm/, 30_000);
    watcher.close();
    on(left, 'you').say('#farm', '!whoami');
    await hears(on(left, 'you'), /^You are you/);
    expect(
      on(left, 'you')
        .lines.filter((line) => /:farmhand!\S+ (QUIT|JOIN)/.test(line))
        .slice(1),
    ).toEqual([]);
  });

  test('another process stands by on each, and speaks on both once this one is killed', async () => {
    begin();
    const next = await member(sandbox.farmFile, env);
    for (const network of ['left', 'right'])
      await next.logs(`irc/${network}: another process speaks here; this one stands by`);
    process.kill('SIGKILL');
    await process.ended;
    for (const network of ['left', 'right']) await next.logs(`irc/${network}: joined #farm`);
    on(left, 'you').say('#farm', '!whoami');
    await hears(on(left, 'you'), /^You are you/);
    await dismiss(next);
  });
});

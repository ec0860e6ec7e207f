import { startAnope } from '../../../support/anope.ts';
import { until } from '../../../support/daemon.ts';
import { startInspircd } from '../../../support/inspircd.ts';
import { IrcUser, tagOf, textOf } from '../../../support/irc-user.ts';
import { openHouse } from '../../house.ts';
import { policy } from '../contract.ts';
import type { Actor, Arena } from './arena.ts';

/** farmhand on InspIRCd with services. */
export async function ircArena(): Promise<Arena> {
  const ircd = await startInspircd();
  const anope = await startAnope(ircd);
  const port = ircd.ports.unlimited;
  const join = async (nick: string, account?: string) => {
    const user = await IrcUser.connect(port, nick, '#farm');
    if (account !== undefined) await user.logIn(account, `${account}-secret`);
    return user;
  };
  await Promise.all(['you', 'sarah'].map((account) => anope.register(account, `${account}-secret`)));
  const you = await join('you', 'you');
  const sarah = await join('sarah', 'sarah');
  const stranger = await join('stranger');
  const flood = { burst: 1000, per_second: 1000 };
  const home = await openHouse({
    chat: { irc: { host: '127.0.0.1', port, tls: false, channels: ['#farm'], flood } },
    env: {},
    people: { you: { irc: 'you' }, sarah: { irc: 'sarah' } },
    policy,
  });
  const own = () => you.lines.filter((line) => / PRIVMSG #farm /.test(line) && /:farmhand!/.test(line));
  const plan = (run: number) =>
    tagOf(own().find((line) => new RegExp(`!approve ${run}\\b`).test(line)) ?? '', 'msgid') ?? '';
  const react = (user: IrcUser, how: 'react' | 'unreact', name: string, run: number) =>
    user.send(`@+draft/${how}=${name};+draft/reply=${plan(run)} TAGMSG #farm`);
  const actor = (user: IrcUser): Actor => ({
    called: user.nick,
    say: async (text) => user.say('#farm', `!${text}`),
    mutter: async (text) => user.say('#farm', text),
    approve: async (run) => react(user, 'react', '👍', run),
    withdraw: async (run) => react(user, 'unreact', '👍', run),
    deny: async (run) => react(user, 'react', '❌', run),
  });
  return {
    abilities: { reactions: true, talk: true, strangers: true, connection: true, restarts: true },
    you: actor(you),
    sarah: actor(sarah),
    stranger: actor(stranger),
    texts: () => own().map(textOf),
    cut: async () => {
      const joins = () => you.lines.filter((line) => /:farmhand\S* JOIN/.test(line)).length;
      const before = joins();
      sarah.send('OPER root operpass', 'KILL farmhand :cut');
      await until('farmhand to be back', () => joins() > before, 60_000);
    },
    restart: async () => {
      await home.stop();
      await home.start();
    },
    connected: () => home.farmhand().presence()[0]?.is === 'connected',
    runs: async () => (await home.farmhand().engine.runs()).length,
    close: async () => {
      await home.close();
      await Promise.all([you, sarah, stranger].map((user) => user.quit()));
      await anope.remove();
      await ircd.remove();
    },
  };
}

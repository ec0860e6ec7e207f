import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Anope, startAnope } from '../../support/anope.ts';
import { until } from '../../support/daemon.ts';
import { type Inspircd, startInspircd } from '../../support/inspircd.ts';
import { IrcUser, textOf } from '../../support/irc-user.ts';
import { needs } from '../../support/servers.ts';
import { approvedBy, type House, openHouse } from '../house.ts';

// The whole of farmhand, held to what servers by default let clients say, ten times as fast.
needs('inspircd', 'anope', 'openssl')('farmhand among many, on InspIRCd', {}, () => {
  let ircd: Inspircd;
  let anope: Anope;
  let home: House;
  let you: IrcUser;
  let sarah: IrcUser;
  /** Sees every line, and says nothing. */
  let witness: IrcUser;

  const flood = { burst: 8, per_second: 10 };
  const visit = (nick: string, ...channels: readonly string[]) =>
    IrcUser.connect(ircd.ports.unlimited, nick, ...channels);
  const chat = (nick: string) => ({
    irc: {
      ...{ host: '127.0.0.1', port: ircd.ports.tenfold, tls: false, nick, channels: ['#farm'] },
      flood,
    },
  });
  /** Lines that may be on their way to the server when a decision is made: what may be said at once, the one after it, and the server's own pace. */
  const onTheirWay = flood.burst + 2;
  const people = { you: { irc: 'you' }, sarah: { irc: 'sarah' } };

  beforeAll(async () => {
    ircd = await startInspircd();
    anope = await startAnope(ircd);
    await Promise.all(['you', 'sarah'].map((account) => anope.register(account, `${account}-secret`)));
    // The first one there may do what operators may.
    witness = await visit('witness', '#farm');
    [you, sarah] = await Promise.all([visit('you', '#farm'), visit('sarah', '#farm')]);
    await Promise.all([you.logIn('you', 'you-secret'), sarah.logIn('sarah', 'sarah-secret')]);
    const policy = [approvedBy('restart', 1, true)];
    home = await openHouse({ chat: chat('farmhand'), env: {}, people, policy });
  });
  afterAll(async () => {
    await home?.close();
    for (const user of [you, sarah, witness]) user?.close();
    await anope?.remove();
    await ircd?.remove();
  });

  /** What a nick said in the channel, as everybody saw it. */
  const said = (nick: string) =>
    witness.lines.filter((line) => new RegExp(`:${nick}!\\S+ PRIVMSG #farm `).test(line)).map(textOf);
  const hears = (text: RegExp, nick = 'farmhand', after = 0) =>
    until(
      () => `${nick} to say ${text}; it said:\n${said(nick).join('\n')}`,
      () =>
        said(nick)
          .slice(after)
          .some((line) => text.test(line)),
      60_000,
    );
  const runs = async () => (await home.farmhand().engine.runs()).length;
  async function asks(command: string): Promise<number> {
    const known = await runs();
    you.say('#farm', `!${command}`);
    await hears(new RegExp(`!approve ${known + 1}\\b`));
    return known + 1;
  }
  const state = async (run: number) => (await home.farmhand().engine.view(run))?.state;

  test('a decision takes effect, and is answered, before what is still to be said', async () => {
    const run = await asks('restart gallifrey');
    const before = said('farmhand').length;
    const lines = () => said('farmhand').slice(before);
    for (const text of ['!help', '!help', '!help', '!help', `!cancel ${run}`]) you.say('#farm', text);
    await until('the run to be cancelled', async () => (await state(run)) === 'cancelled');
    expect(lines().filter((line) => /^Type ! before a name/.test(line)).length).toBeLessThan(4);
    await until(
      'all the help',
      () => lines().filter((line) => /^Type ! before a name/.test(line)).length === 4,
      60_000,
    );
    const cancelled = lines().findIndex((line) => line.includes(`run ${run} (`) && line.includes('is cancelled'));
    expect(cancelled).toBeGreaterThan(-1);
    expect(cancelled).toBeLessThan(13);
  });

  test('whoever farmhand knows is answered before 25 guests, whose floods end with them, also after a restart', async (context) => {
    const guests = await Promise.all(Array.from({ length: 25 }, (_, i) => visit(`guest${i}`, '#farm')));
    context.onTestFinished(() => {
      for (const guest of guests) guest.close();
    });
    const start = said('farmhand').length;
    for (const guest of guests)
      for (let i = 0; i < 10; i++) {
        guest.say('#farm', '!help');
        guest.say('#farm', `!nosuch${i}`);
      }
    const isGuests = (line: string) => /guest\d+: |There is more for people farmhand knows/.test(line);
    await until('a guest to be answered', () => said('farmhand').slice(start).some(isGuests));
    const known = said('farmhand').length;
    you.say('#farm', '!whoami');
    await hears(/You are you/, 'farmhand', known);
    const answer =
      known +
      said('farmhand')
        .slice(known)
        .findIndex((line) => /You are you/.test(line));
    // The guests asked for hundreds.
    expect(answer - known).toBeLessThan(onTheirWay);
    // What hosts are asked for is answered too; how many lines come first is up to the machine, which takes its time to ask the hosts.
    const asked = said('farmhand').length;
    you.say('#farm', '!list');
    await hears(/skaro/, 'farmhand', asked);
    const run = await asks('restart gallifrey');
    sarah.say('#farm', `!deny ${run}`);
    await hears(new RegExp(`run ${run} \\(.*was denied by sarah`));
    // They asked for 1,500 lines.
    expect(said('farmhand').length - start).toBeLessThan(150);
    await home.stop();
    const before = said('farmhand').length;
    await home.start();
    you.say('#farm', '!whoami');
    await hears(/You are you/, 'farmhand', before);
    const others = said('farmhand')
      .slice(before)
      .filter((line) => !/^(You are you|I was away)/.test(line));
    expect(others).toEqual([]);
  });

  test('what a guest asks for is answered short; what is not understood, a few times', async () => {
    const guest = await visit('lone', '#farm');
    const before = said('farmhand').length;
    guest.say('#farm', '!help');
    await hears(/There is more for people farmhand knows/, 'farmhand', before);
    expect(said('farmhand').slice(before)).toHaveLength(2);
    for (let i = 0; i < 4; i++) guest.say('#farm', `!nosuch${i}`);
    await hears(/nosuch2/, 'farmhand', before);
    const next = await visit('lone2', '#farm');
    next.say('#farm', '!whoami');
    await hears(/I cannot tell who you are/, 'farmhand', before);
    expect(said('farmhand').slice(before).join('\n')).not.toMatch(/nosuch3/);
    guest.close();
    next.close();
  });

  test('two farmhands in a channel do not talk to each other, nor to a bot that greets', async (context) => {
    const other = await openHouse({ chat: chat('handfarm'), env: {}, people });
    context.onTestFinished(() => other.close());
    const greeter = await visit('greeter');
    let rounds = 0;
    const greeting = setInterval(() => {
      for (const line of greeter.lines.splice(0))
        if (/PRIVMSG greeter /.test(line)) {
          rounds += 1;
          greeter.say('farmhand', `Welcome, farmhand! help is at hand (${rounds})`);
        }
    }, 5);
    context.onTestFinished(() => clearInterval(greeting));
    greeter.say('farmhand', 'Welcome, farmhand!');
    const [mine, theirs] = [said('farmhand').length, said('handfarm').length];
    for (const text of ['!help', '!nosuch', 'farmhand: nosuch', 'handfarm: nosuch']) you.say('#farm', text);
    await hears(/^Type ! before a name/, 'farmhand', mine);
    await hears(/^Type ! before a name/, 'handfarm', theirs);
    you.say('#farm', '!whoami');
    await Promise.all([hears(/You are you/, 'farmhand', mine), hears(/You are you/, 'handfarm', theirs)]);
    for (const nick of ['farmhand', 'handfarm']) {
      const lines = said(nick).slice(nick === 'farmhand' ? mine : theirs);
      expect(lines.filter((line) => line.startsWith('!'))).toEqual([]);
      expect(lines.filter((line) => /no command/.test(line))).toEqual(Array(2).fill(expect.stringMatching(/^you: /)));
      expect(lines.length).toBeLessThan(20);
    }
    expect(rounds).toBeLessThan(2);
    greeter.close();
  });

  test('the news of a run asked for in private follow the person, not the nick, and are held until they are there, also over a restart', async () => {
    const alone = await visit('alone');
    await alone.logIn('sarah', 'sarah-secret');
    const known = await runs();
    alone.say('farmhand', 'restart gallifrey');
    await alone.line(new RegExp(`!approve ${known + 1}\\b`), 60_000);
    alone.send('NICK elsewhere');
    await alone.line(/NICK :?elsewhere/);
    const mallory = await visit('alone');
    you.say('#farm', `!approve ${known + 1}`);
    await until('the run to end', async () => (await state(known + 1)) === 'done', 60_000);
    await home.stop();
    await home.start();
    const before = said('farmhand').length;
    you.say('#farm', '!whoami');
    await hears(/You are you/, 'farmhand', before);
    alone.say('farmhand', 'whoami');
    expect(await alone.line(/run \d+ is done/, 60_000)).toMatch(/PRIVMSG elsewhere :elsewhere: run/);
    expect(mallory.lines.filter((line) => /farmhand/.test(line))).toEqual([]);
    expect(home.log()).not.toMatch(/could not tell/);
    alone.close();
    mallory.close();
  });

  test('what a channel does not let it say is said to whoever asked, in private: an answer, a plan, an end', async () => {
    witness.send('MODE #farm +m');
    await you.line(/MODE #farm :?\+m/);
    witness.send('MODE #farm +v you');
    await you.line(/MODE #farm \+v/);
    you.say('#farm', '!whoami');
    await you.line(/PRIVMSG you :\(I cannot say this in #farm: .*\) You are you/, 60_000);
    const known = await runs();
    you.say('#farm', '!restart gallifrey');
    await you.line(new RegExp(`PRIVMSG you :.*!approve ${known + 1}\\b`), 60_000);
    you.say('#farm', `!approve ${known + 1}`);
    await you.line(new RegExp(`PRIVMSG you :.*run ${known + 1} is done`), 60_000);
    witness.send('MODE #farm -m');
    await you.line(/MODE #farm :?-m/);
  });
});

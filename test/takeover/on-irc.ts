import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chat } from '../../main/adapters.ts';
import { openJournal } from '../../main/open-journal.ts';
import { loadFarm } from '../../platforms/load-farm.ts';
import { createSandbox, type Sandbox } from '../../platforms/sandboxes.ts';
import { type Anope, startAnope } from '../support/anope.ts';
import { until } from '../support/daemon.ts';
import { type Inspircd, startInspircd } from '../support/inspircd.ts';
import { IrcUser, textOf } from '../support/irc-user.ts';
import { needs } from '../support/servers.ts';
import { dismiss, log, type Member, member, seconds } from './crew.ts';

/** Processes that take turns on IRC; `long`: killed wherever it matters, else once in each way. */
export function turnsOnIrc({ long }: { readonly long: boolean }): void {
  needs('inspircd', 'anope')('processes that take turns on IRC', () => {
    const { speaks, standsBy, lost } = log('irc');
    let ircd: Inspircd;
    let anope: Anope;
    let sandbox: Sandbox;
    let you: IrcUser;
    let heard = 0;

    beforeAll(async () => {
      [ircd, sandbox] = await Promise.all([startInspircd(), createSandbox({ diskSize: 4 * 2 ** 20, login: 'owner' })]);
      anope = await startAnope(ircd);
      await anope.register('you', 'you-secret');
      you = await IrcUser.connect(ircd.ports.unlimited, 'you', '#farm');
      await you.logIn('you', 'you-secret');
      const irc = {
        ...{ host: '127.0.0.1', port: ircd.ports.unlimited, tls: false, channels: ['#farm'] },
        flood: { burst: 1000, per_second: 1000 },
      };
      const farm = (await readFile(sandbox.farmFile, 'utf8')).replace(
        '    console: owner\n',
        '    console: owner\n    irc: you\n',
      );
      await writeFile(sandbox.farmFile, `${farm}chat: ${JSON.stringify({ irc })}\n`);
    });
    afterAll(async () => {
      you?.close();
      await sandbox?.close();
      await anope?.remove();
      await ircd?.remove();
    });

    const start = (env?: Readonly<Record<string, string>>): Promise<Member> => member(sandbox.farmFile, env);
    const say = (text: string) => you.say('#farm', text);
    /** What farmhand said in the channel since the test began, under whatever nick. */
    const said = () =>
      you.lines
        .slice(heard)
        .filter((line) => /:farmhan\S*!\S+ PRIVMSG #farm /.test(line))
        .map(textOf);
    const begin = () => {
      heard = you.lines.length;
    };
    const count = (text: RegExp) => said().filter((line) => text.test(line)).length;
    const hears = (text: RegExp) =>
      until(
        () => `farmhand to say ${text}; it said:\n${said().join('\n')}`,
        () => count(text) > 0,
        60_000,
      );

    test('one speaks and another stands by; killed, it is followed at once, and the run it told of ends with one word', async ({
      annotate,
    }) => {
      begin();
      const first = await start();
      await first.logs(speaks);
      const second = await start();
      await second.logs(standsBy);
      say('!restart gallifrey');
      await hears(/!approve 1\b/);
      say('!approve 1');
      await hears(/approved/);
      first.kill('SIGKILL');
      const took = await seconds(second.logs('irc: joined #farm'));
      await annotate(`taken over ${took} s after the speaker was killed`);
      await hears(/run 1 is done/);
      say('!whoami');
      await hears(/You are you/);
      expect(count(/run 1 is done/)).toBe(1);
      expect(count(/You are you/)).toBe(1);
      expect(count(/I was away/)).toBe(0);
      await dismiss(second);
    });

    if (long) {
      test.each([
        ['when it was noted', 'after noting what was heard'],
        ['when its answer was ready', 'before answering'],
      ])('a command whose speaker is killed %s is answered once, by the next', async (_, fault) => {
        begin();
        const first = await start({ FARMHAND_FAULT: fault });
        const second = await start();
        say('!status gallifrey');
        expect(await first.ended).toMatchObject({ signal: 'SIGKILL' });
        await second.logs(speaks);
        await hears(/\(asked before I was restarted\) gallifrey: running/);
        say('!nosuch');
        await hears(/no command nosuch/);
        expect(count(/gallifrey: running/)).toBe(1);
        await dismiss(second);
      });
    }

    if (long) {
      test('one that was answered right before the kill is answered again, and says so', async () => {
        begin();
        const first = await start({ FARMHAND_FAULT: 'after answering' });
        const second = await start();
        say('!whoami');
        expect(await first.ended).toMatchObject({ signal: 'SIGKILL' });
        await second.logs(speaks);
        await hears(/\(asked before I was restarted\) You are you/);
        expect(said().filter((line) => /You are you/.test(line))).toEqual([
          expect.stringMatching(/^You are/),
          expect.stringMatching(/^\(asked before/),
        ]);
        await dismiss(second);
      });
    }

    test('a command that became a run is not run again, and one that decided about a run not either', async () => {
      begin();
      const runs = await newest();
      const first = await start({ FARMHAND_FAULT: 'after write planned' });
      const second = await start({ FARMHAND_FAULT: 'after write approved+queued' });
      say('!restart gallifrey');
      expect(await first.ended).toMatchObject({ signal: 'SIGKILL' });
      await second.logs(speaks);
      const third = await start();
      await hears(new RegExp(`!approve ${runs + 1}\\b`));
      expect(await newest()).toBe(runs + 1);
      say(`!approve ${runs + 1}`);
      await hears(new RegExp(`run ${runs + 1} is done`));
      expect(count(new RegExp(`run ${runs + 1} is done`))).toBe(1);
      expect(said().join('\n')).not.toMatch(/does not wait for approval/);
      expect(await second.ended).toMatchObject({ signal: 'SIGKILL' });
      await dismiss(third);
    });

    if (long) {
      test('what may have been told is told again with a word for that; what was not begun is told once', async () => {
        begin();
        const run = (await newest()) + 1;
        const first = await start({ FARMHAND_FAULT: 'after telling ended' });
        const second = await start();
        say('!restart gallifrey');
        await hears(new RegExp(`!approve ${run}\\b`));
        say(`!approve ${run}`);
        expect(await first.ended).toMatchObject({ signal: 'SIGKILL' });
        await second.logs(speaks);
        await hears(/\(perhaps told before\).*done/);
        expect(said().filter((line) => new RegExp(`run ${run} is done`).test(line))).toEqual([
          expect.not.stringContaining('perhaps'),
          expect.stringContaining('perhaps'),
        ]);
        await dismiss(second);
      });
    }

    test('stopped for longer than its turn lasts, it says nothing more, and stands by; told to stop, it is followed at once', async ({
      annotate,
    }) => {
      begin();
      const first = await start();
      await first.logs(speaks);
      await first.logs('irc: joined #farm');
      const second = await start();
      // Stopped in the middle of a write it would keep the file locked.
      for (first.kill('SIGSTOP'); !(await writable()); first.kill('SIGSTOP')) first.kill('SIGCONT');
      say('!whoami');
      const took = await seconds(second.logs('irc: joined #farm'));
      await annotate(`taken over ${took} s after the speaker was stopped`);
      first.kill('SIGCONT');
      await first.logs(lost);
      await first.logs(standsBy);
      say('!nosuch');
      await hears(/no command nosuch/);
      expect(count(/no command nosuch/)).toBe(1);
      // Said while nobody listened: it may have come in with the one that was stopped, which then left it to the other.
      expect(count(/You are you/)).toBeLessThanOrEqual(1);
      await until('the nick to be free', () => you.lines.slice(heard).some((line) => /NICK :?farmhand$/.test(line)));
      second.kill('SIGTERM');
      expect(await second.ended).toMatchObject({ code: 0 });
      await first.logs(speaks);
      await first.logs('irc: joined #farm');
      begin();
      say('!whoami');
      await hears(/You are you/);
      await dismiss(first);
    });

    if (long) {
      test('killed all at once, the next one says how long nobody listened, once', async () => {
        begin();
        const journal = await openJournal({}, await loadFarm(sandbox.farmFile, { chat }));
        await journal.putNote('listening', 'irc', Date.now() - 5 * 3600_000);
        await journal.close();
        const first = await start();
        await hears(/I was away for 5 h: what was typed meanwhile I did not hear/);
        first.kill('SIGKILL');
        await first.ended;
        const second = await start();
        say('!whoami');
        await hears(/You are you/);
        expect(count(/I was away for 5 h/)).toBe(1);
        await dismiss(second);
      });
    }

    async function writable(): Promise<boolean> {
      const journal = await openJournal({}, await loadFarm(sandbox.farmFile, { chat }));
      const written = journal.putNote('test', 'writable', true).then(
        () => true,
        () => false,
      );
      return written.finally(() => journal.close());
    }

    async function newest(): Promise<number> {
      const journal = await openJournal({}, await loadFarm(sandbox.farmFile, { chat }));
      try {
        return (await journal.runs({ limit: 1 }))[0]?.run ?? 0;
      } finally {
        await journal.close();
      }
    }
  });
}

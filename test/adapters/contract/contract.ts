import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../support/daemon.ts';
import { approvedBy } from '../house.ts';
import type { Arena } from './arenas/arena.ts';

// Whole runs, on a machine that may be busy with much else.

/** What the arena's farm asks for: a restart is approved by a second person, a change of memory by any two. */
export const policy = [approvedBy('restart', 1, false), approvedBy('memory', 2, true)];

/** What every adapter does, whatever the platform; each with the real bot, engine and commands behind it. */
export function adapterContract(name: string, open: () => Promise<Arena>): void {
  describe(name, () => {
    let arena: Arena;
    /** Texts that were there before a test. */
    let before = 0;

    beforeAll(async () => {
      arena = await open();
    });
    afterAll(() => arena?.close());

    const heard = () => arena.texts().slice(before);
    const begin = () => {
      before = arena.texts().length;
    };
    /** Resolves when farmhand has said something since the test began. */
    async function hears(text: RegExp): Promise<string> {
      const found = () => heard().findLast((one) => text.test(one));
      await until(
        () => `${name}: ${text}; it said:\n${heard().join('\n--\n')}`,
        () => found() !== undefined,
      );
      return found() ?? '';
    }
    /** Asks for something, and gives the number of the run it becomes. */
    async function asks(command: string, who = arena.you): Promise<number> {
      const known = await arena.runs();
      await who.say(command);
      await until(`${name}: a run of ${command}`, async () => (await arena.runs()) > known);
      const run = known + 1;
      await hears(new RegExp(`!approve ${run}\\b`));
      return run;
    }

    test('hears what is meant for it, and nothing else', async ({ skip }) => {
      skip(!arena.abilities.talk, 'everything is meant for it there');
      begin();
      await arena.you.mutter('whoami, she asked, and what is the status?');
      await arena.you.say('whoami');
      await hears(/You are you/);
      await arena.you.say('nosuch');
      await hears(/There is no command nosuch/);
      expect(heard()).toHaveLength(2);
    });

    test('says that it is connected', () => {
      expect(arena.connected()).toBe(true);
    });

    test('says who speaks, as the platform vouches for, and nobody for a stranger', async () => {
      begin();
      await arena.you.say('whoami');
      await hears(/You are you/);
      await arena.sarah.say('whoami');
      await hears(/You are sarah/);
      if (!arena.abilities.strangers) return;
      await arena.stranger.say('whoami');
      await hears(/I cannot tell who you are|lists nobody/);
      await arena.stranger.say('restart gallifrey');
      await hears(/I cannot tell who you are|may use !restart/);
    });

    test('answers every line of a flood, in order', async () => {
      begin();
      const count = 30;
      for (let i = 0; i < count; i++) await arena.you.say(`nosuch${i}x`);
      await hears(new RegExp(`nosuch${count - 1}x`));
      const numbers = heard().map((text) => Number(/no command nosuch(\d+)x/.exec(text)?.[1]));
      expect(numbers.filter((number) => !Number.isNaN(number))).toEqual(Array.from({ length: count }, (_, i) => i));
    });

    test('shows a plan and lets it run when the right person approves by a command', async () => {
      begin();
      const run = await asks('restart gallifrey');
      await hears(/a second person/);
      await arena.you.say(`approve ${run}`);
      await hears(/somebody else has to approve/);
      await arena.sarah.say(`approve ${run}`);
      await hears(new RegExp(`[Rr]un ${run}(?: is)? done`));
    });

    test('takes an approval by a reaction, a withdrawal, and a denial', async ({ skip }) => {
      skip(!arena.abilities.reactions, 'there are no reactions there');
      begin();
      const run = await asks('memory gallifrey 2G');
      await arena.you.approve(run);
      await hears(/you approved/);
      await arena.you.withdraw(run);
      await hears(/you took back/);
      await arena.stranger.approve(run);
      await hears(/I cannot tell who you are|lists nobody/);
      await arena.sarah.approve(run);
      await hears(/sarah approved/);
      await arena.you.approve(run);
      await hears(new RegExp(`[Rr]un ${run}(?: is)? done`));

      const other = await asks('memory gallifrey 1G');
      await arena.sarah.deny(other);
      await hears(/denied by sarah/);
    });

    test('tells a long run from its plan to its end in few words, the end last', async () => {
      begin();
      const run = await asks('clone gallifrey long');
      await arena.you.say(`approve ${run}`);
      await hears(new RegExp(`[Rr]un ${run}(?: is)? done`));
      const told = heard();
      expect(told.length).toBeLessThan(80);
      await arena.you.say('nosuch');
      await hears(/There is no command nosuch/);
      const end = heard().findIndex((text) => new RegExp(`[Rr]un ${run}(?: is)? done`).test(text));
      expect(
        heard()
          .slice(end + 1)
          .filter((text) => text.includes('gallifrey-long')),
      ).toEqual([]);
    });

    test('calls at the end of a run whoever asked for that run, and nobody else', async ({ skip }) => {
      skip(!arena.abilities.talk, 'nobody else is there');
      for (const [asker, other] of [
        [arena.sarah, arena.you],
        [arena.you, arena.sarah],
      ] as const) {
        begin();
        const run = await asks('restart gallifrey', asker);
        await other.say(`approve ${run}`);
        const end = await hears(new RegExp(`[Rr]un ${run}(?: is)? done`));
        expect(end).toContain(asker.called);
        expect(end).not.toContain(other.called);
      }
    });

    test('gives long output whole, or says where the rest is', async () => {
      begin();
      const run = await arena.runs();
      await arena.you.say(`plan ${run}`);
      const whole = await hears(/hash [0-9a-f]{64}|more lines?: |… \d+ more: /);
      expect(whole).toMatch(/hash [0-9a-f]{64}|!more|!plan|!log|in private/);
      await arena.you.say('nosuch');
      await hears(/There is no command nosuch/);
    });

    test('loses nothing when its connection is cut', async ({ skip }) => {
      skip(!arena.abilities.connection, 'there is no connection there');
      begin();
      const run = await asks('restart gallifrey');
      await arena.sarah.say(`approve ${run}`);
      await hears(/sarah approved/);
      await arena.cut();
      await until('it to say that it is connected again', async () => arena.connected());
      await hears(new RegExp(`[Rr]un ${run}(?: is)? done`));
      await arena.you.say('whoami');
      await hears(/You are you/);
      expect(heard().filter((text) => new RegExp(`[Rr]un ${run}(?: is)? done`).test(text))).toHaveLength(1);
    });

    test('goes on after a restart where it was: a plan that waited is approved, nothing is said twice', async ({
      skip,
    }) => {
      skip(!arena.abilities.restarts, 'it ends with farmhand');
      begin();
      const run = await asks('restart gallifrey');
      await arena.restart();
      if (arena.abilities.reactions) await arena.sarah.approve(run);
      else await arena.sarah.say(`approve ${run}`);
      await hears(new RegExp(`[Rr]un ${run}(?: is)? done`));
      expect(heard().filter((text) => text.includes(`!approve ${run}`)).length).toBeLessThan(2);
      expect(heard().filter((text) => new RegExp(`[Rr]un ${run}(?: is)? done`).test(text))).toHaveLength(1);
    });
  });
}

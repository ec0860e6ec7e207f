import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Sandbox } from '../../platforms/sandboxes.ts';
import { secrets } from '../adapters/slack/house.ts';
import { hears, read, said } from '../adapters/slack/room.ts';
import { until } from '../support/daemon.ts';
import { type RedisServer, startRedis } from '../support/redis.ts';
import { needs } from '../support/servers.ts';
import type { Person } from '../support/slack/person.ts';
import { type Slack, startSlack } from '../support/slack/slack.ts';
import type { SlackChannel } from '../support/slack/workspace.ts';
import { dismiss, log, type Member, member, seconds } from './crew.ts';
import { slackFarm } from './slack-farm.ts';

/** Processes that take turns in Slack, with the journal in a Redis; `long`: killed wherever it matters, else once in each way. */
export function turnsInSlack({ long }: { readonly long: boolean }): void {
  needs('redis-server')('processes that take turns in Slack', () => {
    const { speaks, standsBy, lost } = log('slack');
    let redis: RedisServer;
    let slack: Slack;
    let sandbox: Sandbox;
    let you: Person;
    let channel: SlackChannel;
    let before = 0;

    beforeAll(async () => {
      redis = await startRedis();
      slack = await startSlack({ ackWithin: 1000, retries: Array(60).fill(500) });
      you = slack.person('you');
      sandbox = await slackFarm(you);
    });
    afterAll(async () => {
      await sandbox?.close();
      await redis?.remove();
      await slack?.close();
    });

    const start = (env: Readonly<Record<string, string>> = {}, options: readonly string[] = []): Promise<Member> =>
      member(sandbox.farmFile, { ...secrets(slack), REDIS_URL: redis.url, ...env }, options);
    const begin = (name: string) => {
      channel = slack.channel(name, [you]);
      before = said(slack, channel).length;
    };
    const count = (text: RegExp) =>
      said(slack, channel)
        .slice(before)
        .filter((message) => text.test(read(message))).length;
    const killed = { signal: 'SIGKILL' };

    const heard = [
      ['after it was answered', 'after answering'],
      ['right after it was noted, and not acknowledged', 'after noting what was heard'],
      ['before it was answered', 'before answering'],
    ] as const;
    test.each(heard.slice(0, long ? heard.length : 1))(
      'a command whose speaker is killed %s is answered once',
      async (name, fault) => {
        begin(name.replaceAll(/\W/g, ''));
        const first = await start({ FARMHAND_FAULT: fault });
        const second = await start();
        await second.logs(standsBy);
        const told = you.say(channel, '!whoami');
        expect(await first.ended).toMatchObject(killed);
        await second.logs(speaks);
        await told;
        await hears(slack, channel, /You are you/, 60_000);
        await you.say(channel, '!nosuch');
        await hears(slack, channel, /no command nosuch/);
        expect(count(/You are you/)).toBe(1);
        await dismiss(second);
      },
    );

    const told = [
      ['after the end of a run was told', 'after telling ended'],
      ['before the end of a run is told', 'before telling ended'],
      ['after a plan was posted', 'after telling planned'],
    ] as const;
    test.each(told.slice(0, long ? told.length : 1))('killed %s, it is told once', async (name, fault) => {
      begin(name.replaceAll(/\W/g, ''));
      const first = await start({ FARMHAND_FAULT: fault });
      const second = await start();
      await you.say(channel, '!restart gallifrey');
      const plan = await hears(slack, channel, /Run \d+: [\s\S]*Waits for/);
      if (fault.endsWith('planned')) expect(await first.ended).toMatchObject(killed);
      await you.react(plan, 'white_check_mark');
      expect(await first.ended).toMatchObject(killed);
      await second.logs(speaks);
      await hears(slack, channel, /run \d+ is done/, 60_000);
      await until('the plan to tell the end', () => read(plan).includes('Done in'));
      await you.say(channel, '!nosuch');
      await hears(slack, channel, /no command nosuch/);
      expect(count(/run \d+ is done/)).toBe(1);
      expect(count(/^Run \d+: /)).toBe(1);
      await dismiss(second);
    });

    test('stopped for longer than its turn lasts, it says nothing more; a command that came meanwhile is answered once', async ({
      annotate,
    }) => {
      begin('stopped');
      const first = await start({}, ['--no-work']);
      const second = await start();
      await you.say(channel, '!restart gallifrey');
      const plan = await hears(slack, channel, /Run \d+: [\s\S]*Waits for/);
      first.kill('SIGSTOP');
      const told = Promise.all([you.say(channel, '!whoami'), you.react(plan, 'x')]);
      const took = await seconds(second.logs('slack: connected to'));
      await annotate(`taken over ${took} s after the speaker was stopped`);
      await told;
      await hears(slack, channel, /You are you/, 60_000);
      await hears(slack, channel, /was denied by you/, 60_000);
      first.kill('SIGCONT');
      await first.logs(lost);
      await first.logs(standsBy);
      await setTimeout(500);
      expect(count(/You are you/)).toBe(1);
      expect(count(/was denied by you/)).toBe(1);
      await dismiss(first, second);
    });

    if (long) {
      test('while the journal is gone, whoever types a command is told so; when it is back, all goes on', async () => {
        begin('gone');
        const first = await start();
        await redis.stop();
        void you.say(channel, '!whoami');
        await hears(slack, channel, /journal cannot be used: Redis [\s\S]*Ask again/, 60_000);
        // By now it is not sure that nobody else may speak.
        await setTimeout(6000);
        void you.say(channel, '!nosuch');
        await until('to be told again', () => count(/Ask again/) === 2);
        expect(count(/You are you|no command/)).toBe(0);
        await redis.start();
        await until('an answer', async () => {
          void you.say(channel, '!whoami');
          await setTimeout(1000);
          return count(/You are you/) > 0;
        });
        await dismiss(first);
      });
    }
  });
}

import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Sandbox } from '../../platforms/sandboxes.ts';
import { secrets } from '../adapters/slack/house.ts';
import { hears, read, said } from '../adapters/slack/room.ts';
import { samples } from '../main/running.ts';
import { until } from '../support/daemon.ts';
import { type RedisServer, startRedis } from '../support/redis.ts';
import { needs } from '../support/servers.ts';
import type { Person } from '../support/slack/person.ts';
import { type Slack, startSlack, type Tokens } from '../support/slack/slack.ts';
import { dismiss, log, type Member, member } from './crew.ts';
import { slackFarm } from './slack-farm.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

needs('redis-server')('processes with tokens of their own, in Slack', () => {
  const { speaks, standsBy } = log('slack');
  let redis: RedisServer;
  let slack: Slack;
  let sandbox: Sandbox;
  let you: Person;

  beforeAll(async () => {
    redis = await startRedis();
    slack = await startSlack({ ackWithin: 1000, retries: Array(120).fill(500) });
    you = slack.person('you');
    sandbox = await slackFarm(you);
  });
  afterAll(async () => {
    await sandbox?.close();
    await redis?.remove();
    await slack?.close();
  });

  const start = ({ bot, app }: Tokens): Promise<Member> =>
    member(sandbox.farmFile, { ...secrets(slack), SLACK_BOT_TOKEN: bot, SLACK_APP_TOKEN: app, REDIS_URL: redis.url }, [
      '--no-work',
    ]);
  const ready = async (one: Member) => {
    const response = await one.get('/readyz');
    const { checks } = (await response.json()) as { checks: Record<string, { says: string }> };
    return `${response.status} ${checks['chat slack']?.says}`;
  };
  const deaf = async (one: Member) =>
    samples(await (await one.get('/metrics')).text()).get('farmhand_chat_deaf{platform="slack"}');

  test('one whose tokens are refused says so, gives its turn to another that answers what came meanwhile, and comes back when that one ends', async () => {
    const channel = slack.channel('turns', [you]);
    const mine = slack.issue('one');
    const first = await start(mine);
    await you.say(channel, '!whoami');
    await hears(slack, channel, /You are you/);

    slack.refuse(mine.bot, 'token_revoked');
    slack.refuse(mine.app, 'invalid_auth');
    const asked = you.say(channel, '!nosuch1');
    await until('it to be deaf', async () => (await ready(first)).startsWith('503 deaf'));
    expect(await ready(first)).toMatch(/^503 deaf: Slack refuses a connection \(SLACK_APP_TOKEN\): invalid_auth; put/);
    expect(await deaf(first)).toBe(1);

    const second = await start(slack.issue('two'));
    await second.logs(speaks);
    await asked;
    await hears(slack, channel, /no command nosuch1/, 60_000);
    await first.logs(standsBy);
    expect(await ready(first)).toBe('200 standing by');
    expect(await deaf(first)).toBe(0);

    await dismiss(second);
    await first.logs(
      'slack: cannot speak here, and tries for ever: Slack refuses auth.test (SLACK_BOT_TOKEN): token_revoked; put the token of',
    );
    slack.accept(mine.bot);
    slack.accept(mine.app);
    await first.logs('slack: connected to');
    await you.say(channel, '!nosuch2');
    await hears(slack, channel, /no command nosuch2/, 60_000);
    expect(said(slack, channel).map(read)).toHaveLength(3);
    expect(first.printed().match(/Slack refuses a connection \(SLACK_APP_TOKEN\): invalid_auth/g)?.length).toBe(2);
    await dismiss(first);
  });

  test('one that may hear and not speak keeps its answers, and gives them to another to say', async () => {
    const channel = slack.channel('mute', [you]);
    const mine = slack.issue('three');
    const first = await start(mine);
    slack.refuse(mine.bot, 'account_inactive');
    await you.say(channel, '!nosuch3');
    await until('it to be mute', async () =>
      (await ready(first)).startsWith('503 deaf: Slack refuses SLACK_BOT_TOKEN'),
    );
    const second = await start(slack.issue('four'));
    await hears(slack, channel, /no command nosuch3/, 60_000);
    expect(said(slack, channel).map(read)).toHaveLength(1);
    await dismiss(second, first);
  });
});

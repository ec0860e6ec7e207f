import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { until } from '../../support/daemon.ts';
import { signature } from '../../support/slack/delivery.ts';
import type { Person } from '../../support/slack/person.ts';
import { type Slack, type SlackSettings, startSlack } from '../../support/slack/slack.ts';
import type { SlackChannel } from '../../support/slack/workspace.ts';
import { approvedBy, type House } from '../house.ts';
import { house, type SlackHouseSettings } from './house.ts';
import { hears, read, said } from './room.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Stage {
  readonly slack: Slack;
  readonly home: House;
  readonly you: Person;
  readonly sarah: Person;
  readonly channel: SlackChannel;
  lines(): readonly string[];
}

async function stage(settings: SlackSettings = {}, given: Partial<SlackHouseSettings> = {}): Promise<Stage> {
  const slack = await startSlack({ ackWithin: 20_000, retries: Array(100).fill(300), ...settings });
  closing.push(() => slack.close());
  const you = slack.person('you');
  const sarah = slack.person('sarah');
  const channel = slack.channel('farm', [you, sarah]);
  const people = { you: { slack: you.account }, sarah: { slack: sarah.account } };
  const home = await house(slack, { people, policy: [approvedBy('memory', 2, true)], ...given });
  closing.push(() => home.close());
  return { slack, home, you, sarah, channel, lines: () => said(slack, channel).map(read) };
}

const runs = async ({ home }: Stage) => (await home.farmhand().engine.runs()).length;

describe('connections', () => {
  test('there are two, so that one can be made anew without a gap', async () => {
    const on = await stage({ ackWithin: 60_000 });
    const { slack, you, channel, lines } = on;
    await until('two sockets', () => slack.delivery.sockets.length === 2);
    const [first] = slack.delivery.sockets;
    slack.refresh(0);
    // Not until there is one: the next one may be there within a moment.
    await until('the first to be gone', () => !slack.delivery.sockets.some((socket) => socket === first));
    await you.say(channel, '!whoami');
    await until('the answer', () => lines().length === 1);
    await until('two again', () => slack.delivery.sockets.length === 2);
    expect(slack.delivery.tries.filter(({ attempt }) => attempt > 0)).toEqual([]);
  });

  test('a socket killed in the middle of a command: none is lost, none runs twice', async () => {
    const on = await stage();
    const { slack, you, channel } = on;
    await until('two sockets', () => slack.delivery.sockets.length === 2);
    let kills = 0;
    slack.delivery.onTry = () => {
      kills += 1;
      if (kills <= 3) setTimeout(kills).then(() => slack.cut());
    };
    await Promise.all(['dev', 'test', 'prod'].map((name) => you.say(channel, `!clone gallifrey ${name}`)));
    await until(
      () => `three answers: ${on.lines().join('\n')}`,
      () => on.lines().length >= 3,
    );
    await until('Slack to be done', () =>
      slack.delivery.tries.every((one, _, all) => one.acknowledged || all.some((later) => later.attempt > one.attempt)),
    );
    slack.delivery.onTry = () => undefined;
    await you.say(channel, '!whoami');
    await hears(slack, channel, /You are you/);
    expect(on.lines().filter((line) => line.startsWith('Run '))).toHaveLength(3);
    expect(await runs(on)).toBe(3);
  });

  test('a wrong token is refused at the start, by name', async () => {
    const slack = await startSlack();
    closing.push(() => slack.close());
    const wrong = { ...slack.tokens, app: slack.tokens.bot };
    Object.assign(slack, { tokens: wrong });
    await expect(house(slack, { people: {} })).rejects.toThrow(/not_allowed_token_type|invalid_auth/);
  });
});

describe('a Slack that says not now', () => {
  test('two hundred commands at once are all answered, in order', async () => {
    const on = await stage();
    const { slack, you, channel } = on;
    const other = slack.channel('other', [you]);
    const notNow = { method: 'chat.postEphemeral', channel: channel.id, status: 429, retryAfter: 1, times: 1e6 };
    slack.faults.push(notNow);
    await Promise.all(Array.from({ length: 200 }, (_, i) => you.say(channel, `!nosuch${i}x`)));
    await you.say(other, '!whoami');
    await hears(slack, other, /You are you/);
    expect(on.lines()).toEqual([]);
    notNow.times = 0;
    await until(
      () => `200 answers, not ${on.lines().length}`,
      () => on.lines().length === 200,
    );
    expect(slack.calls.filter(({ status }) => status === 429).length).toBeGreaterThan(0);
    const numbers = on.lines().map((line) => Number(/nosuch(\d+)x/.exec(line)?.[1]));
    expect(numbers).toEqual(Array.from({ length: 200 }, (_, i) => i));
  });

  test('in one channel is heard in the others', async () => {
    const on = await stage();
    const { slack, you, channel } = on;
    const other = slack.channel('other', [you]);
    const notNow = { method: 'chat.postMessage', channel: channel.id, status: 429, retryAfter: 1, times: 1e6 };
    slack.faults.push(notNow);
    await you.say(channel, '!whoami');
    await you.say(other, '!whoami');
    await hears(slack, other, /You are you/);
    expect(on.lines()).toEqual([]);
    notNow.times = 0;
    await hears(slack, channel, /You are you/);
  });

  test('or that is broken, loses no failure and no end', async () => {
    const on = await stage();
    const { slack, you, channel } = on;
    await you.say(channel, '!restart gallifrey');
    const plan = await hears(slack, channel, /Waits for/);
    slack.faults.push({ method: 'chat.postMessage', status: 503, times: 3 });
    slack.faults.push({ method: 'chat.update', status: 500, times: 2 });
    await you.click(plan, 'Approve');
    await hears(slack, channel, /run 1 is done/);
    await until('its message to say so', () => read(plan).includes('Done in'));
  });

  test('files it may not upload are said in messages', async () => {
    const on = await stage({ scopes: ['chat:write', 'users:read', 'reactions:read'] });
    await on.you.say(on.channel, '!clone gallifrey dev');
    await on.you.react(await hears(on.slack, on.channel, /Waits for/), '+1');
    await hears(on.slack, on.channel, /run 1 is done/);
    await on.you.say(on.channel, '!log 1');
    await hears(on.slack, on.channel, /… \d+ earlier lines, all in the file/);
    await hears(on.slack, on.channel, /planned for you/);
    expect(on.home.log()).toContain('missing_scope');
  });
});

describe('a restart', () => {
  test('a command heard and not answered is answered by the next start; one that became a run becomes no second', async () => {
    const on = await stage();
    const { slack, you, sarah, channel, home } = on;
    slack.faults.push({ method: 'chat.postMessage', status: 503, times: 1e6 });
    await you.say(channel, '!whoami');
    await sarah.say(channel, '!clone gallifrey dev');
    await until('the run', async () => (await runs(on)) === 1);
    await home.stop();
    slack.faults.length = 0;
    await home.start();
    await hears(slack, channel, /You are you/);
    await hears(slack, channel, /Run 1: clone gallifrey to gallifrey-dev/);
    await sarah.say(channel, '!nosuch');
    await hears(slack, channel, /There is no command nosuch/);
    expect(await runs(on)).toBe(1);
    // The plan, once, and no word of a second try that found the first in its way.
    expect(on.lines()).toHaveLength(3);
  });

  test('votes given and taken back meanwhile count, from the reactions as they are', async () => {
    const on = await stage();
    const { slack, you, sarah, channel, home } = on;
    await you.say(channel, '!memory gallifrey 2G');
    const plan = await hears(slack, channel, /Waits for \*2 people\*/);
    await you.react(plan, '+1');
    await hears(slack, channel, /^you approved it/m);
    await home.stop();
    await you.unreact(plan, '+1', { told: false });
    await sarah.react(plan, '+1', { told: false });
    await home.start();
    await hears(slack, channel, /^you took back their approval/m);
    await hears(slack, channel, /^sarah approved it/m);
    await home.stop();
    await you.react(plan, 'white_check_mark', { told: false });
    await home.start();
    await hears(slack, channel, /run 1 is done/);
    expect(read(plan)).toMatch(/Run 1: /);
    await until('the old message to tell the end', () => read(plan).includes('Done in'));
  });

  test('what Slack delivers again after it is not done again', async () => {
    const on = await stage();
    const { slack, you, channel, home } = on;
    const event = {
      type: 'message',
      channel: channel.id,
      user: you.id,
      text: '!whoami',
      ts: '9.000001',
      channel_type: 'channel',
    };
    await slack.events.event(event, 'EvONCE');
    await hears(slack, channel, /You are you/);
    await home.stop();
    await home.start();
    await slack.events.event(event, 'EvONCE');
    await you.say(channel, '!nosuch');
    await hears(slack, channel, /There is no command nosuch/);
    expect(on.lines().filter((line) => line.includes('You are you'))).toHaveLength(1);
  });
});

describe('by HTTP', () => {
  test('events, buttons and slash commands with a right signature are heard, others are refused', async () => {
    const on = await stage({}, { mode: 'http' });
    const { slack, you, channel } = on;
    const url = slack.delivery.url ?? '';
    await you.say(channel, '!whoami');
    await hears(slack, channel, /You are you/);
    await you.slash(channel, 'restart gallifrey');
    const plan = await hears(slack, channel, /Waits for/);
    await you.click(plan, 'Deny');
    await hears(slack, channel, /was denied by you/);

    const body = JSON.stringify({
      type: 'event_callback',
      event_id: 'EvFORGED',
      team_id: slack.workspace.team,
      authorizations: [{ team_id: slack.workspace.team, user_id: slack.workspace.bot.id }],
      event: {
        type: 'message',
        channel: channel.id,
        user: you.id,
        text: '!nosuch',
        ts: '1.1',
        channel_type: 'channel',
      },
    });
    const now = Math.floor(Date.now() / 1000);
    const post = (time: number, secret: string) =>
      fetch(url, {
        method: 'POST',
        body,
        headers: {
          'Content-Type': 'application/json',
          'X-Slack-Request-Timestamp': String(time),
          'X-Slack-Signature': signature(secret, String(time), body),
        },
      });
    expect((await post(now, 'another-secret')).status).toBe(401);
    expect((await post(now - 600, slack.tokens.signingSecret)).status).toBe(401);
    expect((await fetch(url, { method: 'POST', body })).status).toBe(401);
    expect((await post(now, slack.tokens.signingSecret)).status).toBe(200);
    await hears(slack, channel, /There is no command nosuch/);
    expect(on.lines().filter((line) => line.includes('nosuch'))).toHaveLength(1);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Json } from '../../../src/journal/json.ts';
import { until } from '../../support/daemon.ts';
import type { Person } from '../../support/slack/person.ts';
import { type Fault, type Slack, startSlack } from '../../support/slack/slack.ts';
import type { SlackChannel } from '../../support/slack/workspace.ts';
import { approvedBy, type House } from '../house.ts';
import { house } from './house.ts';
import { hears, read, said } from './room.ts';

let slack: Slack;
let home: House;
let you: Person;
let sarah: Person;
let guest: Person;
let outsider: Person;
let channel: SlackChannel;
let rooms = 0;

beforeAll(async () => {
  slack = await startSlack({ ackWithin: 3000, retries: [0, 300] });
  [you, sarah] = [slack.person('you'), slack.person('sarah')];
  guest = slack.person('guest', { guest: 'multi' });
  outsider = slack.person('outsider', { team: 'T0OTHER', stranger: true });
  home = await house(slack, {
    people: { you: { slack: you.account }, sarah: { slack: sarah.account } },
    policy: [approvedBy('restart', 1, false)],
  });
});
afterAll(async () => {
  await home?.close();
  await slack?.close();
});
beforeEach(() => {
  slack.faults.length = 0;
  rooms += 1;
  channel = slack.channel(`refused${rooms}`, [you, sarah, guest, outsider]);
});

const fault = (given: Partial<Fault> & Pick<Fault, 'method'>): Fault => {
  const one = { times: 1e6, ...given };
  slack.faults.push(one);
  return one;
};
const lines = (where: SlackChannel) => said(slack, where).map(read);
const runs = async () => (await home.farmhand().engine.runs()).length;

describe('a message Slack refuses for itself', () => {
  test.each(['invalid_blocks', 'msg_blocks_too_long', 'invalid_blocks_format', 'a_word_nobody_knows'])(
    'because of its blocks (%s) is said in plain text',
    async (error) => {
      fault({ method: 'chat.postMessage', channel: channel.id, error, times: 1 });
      await you.say(channel, '!whoami');
      await hears(slack, channel, /^You are you/);
      expect(said(slack, channel).map(({ blocks }) => blocks)).toEqual([[]]);
      expect(home.log()).toContain(`a message is refused: ${error}; said in plain text instead`);
    },
  );

  test.each(['msg_too_long', 'no_text', 'restricted_action', 'restricted_action_read_only_channel'])(
    'for good (%s) is said to whoever asked alone, and what comes after it is said in the channel',
    async (error) => {
      const before = said(slack, you.direct).length;
      const one = fault({ method: 'chat.postMessage', channel: channel.id, error });
      await you.say(channel, '!whoami');
      await until('the answer aside', () => said(slack, you.direct).length > before);
      expect(lines(you.direct).at(-1)).toMatch(
        new RegExp(`^I could not answer where you asked \\(.*${error}\\). My answer:\nYou are you`),
      );
      one.times = 0;
      await you.say(channel, '!nosuch');
      await hears(slack, channel, /no command nosuch/);
    },
  );

  test('because it is too much for HTTP (413) is said in plain text', async () => {
    fault({ method: 'chat.postMessage', channel: channel.id, status: 413, times: 1 });
    await you.say(channel, '!whoami');
    await hears(slack, channel, /^You are you/);
  });

  test('a plan that cannot be shown is told of alone, and the next one is shown', async () => {
    const before = said(slack, you.direct).length;
    const one = fault({ method: 'chat.postMessage', channel: channel.id, error: 'msg_too_long' });
    await you.say(channel, '!restart gallifrey');
    await until('a word aside', () => said(slack, you.direct).length > before);
    const told = lines(you.direct).at(-1) ?? '';
    const run = /^Run (\d+) \(restart gallifrey\) is waiting\. I could not say so where you asked/.exec(told)?.[1];
    expect(told).toContain(`!approve ${run} or !deny ${run} decides`);
    one.times = 0;
    await you.say(channel, `!deny ${run}`);
    await hears(slack, channel, /was denied by you/);
    await you.say(channel, '!restart gallifrey');
    const plan = await hears(slack, channel, /Waits for/);
    await you.click(plan, 'Deny');
    await hears(slack, channel, new RegExp(`run ${Number(run) + 1} .* was denied`));
  });

  test('a word for one alone that cannot be said in the channel is said directly', async () => {
    await you.say(channel, '!restart gallifrey');
    const plan = await hears(slack, channel, /Waits for/);
    fault({ method: 'chat.postEphemeral', error: 'user_not_in_channel' });
    const before = said(slack, you.direct).length;
    await you.click(plan, 'Approve');
    await until('a word aside', () => said(slack, you.direct).length > before);
    expect(lines(you.direct).at(-1)).toMatch(/somebody else has to approve/);
    await you.click(plan, 'Deny');
    await hears(slack, channel, /was denied by you/);
  });
});

describe('a token that is refused', () => {
  test.each(['token_revoked', 'invalid_auth', 'org_login_required', 'team_access_not_granted'])(
    'for a while (%s) loses no answer, no news and nobody’s name',
    async (error) => {
      await you.say(channel, '!restart gallifrey');
      const plan = await hears(slack, channel, /Waits for/);
      slack.refuse(slack.tokens.bot, error);
      await Promise.all([you.say(channel, '!nosuch1'), sarah.click(plan, 'Deny')]);
      await until('it to be known', () => home.farmhand().presence()[0]?.is === 'deaf');
      expect(home.farmhand().presence()[0]?.why).toContain(`Slack refuses SLACK_BOT_TOKEN: ${error}`);
      slack.accept(slack.tokens.bot);
      await hears(slack, channel, /no command nosuch1/, 60_000);
      await hears(slack, channel, /was denied by sarah/, 60_000);
      await until('it to be well', () => home.farmhand().presence()[0]?.is === 'connected');
      expect(lines(channel).join()).not.toMatch(/cannot tell who you are/);
    },
  );
});

describe('a slash command', () => {
  test.each<[string, Partial<Fault>]>([
    ['missing_scope', { error: 'missing_scope' }],
    ['access_denied', { error: 'access_denied' }],
    ['method_not_supported_for_channel_type', { error: 'method_not_supported_for_channel_type' }],
    ['invalid_auth', { error: 'invalid_auth' }],
    ['HTTP 500', { status: 500 }],
    ['HTML', { body: '<html>' }],
    ['429', { status: 429, retryAfter: 1 }],
  ])('is refused where Slack does not say whether it can be answered: %s', async (_, given) => {
    const before = await runs();
    fault({ method: 'conversations.info', ...given });
    const { acknowledged } = await you.slash(channel, 'clone gallifrey unseen');
    expect(acknowledged?.payload).toEqual({
      response_type: 'ephemeral',
      text: expect.stringMatching(/^Slack does not tell me whether I can answer you here \(.+\)\. Nothing was done/),
    });
    expect([await runs(), lines(channel)]).toEqual([before, []]);
  });

  test('is refused in an archived channel', async () => {
    channel.archived = true;
    const { acknowledged } = await you.slash(channel, 'whoami');
    expect(acknowledged?.payload).toMatchObject({
      response_type: 'ephemeral',
      text: expect.stringMatching(/archived/),
    });
  });
});

test('whoami tells guests and people of other workspaces the identity to list', async () => {
  await guest.say(channel, '!whoami');
  await hears(slack, channel, /Yours here is T0FARM\/U0GUEST: whoever runs farmhand can add it in farm\.yaml/);
  await outsider.say(channel, '!whoami');
  await hears(slack, channel, /Yours here is T0OTHER\/U0OUTSIDER: whoever/);
});

test('a button that asks for nothing any more says so to whoever presses it', async () => {
  await you.say(channel, '!restart gallifrey');
  const plan = await hears(slack, channel, /Waits for/);
  const before = { ...plan, blocks: plan.blocks };
  await sarah.click(plan, 'Approve');
  await hears(slack, channel, /run \d+ is done/);
  await sarah.click(before, 'Approve');
  const word = await hears(slack, channel, /does not wait for approval/);
  expect([word.ephemeralFor, read(word)]).toEqual([
    sarah.id,
    expect.stringMatching(/Run \d+ does not wait for approval any more: it is done/),
  ]);
});

test('the same envelope on every socket is dealt with once', async () => {
  await until('two sockets', () => slack.delivery.sockets.length === 2);
  slack.delivery.everywhere = true;
  const before = await runs();
  await you.say(channel, '!nosuch1');
  await you.slash(channel, 'restart gallifrey');
  const plan = await hears(slack, channel, /Waits for/);
  await sarah.react(plan, '+1');
  await hears(slack, channel, /run \d+ is done/);
  slack.delivery.everywhere = false;
  expect(await runs()).toBe(before + 1);
  expect(lines(channel).filter((line) => /nosuch1/.test(line))).toHaveLength(1);
  expect(read(plan).match(/approved by/g)).toHaveLength(1);
});

test.each([
  ['as it is kept', true],
  ['as an earlier version kept it', false],
])(
  'a command that ended every process that dealt with it is given up, and whoever typed it is told: %s',
  async (_, now) => {
    const { journal } = home.farmhand().engine;
    const where = { platform: 'slack', channel: channel.id, private: false };
    const speaker = { platform: 'slack', nick: you.id, account: null };
    const heard: Json = now
      ? { message: { where, speaker, text: 'clone gallifrey x', id: `${channel.id} 7.7` }, at: Date.now() }
      : {
          is: 'message',
          keys: ['EvX', `${channel.id} 7.7`],
          channel: channel.id,
          user: you.id,
          text: 'clone gallifrey x',
          ts: '7.7',
          direct: false,
        };
    await journal.putNote('heard on slack', `${channel.id} 7.7`, { at: Date.now(), heard, tries: 3 });
    await hears(slack, channel, /I was restarted several times while I dealt with that/);
    expect(lines(channel)).toEqual([expect.stringMatching(/^<@U0YOU>\n: I was restarted several times/)]);
  },
);

test('one that was not answered before a stop in good order is answered, and the stop is not counted against it', async () => {
  const { journal } = home.farmhand().engine;
  const key = `${channel.id} 8.8`;
  const heard = {
    is: 'message',
    keys: ['EvY', key],
    channel: channel.id,
    user: you.id,
    text: 'whoami',
    ts: '8.8',
    direct: false,
  };
  const one = fault({ method: 'chat.postMessage', channel: channel.id, status: 503 });
  await journal.putNote('heard on slack', key, { at: Date.now(), heard, tries: 2 });
  await until('it to be tried', () => one.times < 1e6);
  await home.stop();
  one.times = 0;
  await home.start();
  await hears(slack, channel, /^You are you/);
});

test('a plan whose message is gone does not keep the votes given on others from counting', async () => {
  await you.say(channel, '!restart gallifrey');
  const first = await hears(slack, channel, /Waits for/);
  const number = Number(/Run (\d+)/.exec(read(first))?.[1]);
  await you.say(channel, '!start skaro');
  const second = await hears(slack, channel, new RegExp(`Run ${number + 1}: `));
  await home.stop();
  first.deleted = true;
  await sarah.react(second, 'x', { told: false });
  await home.start();
  await hears(slack, channel, new RegExp(`run ${number + 1} .*was denied by sarah`));
  await you.say(channel, `!deny ${number}`);
  await hears(slack, channel, new RegExp(`run ${number} .*was denied by you`));
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../support/daemon.ts';
import type { Person } from '../../support/slack/person.ts';
import { type Slack, startSlack } from '../../support/slack/slack.ts';
import type { SlackChannel } from '../../support/slack/workspace.ts';
import { approvedBy, type House } from '../house.ts';
import { house } from './house.ts';
import { hears, read, said } from './room.ts';

let slack: Slack;
let home: House;
let you: Person;
let sarah: Person;
let rose: Person;
let guest: Person;
let outsider: Person;
let names = 0;

beforeAll(async () => {
  slack = await startSlack({ ackWithin: 20_000, retries: [0, 300] });
  you = slack.person('you');
  sarah = slack.person('sarah');
  rose = slack.person('rose');
  guest = slack.person('guest', { guest: 'single' });
  outsider = slack.person('outsider', { team: 'T0OTHER', stranger: true });
  home = await house(slack, {
    people: { you: { slack: you.account }, sarah: { slack: sarah.account }, rose: { slack: outsider.account } },
    policy: [approvedBy('restart', 1, false), approvedBy('memory', 2, true)],
    block: { channels: [{ id: 'C0QUIET', calls: 'never' }] },
  });
});
afterAll(async () => {
  await home?.close();
  await slack?.close();
});

/** A channel of a test's own, everybody in it. */
function room(): SlackChannel {
  names += 1;
  return slack.channel(`room${names}`, [you, sarah, rose, guest, outsider]);
}

const hear = (channel: SlackChannel, text: RegExp) => hears(slack, channel, text);
const lines = (channel: SlackChannel) => said(slack, channel).map(read);

describe('speaking to it', () => {
  test('by a command, a mention, a slash command, and directly', async () => {
    const channel = room();
    await you.say(channel, '!whoami');
    await hear(channel, /You are you, with the roles/);
    await you.say(channel, `<@${slack.workspace.bot.id}> whoami`);
    await until('the second answer', () => lines(channel).length === 2);
    const { acknowledged } = await you.slash(channel, 'whoami');
    expect(acknowledged?.payload).toEqual({ response_type: 'in_channel' });
    await until('the third answer', () => lines(channel).length === 3);
    await you.say(you.direct, 'whoami');
    await hear(you.direct, /You are you/);
  });

  test('a message that mentions it runs once, and so does an event that is delivered again', async () => {
    const channel = room();
    const message = await you.say(channel, `<@${slack.workspace.bot.id}> !whoami`);
    const event = {
      type: 'message',
      channel: channel.id,
      user: you.id,
      text: '!whoami',
      ts: '9.000001',
      channel_type: 'channel',
    };
    await slack.events.event(event, 'EvAGAIN');
    await slack.events.event(event, 'EvAGAIN');
    await slack.events.event({ ...event, ts: message.ts, text: '!whoami' }, 'EvOTHER');
    await you.say(channel, '!help');
    await hear(channel, /!help COMMAND/);
    expect(lines(channel).filter((text) => text.includes('You are you'))).toHaveLength(2);
  });

  test('edits, deletions, bots and itself run nothing', async () => {
    const channel = room();
    const talk = await you.say(channel, 'whoami');
    await you.edit(talk, '!whoami');
    await you.edit(talk, `<@${slack.workspace.bot.id}> whoami`);
    const command = await you.say(channel, '!whoami');
    await you.edit(command, '!whoami now');
    await you.remove(command);
    const robot = slack.person('robot', { bot: true });
    channel.members.add(robot.id);
    await robot.say(channel, '!whoami');
    await you.say(channel, '!nosuch !whoami');
    await hear(channel, /There is no command nosuch/);
    expect(lines(channel)).toHaveLength(2);
  });

  test('in a thread it answers there', async () => {
    const channel = room();
    const talk = await you.say(channel, 'hello');
    await you.say(channel, '!whoami', talk.ts);
    expect((await hear(channel, /You are you/)).thread).toBe(talk.ts);
  });

  test('by a slash command where it is not, it says so, to that person alone', async () => {
    const channel = slack.channel('elsewhere', [you], { without: true });
    const { acknowledged } = await you.slash(channel, 'whoami');
    expect(acknowledged?.payload).toEqual({
      response_type: 'ephemeral',
      text: expect.stringMatching(/\/invite me first/),
    });
    const secret = slack.channel('secret', [you], { without: true, type: 'group' });
    expect((await you.slash(secret, 'whoami')).acknowledged?.payload).toMatchObject({ response_type: 'ephemeral' });
    expect([...lines(channel), ...lines(secret)]).toEqual([]);
  });
});

describe('who somebody is', () => {
  test('is what Slack says: members by team and user id, others only where they are listed', async () => {
    const channel = room();
    await rose.say(channel, '!whoami');
    await hear(channel, /lists nobody with the slack identity T0FARM\/U0ROSE/);
    await guest.say(channel, '!whoami');
    await hear(channel, /I cannot tell who you are\. Your Slack account is your identity/);
    await outsider.say(channel, '!whoami');
    await hear(channel, /You are rose.*slack vouches for T0OTHER\/U0OUTSIDER/);
  });

  test('a guest may neither ask for a plan nor approve one', async () => {
    const channel = room();
    await guest.say(channel, '!stop gallifrey');
    await hear(channel, /I cannot tell who you are/);
    await you.say(channel, '!memory gallifrey 2G');
    const plan = await hear(channel, /Waits for/);
    await guest.react(plan, '+1');
    const word = await hear(channel, /I cannot tell who you are[\s\S]*/);
    await until('a word to the guest alone', () =>
      said(slack, channel).some(({ ephemeralFor }) => ephemeralFor === guest.id),
    );
    expect(word).toBeDefined();
    expect(read(plan)).toContain('Waits for');
    await you.click(plan, 'Deny');
    await hear(channel, /was denied by you/);
  });
});

describe('a plan', () => {
  test('asks, is approved by a button, and its buttons give way to who and when', async () => {
    const channel = room();
    await you.say(channel, '!restart gallifrey');
    const plan = await hear(channel, /Waits for \*a second person\*/);
    await you.click(plan, 'Approve');
    await until('a word to the asker alone', () =>
      said(slack, channel).some(
        (word) => word.ephemeralFor === you.id && /somebody else has to approve/.test(read(word)),
      ),
    );
    await sarah.click(plan, 'Approve');
    await hear(channel, /<@U0YOU>\n: run \d+ is done/);
    await until('its end', () => read(plan).includes('Done in'));
    expect(read(plan)).toMatch(/approved by \*sarah\* <!date/);
    expect(plan.blocks.filter(({ type }) => type === 'actions')).toEqual([]);
    expect(plan.edits).toBeLessThan(12);
    const thread = said(slack, channel).filter((message) => message.thread === plan.ts);
    expect(thread.map(read).join('\n')).toMatch(/sarah approved it\.[\s\S]*✓ /);
  });

  test('mentions who may approve it, but not in a channel that is to be quiet', async () => {
    for (const [channel, mentioned] of [
      [room(), true],
      [slack.channel('quiet', [you, sarah]), false],
    ] as const) {
      await you.say(channel, '!restart gallifrey');
      const plan = await hear(channel, /Waits for \*a second person\*/);
      expect(/<@U0SARAH>.* may\./.test(read(plan))).toBe(mentioned);
      await you.click(plan, 'Deny');
      await hear(channel, /was denied by you/);
    }
  });

  test('is shown in its thread, a page at a time', async () => {
    const channel = room();
    await you.say(channel, '!clone gallifrey full');
    const plan = await hear(channel, /Waits for/);
    await rose.click(plan, 'Show plan');
    const page = await hear(channel, /^Plan \d+ /);
    expect(page.thread).toBe(plan.ts);
    await rose.click(page, /^\d+ more$/.exec(read(page).split('\n').at(-1) ?? '')?.[0] ?? '');
    expect(
      (await hear(channel, /proof that gallifrey-full\.xivo\.vm\.farm answers[\s\S]*hash [0-9a-f]{64}/)).thread,
    ).toBe(plan.ts);
    await you.react(plan, 'x');
    await hear(channel, /was denied by you; nothing was done/);
  });

  test('counts a person once, takes back what they take back, and not while another sign of theirs stays', async () => {
    const channel = room();
    await you.say(channel, '!memory gallifrey 2G');
    const plan = await hear(channel, /Waits for \*2 people\*/);
    await you.react(plan, 'tada');
    await you.react(plan, '+1::skin-tone-5');
    await hear(channel, /^you approved it\.$/m);
    await you.react(plan, 'white_check_mark');
    await you.unreact(plan, '+1::skin-tone-5');
    await sarah.say(channel, '!whoami');
    await hear(channel, /You are sarah/);
    expect(lines(channel).join('\n')).not.toContain('took back');
    await you.unreact(plan, 'white_check_mark');
    await hear(channel, /you took back their approval/);
    await until('none to be shown', () => !read(plan).includes('approved by'));
    await sarah.react(plan, 'heavy_check_mark');
    await hear(channel, /^sarah approved it\.$/m);
    await you.say(channel, `!approve ${/Run (\d+)/.exec(read(plan))?.[1]}`);
    await hear(channel, /run \d+ is done/);
  });
});

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
let guest: Person;
let rooms = 0;

beforeAll(async () => {
  slack = await startSlack({ ackWithin: 20_000, retries: [0, 300] });
  [you, sarah] = [slack.person('you'), slack.person('sarah')];
  guest = slack.person('guest', { guest: 'single' });
  home = await house(slack, {
    people: { you: { slack: you.account }, sarah: { slack: sarah.account } },
    policy: [approvedBy('restart', 1, false), approvedBy('memory', 1, true)],
  });
});
afterAll(async () => {
  await home?.close();
  await slack?.close();
});

function room(): SlackChannel {
  rooms += 1;
  return slack.channel(`pressed${rooms}`, [you, sarah, guest]);
}

const hear = (channel: SlackChannel, text: RegExp) => hears(slack, channel, text);
const alone = (channel: SlackChannel, who: Person) =>
  said(slack, channel).filter(({ ephemeralFor }) => ephemeralFor === who.id);
const runs = async () => (await home.farmhand().engine.runs()).length;
const answeredAlone = () => [...slack.responses.values()].flat().map((one) => JSON.stringify(one));

describe('a button at the end of a run', () => {
  test('says the command it stands for, for whoever presses it, and is judged as that is', async () => {
    const channel = room();
    await you.say(channel, '!memory gallifrey 2G');
    await you.react(await hear(channel, /Waits for/), '+1');
    const end = await hear(channel, /run \d+ is done/);
    const before = await runs();
    await guest.click(end, 'Undo');
    await until('a word to the guest alone', () =>
      answeredAlone().some((one) => one.includes('I cannot tell who you are')),
    );
    expect(await runs()).toBe(before);
    await sarah.click(end, 'Undo');
    const undoing = await hear(channel, /^Run \d+: undo run \d+/);
    expect(undoing.thread).toBeUndefined();
    expect(read(undoing)).toContain('asked by *sarah*');
    await you.say(channel, '!deny', undoing.ts);
    await hear(channel, /was denied by you/);
  });

  test('shows the log beside it', async () => {
    const channel = room();
    await you.say(channel, '!memory gallifrey 1536M');
    await you.react(await hear(channel, /Waits for/), '+1');
    const end = await hear(channel, /run \d+ is done/);
    await sarah.click(end, 'Log');
    expect((await hear(channel, /planned for you/)).thread).toBe(end.ts);
  });

  test('goes on with a run that failed, or leaves it as it is', async () => {
    const channel = room();
    await home.sandbox.faults.tool('gnt-instance', { kind: 'fail' }, { when: 'start --submit' });
    await you.say(channel, '!restart gallifrey');
    await sarah.react(await hear(channel, /Waits for/), '+1');
    const end = await hear(channel, /run \d+ failed/);
    await you.click(end, 'Retry');
    await hear(channel, /run \d+ is done/);
  });
});

test('in a run’s thread no command needs its number, when it is over, too', async () => {
  const channel = room();
  await you.say(channel, '!restart gallifrey');
  const plan = await hear(channel, /Waits for/);
  await sarah.say(channel, '!approve', plan.ts);
  await hear(channel, /run \d+ is done/);
  await you.say(channel, '!why', plan.ts);
  expect((await hear(channel, /is done\.[\s\S]*waits for nothing/)).thread).toBe(plan.ts);
  await you.say(channel, '!log', plan.ts);
  expect((await hear(channel, /approved by sarah/)).thread).toBe(plan.ts);
});

describe('a mistake, and help,', () => {
  test('typed in a channel are answered to that person alone', async () => {
    const channel = room();
    await you.say(channel, '!statsu');
    await until('a word to them alone', () => alone(channel, you).some((one) => read(one).includes('Did you mean')));
    await you.say(channel, '!help');
    await until('help', () => alone(channel, you).length === 2);
    expect(said(slack, channel).filter(({ ephemeralFor }) => ephemeralFor === undefined)).toEqual([]);
  });

  test('by a slash command are answered at its response_url, help without being shown to others', async () => {
    const channel = room();
    const { acknowledged, responses } = await you.slash(channel, 'help');
    expect(acknowledged?.payload ?? '').not.toMatchObject({ response_type: 'in_channel' });
    await until('help', () => responses().length === 1);
    expect(responses()[0]).toMatchObject({ response_type: 'ephemeral', replace_original: false });
    const wrong = await you.slash(channel, 'statsu');
    await until('the mistake', () => wrong.responses().length === 1);
    expect(said(slack, channel)).toEqual([]);
  });

  test('are said in the channel to one alone where the address is not good any more', async () => {
    const channel = room();
    slack.expired = true;
    await you.slash(channel, 'statsu');
    await until('a word to them alone', () => alone(channel, you).length === 1);
    slack.expired = false;
  });
});

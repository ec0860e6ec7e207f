import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { secrets } from '../adapters/slack/house.ts';
import { hears, said } from '../adapters/slack/room.ts';
import { until } from '../support/daemon.ts';
import type { Person } from '../support/slack/person.ts';
import { type Slack, startSlack } from '../support/slack/slack.ts';
import type { SlackChannel } from '../support/slack/workspace.ts';
import { type Installation, openInstallation, type Process } from './farmhand.ts';
import { type LabFarm, labFarm } from './fixture.ts';

/** Milliseconds a run on the lab may take: a VM of an emulated host boots in a minute. */
const patience = 14 * 60_000;

describe('farmhand in Slack, on a real farm', () => {
  let lab: LabFarm;
  let slack: Slack;
  let installation: Installation;
  let you: Person;
  let channel: SlackChannel;
  let bot: Process;

  beforeAll(async () => {
    [lab, slack] = await Promise.all([labFarm(), startSlack({})]);
    you = slack.person('you');
    channel = slack.channel('farm', [you]);
    installation = await openInstallation(lab, {
      chat: { slack: {} },
      people: { you: { roles: ['operator'], slack: you.account } },
    });
    bot = installation.farmhand(['start'], secrets(slack));
    await until(
      () => `farmhand to be ready; it said:\n${bot.said()}`,
      () => bot.said().includes('"ready"'),
      120_000,
    );
  });
  afterAll(async () => {
    await installation?.close();
    await slack?.close();
  });

  it('clones a VM that answers, approved by a reaction, and says so in a new message', async () => {
    await you.say(channel, '!clone gallifrey dev');
    const plan = await hears(slack, channel, /^Run 1: clone gallifrey to gallifrey-dev/, patience);
    await you.react(plan, 'white_check_mark');
    const end = await hears(slack, channel, /[Rr]un 1(?: is)? (?:done|failed)/, patience);
    expect(end.text).toMatch(/done/);
    expect(end.ts).not.toBe(plan.ts);
    const page = "curl -sf -m 60 -H 'Host: gallifrey-dev.dachary.org' http://127.0.0.1/";
    expect((await lab.exec(page)).stdout).toContain('hostname=gallifrey-dev\n');
    expect(said(slack, channel).filter(({ text }) => /[Rr]un 1(?: is)? done/.test(text))).toHaveLength(1);
  });
});

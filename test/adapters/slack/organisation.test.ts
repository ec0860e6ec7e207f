import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../../support/daemon.ts';
import { textsIn } from '../../support/slack/limits.ts';
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
let outsider: Person;
let channel: SlackChannel;

beforeAll(async () => {
  slack = await startSlack({
    ackWithin: 20_000,
    retries: [0, 300],
    organisation: { id: 'E0FARMS', added: ['T0FARM', 'T0BARN'] },
  });
  you = slack.person('you');
  sarah = slack.person('sarah', { id: 'W0SARAH', team: 'T0BARN' });
  outsider = slack.person('outsider', {
    team: 'T0OTHER',
    stranger: true,
    enterprise: { id: 'E0OTHER', teams: ['T0OTHER'] },
  });
  channel = slack.channel('farm', [you, sarah, outsider]);
  home = await house(slack, {
    people: { you: { slack: 'E0FARMS/U0YOU' }, sarah: { slack: 'E0FARMS/W0SARAH' } },
    policy: [approvedBy('memory', 1, false)],
  });
});
afterAll(async () => {
  await home?.close();
  await slack?.close();
});

test('people of all its workspaces are who they are in the organisation, and decide together', async () => {
  await you.say(channel, '!memory gallifrey 2G');
  const plan = await hears(slack, channel, /Waits for/);
  expect(read(plan)).toContain('<@W0SARAH> may.');
  await sarah.click(plan, 'Deny');
  await hears(slack, channel, /was denied by sarah/);
});

test('one of another organisation, met in a shared channel, is nobody, and is told by what they would be listed', async () => {
  await outsider.say(channel, '!stop gallifrey');
  expect((await hears(slack, channel, /I cannot tell who you are/)).ephemeralFor).toBe(outsider.id);
  await outsider.say(outsider.direct, 'whoami');
  await hears(slack, outsider.direct, /T0OTHER\/U0OUTSIDER|E0OTHER\/U0OUTSIDER/);
});

test('a slash command, App Home and a modal work in each workspace', async () => {
  const barn = slack.channel('barn', [sarah], { team: 'T0BARN' });
  await sarah.slash(barn, 'whoami');
  await hears(slack, barn, /You are sarah/);
  await sarah.openHome();
  await until('her home', () => /The farm/.test(textsIn(sarah.home?.blocks ?? []).join()));
  await sarah.slash(barn, '');
  await until('the modal', () => sarah.modal !== undefined);
});

test('a workspace that the app was not added to is out of reach, and keeps nobody else waiting', async () => {
  const yard = slack.channel('yard', [you], { team: 'T0YARD' });
  const { acknowledged } = await you.slash(yard, 'status');
  expect(acknowledged?.payload).toMatchObject({
    response_type: 'ephemeral',
    text: expect.stringMatching(/^I was not added to this workspace/),
  });
  slack.faults.push({ method: 'chat.postMessage', channel: channel.id, error: 'team_access_not_granted', times: 1 });
  const before = said(slack, you.direct).length;
  await you.say(channel, '!whoami');
  await until('the answer aside', () => said(slack, you.direct).length > before);
  expect(home.farmhand().presence()).toEqual([{ platform: 'slack', is: 'connected' }]);
});

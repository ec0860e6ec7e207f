import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../support/daemon.ts';
import { textsIn } from '../../support/slack/limits.ts';
import type { Person } from '../../support/slack/person.ts';
import { type Slack, startSlack } from '../../support/slack/slack.ts';
import type { OpenView } from '../../support/slack/views.ts';
import type { SlackChannel } from '../../support/slack/workspace.ts';
import { approvedBy, type House } from '../house.ts';
import { house } from './house.ts';
import { hears, read, said } from './room.ts';

let slack: Slack;
let home: House;
let you: Person;
let sarah: Person;
let guest: Person;
let channel: SlackChannel;

beforeAll(async () => {
  slack = await startSlack({ ackWithin: 20_000, retries: [0, 300] });
  [you, sarah] = [slack.person('you'), slack.person('sarah')];
  guest = slack.person('guest', { guest: 'single' });
  channel = slack.channel('farm', [you, sarah, guest]);
  home = await house(slack, {
    people: { you: { slack: you.account }, sarah: { slack: sarah.account } },
    policy: [approvedBy('memory', 1, false)],
  });
});
afterAll(async () => {
  await home?.close();
  await slack?.close();
});

const shown = (view: OpenView | undefined) => textsIn(view?.blocks ?? []).join('\n');
const runs = async () => (await home.farmhand().engine.runs()).length;
const sees = (what: string, view: () => OpenView | undefined, text: RegExp) =>
  until(
    () => `${what}: ${text}; it shows:\n${shown(view())}`,
    () => text.test(shown(view())),
  );

/** The form of a clone that opens for them now. */
async function formOf(person: Person): Promise<OpenView> {
  const before = person.modal?.id;
  await person.shortcut('clone');
  await until('the form', () => person.modal !== undefined && person.modal.id !== before);
  return person.modal as OpenView;
}

describe('App Home', () => {
  test('shows what waits for a person, what runs, and the farm; and is kept up to date', async () => {
    await sarah.openHome();
    await sees('sarah’s home', () => sarah.home, /Nothing waits for you[\s\S]*Your VMs[\s\S]*The farm[\s\S]*VMs?: /);
    await you.say(channel, '!memory gallifrey 2G');
    const plan = await hears(slack, channel, /Waits for/);
    await sees('sarah’s home', () => sarah.home, /1 run to approve[\s\S]*memory/);
    expect(slack.calls.filter(({ method }) => method === 'views.publish').length).toBeLessThan(4);
    await sarah.press(sarah.home as OpenView, 'Plan');
    await hears(slack, sarah.direct, /Plan \d+ \(|hash [0-9a-f]{64}/);
    await sarah.say(channel, '!deny', plan.ts);
    await sees('sarah’s home', () => sarah.home, /Nothing waits for you/);
  });

  test('shows nothing of the farm to one farmhand does not know, but how to become known', async () => {
    await guest.openHome();
    await sees('the guest’s home', () => guest.home, /T0FARM\/U0GUEST/);
    expect(shown(guest.home)).not.toMatch(/gallifrey|Your VMs/);
  });
});

describe('a modal', () => {
  test('opens by the slash command alone, and answers what is pressed in it, to nobody else', async () => {
    const before = said(slack, channel).length;
    await you.slash(channel, '');
    await sees('the modal', () => you.modal, /Clone a VM…[\s\S]*What waits for me/);
    await you.press(you.modal as OpenView, 'The farm');
    await sees('the modal', () => you.modal, /gallifrey/);
    expect(said(slack, channel)).toHaveLength(before);
  });

  test('of a clone picks among the VMs, shows what the plan would be, and asks for it where it was chosen', async () => {
    const form = await formOf(you);
    expect(await you.typeAhead(form, 'source', 'galli')).toEqual(['gallifrey']);
    const before = await runs();
    await you.submit(form, { source: 'gallifrey', suffix: 'form', time: '14d', place: channel.id });
    await sees('the preview', () => you.modal, /clone gallifrey to gallifrey-form[\s\S]*10\.10\.60\./);
    expect(await runs()).toBe(before);
    await you.submit(you.modal as OpenView, {});
    const plan = await hears(slack, channel, /^Run \d+: clone gallifrey to gallifrey-form/);
    expect(read(plan)).toContain('asked by *you*');
    await you.say(channel, '!deny', plan.ts);
  });

  test('shows why it cannot be, and then asks for nothing', async () => {
    const form = await formOf(you);
    await you.submit(form, { source: 'gallifrey', suffix: 'a --node b', place: channel.id });
    await sees('the refusal', () => you.modal, /is no suffix/);
    expect(you.modal?.submit).toBeUndefined();
  });

  test('is not sent to a conversation in which farmhand could not answer', async () => {
    const elsewhere = slack.channel('away', [you], { without: true });
    const form = await formOf(you);
    const acknowledged = await you.submit(form, {
      source: 'gallifrey',
      suffix: 'x',
      place: elsewhere.id,
    });
    expect(acknowledged?.payload).toMatchObject({
      errors: { 'clone-place': expect.stringContaining('/invite me first') },
    });
  });

  test('one who is not known plans nothing by it', async () => {
    const form = await formOf(guest);
    const before = await runs();
    await guest.submit(form, { source: 'gallifrey', suffix: 'x', place: channel.id });
    await sees('the refusal', () => guest.modal, /I cannot tell who you are|is for people/);
    expect(await runs()).toBe(before);
  });
});

describe('the menu of a message', () => {
  test('says why a run is as it is, and its log, beside it', async () => {
    await you.say(channel, '!memory gallifrey 3G');
    const plan = await hears(slack, channel, /Run \d+: .*\n[\s\S]*Waits for/);
    await sarah.shortcut('why', plan);
    expect((await hears(slack, channel, /These may approve/)).thread).toBe(plan.ts);
    await sarah.shortcut('log', plan);
    expect((await hears(slack, channel, /planned for you/)).thread).toBe(plan.ts);
    await you.say(channel, '!deny', plan.ts);
  });

  test('where farmhand is not says so, to that person alone', async () => {
    const elsewhere = slack.channel('far', [you], { without: true });
    const message = you.post(elsewhere, 'what about run 1?');
    await you.shortcut('why', message);
    await until('a word to them alone', () =>
      [...slack.responses.values()].flat().some((one) => String(one.text).includes('/invite me first')),
    );
  });
});

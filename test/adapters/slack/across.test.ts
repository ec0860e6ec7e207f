import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Anope, startAnope } from '../../support/anope.ts';
import { type Inspircd, startInspircd } from '../../support/inspircd.ts';
import { IrcUser } from '../../support/irc-user.ts';
import { needs } from '../../support/servers.ts';
import type { Person } from '../../support/slack/person.ts';
import { type Slack, startSlack } from '../../support/slack/slack.ts';
import type { SlackChannel } from '../../support/slack/workspace.ts';
import { approvedBy, type House } from '../house.ts';
import { house } from './house.ts';
import { hears, read, said } from './room.ts';

needs('inspircd', 'anope', 'openssl')('on IRC and Slack at once', {}, () => {
  let slack: Slack;
  let ircd: Inspircd;
  let anope: Anope;
  let home: House;
  let onIrc: IrcUser;
  let sarah: Person;
  let you: Person;
  let farm: SlackChannel;
  let other: SlackChannel;

  beforeAll(async () => {
    [slack, ircd] = await Promise.all([startSlack(), startInspircd()]);
    anope = await startAnope(ircd);
    await anope.register('you', 'you-secret');
    [you, sarah] = [slack.person('you'), slack.person('sarah')];
    farm = slack.channel('farm', [you, sarah]);
    other = slack.channel('other', [you, sarah]);
    const flood = { burst: 1000, per_second: 1000 };
    const irc = { host: '127.0.0.1', port: ircd.ports.unlimited, tls: false, channels: ['#xivo', '#alone'], flood };
    home = await house(slack, {
      chat: { irc },
      channels: [{ irc: '#xivo', slack: farm.id }],
      policy: [approvedBy('restart', 1, false), approvedBy('memory', 2, true)],
      people: { you: { irc: 'you', slack: you.account }, sarah: { slack: sarah.account } },
    });
    onIrc = await IrcUser.connect(ircd.ports.unlimited, 'you', '#xivo', '#alone');
    await onIrc.logIn('you', 'you-secret');
  });
  afterAll(async () => {
    await home?.close();
    await anope?.remove();
    await ircd?.remove();
    await slack?.close();
  });

  test('a run asked on IRC is approved from Slack, by a reaction in the channel that belongs to it; IRC sees who, and from where', async () => {
    onIrc.say('#xivo', '!restart gallifrey');
    const plan = await hears(slack, farm, /Waits for \*a second person\*/);
    await sarah.react(plan, 'white_check_mark');
    expect(await onIrc.hears('farmhand', /approved/)).toBe('sarah approved run 1 (from slack)');
    await onIrc.hears('farmhand', /you: run 1 is done/);
    await hears(slack, farm, /run 1 is done/);
    expect(said(slack, other)).toEqual([]);
  });

  test('a run asked in an IRC channel of its own is approved from anywhere in Slack by a command', async () => {
    onIrc.say('#alone', '!restart gallifrey');
    await onIrc.hears('farmhand', /to go ahead/);
    await sarah.say(other, '!approve 2');
    await hears(slack, other, /You approved run 2: restart gallifrey\. It begins\./);
    expect(await onIrc.hears('farmhand', /approved run 2/)).toBe('sarah approved run 2 (from slack)');
    await onIrc.hears('farmhand', /you: run 2 is done/);
    expect(said(slack, farm).map(read).join()).not.toContain('run 2');
  });

  test('one person counts once, on whatever platform; a run asked in Slack is told on IRC', async () => {
    await you.say(farm, '!memory gallifrey 2G');
    const plan = await hears(slack, farm, /Waits for \*2 people\*/);
    await you.react(plan, '+1');
    await hears(slack, farm, /^you approved it/m);
    onIrc.say('#xivo', '!approve 3');
    onIrc.say('#xivo', '!whoami');
    await onIrc.hears('farmhand', /You are you/);
    expect(await home.farmhand().engine.view(3)).toMatchObject({ state: 'waiting', votes: [{ person: 'you' }] });
    await sarah.say(farm, '!approve 3');
    await onIrc.hears('farmhand', /run 3 is done/);
    await hears(slack, farm, /run 3 is done/);
  });
});

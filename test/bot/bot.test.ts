import { describe, expect, test } from 'vitest';
import type { Reading } from '../../src/bot/command.ts';
import { HostUnreachable } from '../../src/ssh/host.ts';
import { approvals, rule } from './rules.ts';
import { stage, toyCommand } from './stage.ts';

const reading: Reading = {
  name: 'colours',
  aliases: ['colors'],
  kind: 'read',
  usage: 'colours [KEY]',
  summary: 'Says what there is.',
  examples: [{ say: 'colours wall', shows: 'wall' }],
  answer: async ({ args, person }) => ({
    tone: 'answer',
    lines: [`${person?.name ?? 'stranger'} asked for ${args[0] ?? 'all'}`],
  }),
};
const breaking: Reading = {
  ...reading,
  name: 'break',
  aliases: [],
  usage: 'break HOW',
  answer: async ({ args }) => {
    if (args[0] === 'host') throw new HostUnreachable('host01.farm cannot be reached: connection refused');
    throw new Error('password is hunter22\u0007');
  },
};
const paint = toyCommand('paint', 'safe');
const move = toyCommand('move', 'disruptive');
const burn = toyCommand('burn', 'destructive');
const commands = [reading, breaking, paint, move, burn];

describe('what is said is answered', () => {
  test.each([
    ['colours wall', 'nina asked for wall'],
    ['!colours', 'nina asked for all'],
    ['COLORS', 'nina asked for all'],
    ['coluors', 'There is no command coluors. Did you mean !colours?'],
    ['weather', 'There is no command weather. !help lists them.'],
    ['paint wall', 'paint: VALUE is missing.'],
    ['colours a b', 'colours: it takes 1 word, so "b" is too many.'],
    ['paint "wall red', 'I could not read that: the quote that opens with " is not closed.'],
    ['break host', 'host01.farm cannot be reached: connection refused'],
  ])('%s → %s', async (text, answer) => {
    const { say } = await stage(commands);
    expect((await say('irc', 'nina', text))[0]).toBe(answer);
  });

  test('what names farmhand in the middle of a sentence is answered only where it can be nothing but a command', async () => {
    const { say } = await stage(commands);
    const aside = (text: string) => say('irc', 'nina', text, { aside: true });
    expect(await aside('colours wall')).toEqual(['nina asked for wall']);
    for (const talk of ['for the status', 'colours are nice today', 'is slow today', 'it said "no'])
      expect(await aside(talk)).toEqual([]);
  });

  test('a usage that does not fit shows the right one, with an example', async () => {
    const { say } = await stage(commands);
    expect(await say('irc', 'nina', 'paint wall')).toContain('Usage: !paint KEY VALUE, for example !paint wall red');
  });

  test('what broke is said without secrets and control characters, and written to the log', async () => {
    const { say, logged } = await stage(commands, { env: { DB_PASSWORD: 'hunter22' } });
    expect((await say('irc', 'nina', 'break all'))[0]).toBe(
      "That went wrong, and it is a fault of farmhand's: password is [DB_PASSWORD]",
    );
    expect(logged.join()).toContain('"break all" failed');
  });

  test.each(['!', '!!!', '!= 3'])('%s is not answered', async (text) => {
    const { say, on } = await stage(commands);
    await say('irc', 'nina', text);
    expect(on('irc').heard.replies).toEqual([]);
  });

  test('a message delivered twice is done once', async () => {
    const { say, on, engine } = await stage(commands, { working: false });
    for (const _ of [1, 2, 3]) await say('irc', 'nina', 'move wall left', { id: 'm1' });
    await say('irc', 'nina', 'colours', { id: 'm2' });
    expect(await engine.unsettled()).toHaveLength(1);
    expect(on('irc').heard.replies).toHaveLength(1);
  });

  test('what one person says is done in the order they said it', async () => {
    const { on } = await stage(commands);
    const { bot, heard } = on('irc');
    const where = { platform: 'irc', channel: '#xivo', private: false };
    const speaker = { platform: 'irc', nick: 'nina', account: 'nina' };
    await Promise.all(Array.from({ length: 20 }, (_, i) => bot.message({ where, speaker, text: `colours ${i}` })));
    expect(heard.said).toEqual(Array.from({ length: 20 }, (_, i) => `nina asked for ${i}`));
  });
});

describe('strangers', () => {
  test('may read', async () => {
    const { say } = await stage(commands);
    expect(await say('irc', null, 'colours')).toEqual(['stranger asked for all']);
  });

  test('start nothing, whatever their nick, and are told how to be recognised', async () => {
    const { say, engine } = await stage(commands);
    const answer = await say('irc', null, 'paint wall red');
    expect(answer).toEqual([
      'Only the people farm.yaml lists may use !paint.',
      'I cannot tell who you are. Log in first.',
    ]);
    expect(await engine.runs()).toEqual([]);
  });

  test('logged in as nobody farm.yaml lists are told that', async () => {
    const { say } = await stage(commands);
    expect(await say('irc', 'eve', 'paint wall red')).toContain(
      'farm.yaml lists nobody with the irc identity eve; whoever runs farmhand can add it under people',
    );
  });
});

describe('a plan', () => {
  test('of what nobody else notices begins at once, and the place that asked is told of it to its end', async () => {
    const { say, toy, on, quiet } = await stage(commands);
    expect(await say('irc', 'nina', 'paint wall red')).toEqual([]);
    await quiet();
    expect(toy.get('wall')).toBe('red');
    expect(on('irc').heard.headlines).toEqual(['planned', 'started', 'step began', 'step done', 'ended done']);
    expect(on('irc').heard.news[0]?.news.asker).toBe('nina');
    expect(on('slack').heard.news).toEqual([]);
  });

  test('with nothing to do is not made a run', async () => {
    const { say, toy, engine } = await stage(commands);
    toy.set('wall', 'red');
    expect(await say('irc', 'nina', 'paint wall red')).toEqual([
      'Nothing to do: paint wall red.',
      'set wall to red: it is red already',
    ]);
    expect(await engine.runs()).toEqual([]);
  });

  test('the hosts do not allow is refused with the reason', async () => {
    const { say, toy } = await stage(commands);
    toy.set('wall', 'locked');
    expect(await say('irc', 'nina', 'paint wall red')).toEqual([
      'That cannot be done as things stand:',
      'set wall to red: it is locked',
    ]);
  });

  test('is made with the runs that were there before the hosts were looked at, though they end meanwhile', async () => {
    let seen: readonly number[] = [];
    const count = {
      ...toyCommand('count', 'safe'),
      plan: async (context: Parameters<(typeof paint)['plan']>[0]) => {
        await context.runService.cancel(1, { name: 'nina', roles: [] });
        seen = (await context.pending()).map(({ run }) => run);
        return paint.plan(context);
      },
    };
    const { say } = await stage([...commands, count]);
    await say('irc', 'nina', 'burn wall red');
    await say('irc', 'nina', 'count door blue');
    expect(seen).toEqual([1]);
  });

  test('that touches what another run holds is refused, naming who holds it', async () => {
    const { say } = await stage(commands);
    await say('irc', 'nina', 'move wall left');
    expect(await say('slack', 'loic', 'move wall right')).toEqual([
      'toy wall is being worked on by run 1 (move wall left, asked by nina, waiting).',
      '· !why 1 says what it waits for.',
    ]);
  });

  test('is refused to those a rule for its VM leaves out', async () => {
    const rule = {
      commands: [],
      vms: ['prod-*'],
      risks: [],
      who: ['operator'],
      approvals: { need: 0, roles: [], askerCounts: true, expires: 60 },
    };
    const { policyDefaults } = await import('../../src/farm/config/policy-defaults.ts');
    const { say, engine } = await stage(commands, { farm: { policy: [rule, ...policyDefaults] } });
    expect(await say('irc', 'nina', 'paint prod-db red')).toEqual([
      'Only people with the role operator may paint prod-db red.',
    ]);
    expect(await engine.runs()).toEqual([]);
    expect(await say('irc', 'loic', 'paint prod-db red')).toEqual([]);
  });
});

describe('a vote on a plan', () => {
  test('of a second person approves it, and the run starts', async () => {
    const { say, vote, toy, on, quiet } = await stage(commands);
    await say('irc', 'nina', 'burn wall down');
    await vote('irc', 'loic', 'approve', 'irc-1');
    await quiet();
    expect(toy.get('wall')).toBe('down');
    expect(on('irc').heard.headlines).toEqual(['planned', 'vote', 'started', 'step began', 'step done', 'ended done']);
    expect(on('irc').heard.news[0]?.news.waitsFor).toBe('a second person');
  });

  test.each<[string, string | null, 'approve' | 'deny', string]>([
    ['the asker', 'nina', 'approve', 'run 1 was asked for by nina, so somebody else has to approve it'],
    ['somebody not logged in with an operator’s nick', null, 'approve', 'I cannot tell who you are'],
    ['somebody farm.yaml does not list', 'eve', 'approve', 'lists nobody with the irc identity eve'],
    ['somebody not logged in, denying', null, 'deny', 'I cannot tell who you are'],
  ])('by %s does not count, and they are told why', async (_, who, which, why) => {
    const { say, vote, engine, on } = await stage(commands);
    await say('irc', 'nina', 'burn wall down');
    await vote('irc', who, which, 'irc-1');
    expect(on('irc').heard.said.join(' ').toLowerCase()).toContain(why.toLowerCase());
    expect(await engine.view(1)).toMatchObject({ state: 'waiting', votes: [] });
  });

  test('that denies it counts from anybody listed', async () => {
    const { say, vote, engine, on } = await stage(commands);
    await say('irc', 'nina', 'burn wall down');
    await vote('irc', 'nina', 'deny', 'irc-1');
    expect(await engine.view(1)).toMatchObject({ state: 'denied', settled: true, why: 'denied by nina' });
    expect(on('irc').heard.headlines).toEqual(['planned', 'ended denied']);
  });

  test.each([
    ['that denies it, taken back,', 'deny', 'irc-1', true],
    ['on another message', 'approve', 'irc-99', false],
    ['on a message of the same id elsewhere', 'approve', 'slack-1', false],
  ] as const)('%s is nothing', async (_, which, message, withdrawn) => {
    const { say, vote, engine, on } = await stage(commands);
    await say('irc', 'nina', 'burn wall down');
    await vote('irc', 'loic', which, message, withdrawn);
    expect(await engine.view(1)).toMatchObject({ state: 'waiting', votes: [] });
    expect(on('irc').heard.said).toEqual([]);
  });

  test('replayed after its run has ended starts nothing', async () => {
    const { say, vote, toy, quiet, engine } = await stage(commands);
    await say('irc', 'nina', 'burn wall down');
    await vote('irc', 'loic', 'approve', 'irc-1');
    await quiet();
    toy.set('wall', 'rebuilt');
    await say('irc', 'nina', 'burn wall down');
    for (const _ of [1, 2]) await vote('irc', 'loic', 'approve', 'irc-1');
    await quiet();
    expect(toy.get('wall')).toBe('rebuilt');
    expect(await engine.view(2)).toMatchObject({ state: 'waiting', votes: [] });
  });

  test('after its time is over approves nothing', async () => {
    const policy = [rule({ commands: ['burn'], approvals: approvals({ need: 1, expires: 0 }) })];
    const { say, vote, engine, on, toy } = await stage(commands, { farm: { policy }, working: false });
    await say('irc', 'nina', 'burn wall down');
    await vote('irc', 'loic', 'approve', 'irc-1');
    expect(on('irc').heard.said.join()).toContain('Too late');
    expect((await engine.view(1))?.votes).toEqual([]);
    expect(toy.get('wall')).toBeUndefined();
  });

  test('taken away withdraws the approval while others are still needed', async () => {
    const policy = [rule({ commands: ['burn'], approvals: approvals({ need: 2, expires: 600 }) })];
    const { say, vote, engine, on } = await stage(commands, { farm: { policy } });
    await say('irc', 'nina', 'burn wall down');
    await vote('irc', 'loic', 'approve', 'irc-1');
    await vote('slack', 'loic', 'approve', 'irc-1');
    expect((await engine.view(1))?.votes).toMatchObject([{ person: 'loic' }]);
    await vote('irc', 'loic', 'approve', 'irc-1', true);
    expect(await engine.view(1)).toMatchObject({ state: 'waiting', votes: [] });
    await vote('irc', 'loic', 'approve', 'irc-1', true);
    await vote('irc', 'nico', 'approve', 'irc-1');
    expect(await engine.view(1)).toMatchObject({ state: 'waiting', votes: [{ person: 'nico' }] });
    expect(on('irc').heard.said).toEqual([]);
  });
});

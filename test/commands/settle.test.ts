import { describe, expect, test } from 'vitest';
import { approve } from '../../commands/approve.ts';
import { cancel } from '../../commands/cancel.ts';
import { deny } from '../../commands/deny.ts';
import { help } from '../../commands/help.ts';
import { log } from '../../commands/log.ts';
import { plan } from '../../commands/plan.ts';
import { retry } from '../../commands/retry.ts';
import { runs } from '../../commands/runs.ts';
import { undo } from '../../commands/undo.ts';
import { whoami } from '../../commands/whoami.ts';
import { why } from '../../commands/why.ts';
import type { Planning } from '../../src/bot/command.ts';
import { approvals, rule } from '../bot/rules.ts';
import { stage, toyCommand } from '../bot/stage.ts';

/** Two steps, the second of which can break when the first is done. */
const burn = toyCommand('burn', 'destructive');
const raze: Planning = {
  ...burn,
  name: 'raze',
  usage: 'raze KEY VALUE',
  plan: async (context) => {
    const wanted = await burn.plan(context);
    const [key = '', value = ''] = context.args;
    const frame = { id: 'frame', action: 'toy.destructive', args: { key: `${key}-frame`, value }, after: ['set'] };
    return { ...wanted, steps: [...wanted.steps, frame] };
  },
};

const commands = [
  toyCommand('paint', 'safe'),
  toyCommand('move', 'disruptive'),
  burn,
  raze,
  ...[approve, cancel, deny, help, log, plan, retry, runs, undo, whoami, why],
];

describe('!approve', () => {
  test('from another platform approves, and the place that asked sees who and from where', async () => {
    const { say, on, quiet, toy } = await stage(commands);
    await say('irc', 'nina', 'burn wall down');
    expect(await say('slack', 'loic', 'approve 1')).toEqual(['You approved run 1: burn wall down. It begins.']);
    await quiet();
    expect(toy.get('wall')).toBe('down');
    expect(on('irc').heard.news.find(({ news }) => news.news.kind === 'vote')?.news.news).toMatchObject({
      person: 'loic',
      from: 'slack',
    });
  });

  test('where it was asked answers nothing: the news say it', async () => {
    const { say, quiet, toy } = await stage(commands);
    await say('irc', 'nina', 'move wall left');
    expect(await say('irc', 'nina', 'approve 1')).toEqual([]);
    await quiet();
    expect(toy.get('wall')).toBe('left');
  });

  test('a second time by one person counts nothing, and says so', async () => {
    const policy = [rule({ commands: ['burn'], approvals: approvals({ need: 2, expires: 600 }) })];
    const { say, engine } = await stage(commands, { farm: { policy } });
    await say('irc', 'nina', 'burn wall down');
    expect(await say('irc', 'loic', 'approve 1')).toEqual([]);
    expect(await say('irc', 'loic', 'approve 1')).toEqual([
      'You approved run 1 before: burn wall down. It still waits for a second person.',
    ]);
    expect(await engine.view(1)).toMatchObject({ state: 'waiting', votes: [{ person: 'loic' }] });
  });

  test.each<[string, string | null, string, string]>([
    [
      'the asker, where a second person is needed',
      'nina',
      'approve 1',
      'Run 1 was asked for by nina, so somebody else has to approve it.',
    ],
    ['somebody not logged in', null, 'approve 1', 'Only the people farm.yaml lists may use !approve.'],
    ['somebody for another plan', 'loic', 'approve 1 00000000', 'That is another plan: run 1 is '],
    ['somebody for no run', 'loic', 'approve 99', 'There is no run 99. !runs lists them.'],
    [
      'somebody for no number',
      'loic',
      'approve wall',
      '"wall" is not the number of a run, such as 7. !runs lists them.',
    ],
  ])('by %s is refused', async (_, who, text, answer) => {
    const { say, engine } = await stage(commands);
    await say('irc', 'nina', 'burn wall down');
    expect((await say('slack', who, text))[0]).toContain(answer);
    expect(await engine.view(1)).toMatchObject({ state: 'waiting', votes: [] });
  });

  test('of a plan’s own hash counts, however much of it is given', async () => {
    const { say, engine } = await stage(commands, { working: false });
    await say('irc', 'nina', 'burn wall down');
    const hash = (await engine.view(1))?.plan.hash ?? '';
    await say('irc', 'loic', `approve 1 ${hash.slice(0, 8).toUpperCase()}`);
    expect((await engine.view(1))?.state).toBe('queued');
  });

  test('is used once: the same words later start nothing', async () => {
    const { say, engine, quiet } = await stage(commands);
    await say('irc', 'nina', 'burn wall down');
    await say('irc', 'loic', 'approve 1');
    await quiet();
    expect(await say('slack', 'loic', 'approve 1')).toEqual(['Run 1 does not wait for approval: it is done.']);
    expect((await engine.runs()).length).toBe(1);
  });
});

test('!deny ends a wait, and nothing was done', async () => {
  const { say, engine, toy } = await stage(commands);
  await say('irc', 'nina', 'burn wall down');
  expect(await say('slack', 'loic', 'deny #1')).toEqual(['You denied run 1: burn wall down. Nothing was done.']);
  expect(await engine.view(1)).toMatchObject({ state: 'denied', settled: true });
  expect(toy.size).toBe(0);
});

describe('a run that failed', () => {
  async function failed() {
    const scene = await stage(commands);
    scene.toy.set('wall breaks', 'yes');
    await scene.say('irc', 'nina', 'paint wall red');
    await scene.quiet();
    return scene;
  }

  test('says why, and what can be done', async () => {
    const { say } = await failed();
    const lines = await say('irc', 'loic', 'why 1');
    expect(lines[0]).toMatch(/^Run 1 \(paint wall red\), asked by nina \d+ s ago, is failed\.$/);
    expect(lines.slice(1)).toEqual([
      'Why: set wall to red: the toy broke.',
      'It holds what it touched until somebody settles it: !retry 1 goes on, !undo 1 takes it back, !cancel 1 leaves it as it is.',
    ]);
  });

  test('goes on by !retry', async () => {
    const { say, toy, quiet, on } = await failed();
    toy.delete('wall breaks');
    expect(await say('irc', 'loic', 'retry 1')).toEqual(['Run 1 goes on from: set wall to red.']);
    await quiet();
    expect(toy.get('wall')).toBe('red');
    expect(on('irc').heard.headlines.slice(-4)).toEqual(['started', 'step began', 'step done', 'ended done']);
  });

  test('is left as it is by !cancel, and others may touch it', async () => {
    const { say, engine, toy } = await failed();
    expect((await say('irc', 'loic', 'paint wall blue'))[0]).toContain('is being worked on by run 1');
    expect(await say('slack', 'loic', 'cancel 1')).toEqual([
      'Run 1 (paint wall red) is left as it is; others may touch what it touched.',
    ]);
    expect(await engine.view(1)).toMatchObject({ state: 'cancelled', settled: true });
    toy.delete('wall breaks');
    expect(await say('irc', 'loic', 'paint wall blue')).toEqual([]);
  });
});

test('!cancel of a run that waits ends it; of one that is over it is refused', async () => {
  const { say, engine, quiet } = await stage(commands);
  await say('irc', 'nina', 'burn wall down');
  expect(await say('slack', 'loic', 'cancel 1')).toEqual(['Run 1 (burn wall down) is cancelled. Nothing was done.']);
  expect((await engine.view(1))?.state).toBe('cancelled');
  await say('irc', 'nina', 'paint wall red');
  await quiet();
  expect(await say('slack', 'loic', 'cancel 2')).toEqual(['Run 2 is over: it is done.']);
});

describe('!undo', () => {
  test('without a number takes back the asker’s own latest run, and no undoing', async () => {
    const { say, on, toy, quiet, engine } = await stage(commands);
    toy.set('wall', 'white');
    await say('irc', 'nina', 'paint wall red');
    await quiet();
    await say('irc', 'loic', 'paint door blue');
    await quiet();
    await say('irc', 'nina', 'undo');
    await quiet();
    expect(toy.get('wall')).toBe('white');
    expect(await engine.view(1)).toMatchObject({ state: 'undone', undoneBy: 3 });
    expect(on('irc').heard.news.filter(({ news }) => news.news.kind === 'ended' && news.view.run === 3)).toMatchObject([
      { news: { undoable: false } },
    ]);
    expect(await say('irc', 'nina', 'undo')).toEqual([
      'None of your runs can be undone. !runs lists everybody’s; !undo N takes back run N.',
    ]);
  });

  test('of what can be lost waits for a second person, of a run that failed for a confirmation', async () => {
    const { say, toy, quiet, engine } = await stage(commands);
    await say('irc', 'nina', 'burn wall down');
    await say('irc', 'loic', 'approve 1');
    await quiet();
    await say('irc', 'nina', 'undo 1');
    expect((await engine.view(2))?.gate).toMatchObject({ need: 1, askerCounts: false });
    await say('irc', 'nina', 'deny 2');

    toy.set('door-frame breaks', 'yes');
    await say('irc', 'nina', 'raze door down');
    await say('irc', 'loic', 'approve 3');
    await quiet();
    expect((await engine.view(3))?.state).toBe('failed');
    await say('irc', 'nina', 'undo 3');
    expect((await engine.view(4))?.plan.risk).toBe('destructive');
    expect((await engine.view(4))?.gate).toMatchObject({ need: 1, askerCounts: true });
  });

  test.each([
    ['undo 99', 'There is no run 99.'],
    ['undo 1', 'Run 1 was undone by run 2.'],
  ])('%s is refused', async (text, answer) => {
    const { say, quiet } = await stage(commands);
    await say('irc', 'nina', 'paint wall red');
    await quiet();
    await say('irc', 'nina', 'undo 1');
    await quiet();
    expect((await say('irc', 'nina', text))[0]).toContain(answer);
  });
});

describe('!plan', () => {
  test('of a command shows it and keeps nothing', async () => {
    const { say, engine, toy } = await stage(commands);
    const lines = await say('irc', 'nina', 'plan paint wall red');
    expect(lines[0]).toMatch(
      /^Plan \([0-9a-f]{8}\): paint wall red: 1 step; the worst is safe. Only shown: !paint wall red asks for it$/,
    );
    expect(lines.slice(1)).toEqual(['set  set wall to red']);
    expect(await engine.runs()).toEqual([]);
    expect(toy.size).toBe(0);
  });

  test('of a run shows it in full, with its hash', async () => {
    const { say, engine } = await stage(commands);
    await say('irc', 'nina', 'burn wall down');
    const hash = (await engine.view(1))?.plan.hash;
    expect(await say('irc', 'nina', 'plan 1')).toEqual([
      `Plan 1 (${hash?.slice(0, 8)}): burn wall down: 1 step; the worst is destructive`,
      'destructive: set wall to down',
      '1. set: set wall to down (destructive)',
      '   $ set down',
      `hash ${hash}`,
    ]);
  });

  test.each([
    ['plan raze wall', 'raze: VALUE is missing.'],
    ['plan runs', '· !runs changes nothing on the farm, so it has no plan.'],
    ['plan piant wall red', 'There is no command piant. Did you mean !paint?'],
    ['plan paint wall', 'paint: VALUE is missing.'],
    ['plan plan 1', '· !plan changes nothing on the farm, so it has no plan.'],
  ])('%s is refused', async (text, answer) => {
    const { say } = await stage(commands);
    expect((await say('irc', 'nina', text))[0]).toBe(answer);
  });
});

test('!plan shows strangers nothing they may not ask for', async () => {
  const { say } = await stage(commands);
  expect((await say('irc', null, 'plan paint wall red'))[0]).toBe('Only the people farm.yaml lists may use !paint.');
});

describe('!why', () => {
  test('of a run that waits names who may approve', async () => {
    const { say } = await stage(commands);
    await say('irc', 'nina', 'burn wall down');
    const lines = await say('irc', null, 'why 1');
    expect(lines[1]).toMatch(/^It waits for the approval of a second person, until \d\d:\d\d:\d\d UTC\.$/);
    expect(lines[2]).toBe('These may approve: loic and nico. !approve 1, or !deny 1');
  });

  test('of a run that is over says so', async () => {
    const { say, quiet } = await stage(commands);
    await say('irc', 'nina', 'paint wall red');
    await quiet();
    expect((await say('irc', 'nina', 'why 1')).at(-1)).toBe('It waits for nothing and holds nothing.');
  });
});

test('!log tells what happened, and what one step did', async () => {
  const { say, quiet } = await stage(commands);
  await say('irc', 'nina', 'burn wall down');
  await say('slack', 'loic', 'approve 1');
  await quiet();
  const lines = (await say('irc', null, 'log 1')).map((line) => line.replace(/^\d\d:\d\d:\d\d /, ''));
  expect(lines.slice(1)).toEqual([
    'planned for nina',
    'approved by loic (slack)',
    'taken up',
    'begun: set wall to down',
    'done: set wall to down',
    'done',
  ]);
  expect((await say('irc', null, 'log 1 set')).slice(0, 2)).toEqual([
    '1. set: set wall to down (destructive)',
    '   $ set down',
  ]);
  expect(await say('irc', null, 'log 1 nothing')).toEqual(['Run 1 has no step nothing. Its steps: set.']);
});

test('!runs lists what is open first, of one VM where one is named', async () => {
  const { say, quiet } = await stage(commands);
  expect(await say('irc', null, 'runs')).toEqual(['No runs yet.']);
  await say('irc', 'nina', 'burn wall down');
  await say('irc', 'loic', 'paint door red');
  await quiet();
  const lines = await say('irc', null, 'runs');
  expect(lines.map((line) => line.replace(/ +\d+ s ago$/, ''))).toEqual([
    '1  waiting  burn wall down  nina',
    '2  done     paint door red  loic',
  ]);
  expect(await say('irc', null, 'runs door')).toHaveLength(1);
});

test('!whoami says who farmhand takes somebody for, and how to be recognised', async () => {
  const { say } = await stage(commands);
  expect(await say('irc', 'nico', 'whoami')).toEqual([
    'You are nico, with the roles operator and release-manager: irc vouches for nico.',
  ]);
  expect((await say('irc', null, 'whoami'))[0]).toBe('I cannot tell who you are. Log in first.');
});

describe('without a number, a decision is about', () => {
  test('the only run that waits for whoever decides', async () => {
    const { say, quiet, toy } = await stage(commands);
    await say('irc', 'nina', 'burn wall down');
    await say('irc', 'nina', 'move door left');
    // Her own burning takes a second person, so the door is meant.
    await say('irc', 'nina', 'approve');
    await quiet();
    expect(toy.get('door')).toBe('left');
    expect(toy.get('wall')).toBeUndefined();
    await say('irc', 'loic', 'approve');
    await quiet();
    expect(toy.get('wall')).toBe('down');
  });

  test('nothing where several may be meant, and it says which there are', async () => {
    const { say, toy } = await stage(commands);
    await say('irc', 'nina', 'burn wall down');
    await say('irc', 'nina', 'burn door down');
    expect(await say('irc', 'loic', 'approve')).toEqual([
      'Several runs are meant by that: which one? For example !approve 2.',
      'run 2: burn door down, asked by nina, waiting',
      'run 1: burn wall down, asked by nina, waiting',
    ]);
    expect(await say('irc', 'loic', 'deny')).toContain(
      'Several runs are meant by that: which one? For example !deny 2.',
    );
    expect(toy.size).toBe(0);
  });

  test('nothing where no run is meant', async () => {
    const { say } = await stage(commands);
    for (const [line, why] of [
      ['approve', 'No run waits for an approval of yours. !runs lists the latest.'],
      ['deny', 'No run waits for approval. !runs lists the latest.'],
      ['cancel', 'No run of yours is under way. !runs lists the latest.'],
      ['retry', 'No run has stopped before its end. !runs lists the latest.'],
      ['why', 'No run is under way or waits. !runs lists the latest.'],
    ] as const)
      expect(await say('irc', 'nina', line)).toEqual([why]);
  });

  test('the run that waits for somebody else, and says why this vote does not count', async () => {
    const { say, toy } = await stage(commands);
    await say('irc', 'nina', 'burn wall down');
    expect(await say('irc', 'nina', 'approve')).toEqual([
      'Run 1 was asked for by nina, so somebody else has to approve it.',
    ]);
    expect(toy.size).toBe(0);
  });

  test('somebody else’s run only when its number is given, where it is cancelled', async () => {
    const { say } = await stage(commands);
    await say('irc', 'nina', 'burn wall down');
    expect(await say('irc', 'loic', 'cancel')).toEqual(['No run of yours is under way. !runs lists the latest.']);
    await say('irc', 'nina', 'cancel');
    expect((await say('irc', 'nina', 'why 1'))[0]).toContain('is cancelled');
  });
});

import { describe, expect, test } from 'vitest';
import { approve } from '../../commands/approve.ts';
import { calledIn, toCall } from '../../src/bot/calls.ts';
import type { RunNews } from '../../src/bot/news.ts';
import type { RunView } from '../../src/engine/run.ts';
import { type Stage, stage, toyCommand } from './stage.ts';

describe('a plan that waits', () => {
  const commands = [toyCommand('paint', 'safe'), toyCommand('burn', 'destructive'), approve];
  const called = ({ on }: Stage) =>
    on('irc').heard.news.find(({ news: { news } }) => news.kind === 'planned')?.news.called;

  test('calls who may approve it, where its asker may not', async () => {
    const made = await stage(commands, { working: false });
    await made.say('irc', 'nina', 'burn wall down');
    expect(called(made)).toEqual([
      { name: 'loic', account: 'dachary' },
      { name: 'nico', account: 'nico' },
    ]);
  });

  test('calls nobody in private, and none where it waits for nobody', async () => {
    const made = await stage(commands, { working: false });
    await made.say('irc', 'nina', 'paint wall red');
    expect(called(made)).toBeUndefined();
    const alone = await stage(commands, { working: false });
    await alone.say('irc', 'nina', 'burn wall down', { where: { platform: 'irc', channel: 'nina', private: true } });
    expect(called(alone)).toBeUndefined();
  });

  test('calls nobody where its asker may approve it, nor who has', async () => {
    const view = (votes: readonly string[]) =>
      ({ by: 'nina', votes: votes.map((person) => ({ person })) }) as unknown as RunView;
    const who = (...names: readonly string[]) => ({ approvers: async () => ({ who: names }) });
    expect(await toCall(view([]), who('loic', 'nina'), () => 'x')).toEqual([]);
    expect(await toCall(view(['nico']), who('loic', 'nico'), () => undefined)).toEqual([{ name: 'loic' }]);
  });
});

describe('a channel says how loud', () => {
  const called = [{ name: 'loic' }];
  const planned = { news: { kind: 'planned' }, called } as unknown as RunNews;
  const reminder = { news: { kind: 'alert', text: '', people: [] }, called } as unknown as RunNews;

  test.each([
    ['plan', called, called],
    ['reminder', [], called],
    ['never', [], []],
  ] as const)('%s', (calls, atPlan, atReminder) => {
    expect([calledIn(calls, planned), calledIn(calls, reminder)]).toEqual([atPlan, atReminder]);
  });

  test('and where nobody is to be called, nobody is', () => {
    expect(calledIn('plan', { news: { kind: 'ended' } } as RunNews)).toEqual([]);
  });
});

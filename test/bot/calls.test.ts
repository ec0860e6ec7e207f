import { describe, expect, test } from 'vitest';
import { approve } from '../../commands/approve.ts';
import { calledIn, toCall } from '../../src/bot/calls.ts';
import type { RunNews } from '../../src/bot/news.ts';
import type { RunView } from '../../src/engine/run.ts';
import { type Stage, stage, toyCommand } from './stage.ts';

describe('a plan that waits', () => {
  const commands = [toyCommand('paint', 'safe'), toyCommand('burn', 'destructive'), approve];
  const planned = ({ on }: Stage) => on('irc').heard.news.find(({ news: { news } }) => news.kind === 'planned')?.news;

  test('says who may approve it, by what they are called on the platform, and calls them where its asker may not', async () => {
    const made = await stage(commands, { working: false });
    await made.say('irc', 'nina', 'burn wall down');
    const news = planned(made);
    expect(news && calledIn('plan', news)).toEqual([
      { name: 'loic', account: 'dachary' },
      { name: 'nico', account: 'nico' },
    ]);
  });

  test('says of nobody that they may approve it where it waits for nobody', async () => {
    const made = await stage(commands, { working: false });
    await made.say('irc', 'nina', 'paint wall red');
    expect(planned(made)?.mayApprove).toBeUndefined();
  });

  test('calls nobody where its asker may approve it, nor who has', () => {
    const view = (...votes: readonly string[]) =>
      ({ by: 'nina', votes: votes.map((person) => ({ person })) }) as unknown as RunView;
    const mayApprove = (...names: readonly string[]) => names.map((name) => ({ name }));
    expect(toCall({ view: view(), mayApprove: mayApprove('loic', 'nina') })).toEqual([]);
    expect(toCall({ view: view('nico'), mayApprove: mayApprove('loic', 'nico') })).toEqual([{ name: 'loic' }]);
    const two = { ...view(), gate: { need: 2 } } as unknown as RunView;
    expect(toCall({ view: two, mayApprove: mayApprove('loic', 'nina') })).toEqual([{ name: 'loic' }]);
  });
});

describe('a channel says how loud', () => {
  const called = [{ name: 'loic' }];
  const view = { by: 'nina', votes: [] } as unknown as RunView;
  const planned = { news: { kind: 'planned' }, view, mayApprove: called } as unknown as RunNews;
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

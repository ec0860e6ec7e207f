import { expect, test } from 'vitest';
import { approve } from '../../commands/approve.ts';
import { stage, toyCommand } from './stage.ts';

const commands = [approve, toyCommand('wreck', 'destructive'), toyCommand('paint', 'disruptive')];
const channels = [{ irc: '#xivo', slack: '#xivo' }];

test('a run asked on one platform is told in the channel of another that belongs to it, and approved there by a reaction', async () => {
  const { say, vote, on, quiet, toy } = await stage(commands, { farm: { channels } });
  await say('irc', 'loic', 'wreck wall red');
  const slack = on('slack').heard;
  await on('slack').notifier.catchUp({ platform: 'slack', channel: '#xivo', private: false });
  expect(slack.headlines).toEqual(['planned']);
  expect(slack.news[0]?.news.asker).toBeUndefined();
  await vote('slack', 'nina', 'approve', slack.news[0]?.id ?? '');
  await quiet();
  expect(toy.get('wall')).toBe('red');
  const votes = on('irc').heard.news.flatMap(({ news: { news } }) => (news.kind === 'vote' ? [news] : []));
  expect(votes).toEqual([{ kind: 'vote', person: 'nina', from: 'slack', vote: 'approve' }]);
  expect(slack.headlines.at(-1)).toBe('ended done');
  expect(on('irc').heard.headlines.at(-1)).toBe('ended done');
});

test('who decides by a command where the run is told anyway gets no second answer', async () => {
  const { say, quiet } = await stage(commands, { farm: { channels } });
  await say('irc', 'loic', 'wreck wall red');
  expect(await say('slack', 'nina', 'approve 1')).toEqual([]);
  await quiet();
});

test('other channels hear nothing of it', async () => {
  const { say, on, quiet } = await stage(commands, { farm: { channels: [{ irc: '#other', slack: '#xivo' }] } });
  await say('irc', 'loic', 'paint wall red');
  await say('irc', 'loic', 'approve 1');
  await quiet();
  expect(on('slack').heard.headlines).toEqual([]);
});

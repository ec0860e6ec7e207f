import { expect, test } from 'vitest';
import { approve } from '../../commands/approve.ts';
import { runs } from '../../commands/runs.ts';
import { stage, toyCommand } from '../bot/stage.ts';

const commands = [toyCommand('paint', 'safe'), toyCommand('break', 'destructive'), approve, runs];

test('!runs waiting lists what a person may approve, and what of theirs stopped', async () => {
  const { say, toy, quiet } = await stage(commands);
  toy.set('wall breaks', 'yes');
  await say('irc', 'nina', 'paint wall red');
  await quiet();
  await say('irc', 'dachary', 'break door blue');
  const [head, ...rows] = await say('irc', 'nina', 'runs waiting');
  expect(head).toBe('Waiting for you: 1 run to approve: !approve 2 or !deny 2; 1 run of yours to settle');
  expect(rows).toEqual([
    expect.stringMatching(/^2 {2}break door blue +destructive +asked by loic +\d+ .* left$/),
    expect.stringMatching(
      /^1 {2}paint wall red +!retry 1 goes on, !undo 1 takes it back, !cancel 1 leaves it as it is$/,
    ),
  ]);
});

test('who asked for a run that takes a second person, or has approved it, has nothing to approve', async () => {
  const { say } = await stage(commands);
  await say('irc', 'dachary', 'break door blue');
  expect(await say('irc', 'dachary', 'runs waiting')).toEqual([
    'Nothing waits for you; 1 run for others: !runs lists all',
  ]);
});

test('nobody knows what waits for a stranger', async () => {
  const { say } = await stage(commands);
  expect((await say('irc', null, 'runs waiting')).join(' ')).toContain('Log in first.');
});

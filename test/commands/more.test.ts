import { expect, test } from 'vitest';
import { more } from '../../commands/more.ts';
import type { Reading } from '../../src/bot/command.ts';
import { stage } from '../bot/stage.ts';

const talk: Reading = {
  name: 'talk',
  kind: 'read',
  usage: 'talk',
  summary: 'Says much.',
  examples: [],
  answer: async () => ({ tone: 'answer', headline: 'five', lines: ['a', 'b', ['c', 'd'], 'e', 'secret'] }),
};
const short: Reading = {
  ...talk,
  name: 'short',
  usage: 'short',
  answer: async () => ({ tone: 'answer', lines: ['s'] }),
};

test('goes on where the last long answer stopped, until nothing is left', async () => {
  const { say, on } = await stage([talk, short, more], { env: { A_PASSWORD: 'secret' } });
  on('irc').heard.fits = () => 2;
  expect(await say('irc', 'nina', 'talk')).toEqual(['five', 'a', 'b']);
  expect(on('irc').heard.replies.at(-1)?.reply.left).toBe(3);
  expect(await say('irc', 'nina', 'short')).toEqual(['s']);
  expect(await say('irc', 'nina', 'more')).toEqual(['c  d', 'e']);
  const [last = ''] = await say('irc', 'nina', 'more');
  expect(last).not.toContain('secret');
  expect(on('irc').heard.replies.at(-1)?.reply.left).toBeUndefined();
  expect(await say('irc', 'nina', 'more')).toEqual([
    expect.stringContaining('Nothing is left of an answer to you here'),
  ]);
});

test('is for the person whose answer it was, and needs no listed person', async () => {
  const { say, on } = await stage([talk, more]);
  on('irc').heard.fits = () => 2;
  await say('irc', 'nina', 'talk');
  expect(await say('irc', null, 'more')).toEqual([expect.stringContaining('Nothing is left')]);
  expect(await say('irc', 'nina', 'more')).toEqual(['c  d', 'e']);
});

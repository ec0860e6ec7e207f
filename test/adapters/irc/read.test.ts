import { expect, test } from 'vitest';
import { read } from '../../../adapters/irc/read.ts';
import type { Json } from '../../../src/journal/json.ts';

const where = { platform: 'irc', channel: '#xivo', private: false };
const speaker = { platform: 'irc', nick: 'loic', account: 'dachary' };

test.each<[string, Json]>([
  ['a message', { message: { where, speaker, text: 'status', id: 'm1' }, at: 5 }],
  ['a vote', { vote: { where, speaker, message: 'm1', vote: 'deny', withdrawn: false }, at: 5 }],
])('%s is as it was written down', (_, heard) => {
  expect(read(heard)).toEqual(heard);
});

test.each<[string, string, boolean, object | undefined]>([
  ['an approval', '👍', false, { vote: 'approve', withdrawn: false }],
  ['an approval taken back', '+1', true, { vote: 'approve', withdrawn: true }],
  ['a denial', ':x:', false, { vote: 'deny', withdrawn: false }],
  ['no vote', '🎉', false, undefined],
])('a reaction that an earlier version left in the inbox is the vote it was: %s', (_, name, removed, vote) => {
  const heard = { reaction: { where, speaker, message: 'm1', name, removed }, at: 5 };
  expect(read(heard)).toEqual(vote && { vote: { where, speaker, message: 'm1', ...vote }, at: 5 });
});

import { expect, test } from 'vitest';
import { voteOf } from '../../src/bot/reactions.ts';

test.each([
  '✅',
  '✔️',
  '👍',
  '👍🏽',
  '+1',
  'thumbsup',
  'white_check_mark',
  'approve',
  ':+1:',
  '+1::skin-tone-3',
  'Approve',
])('%s approves', (name) => {
  expect(voteOf(name)).toBe('approve');
});

test.each(['❌', '👎', '👎🏿', '-1', 'thumbsdown', 'x', 'deny', ':x:'])('%s denies', (name) => {
  expect(voteOf(name)).toBe('deny');
});

test.each(['🎉', 'eyes', '', '1', 'approved-by-eve', '✅✅', 'xx'])('%s is no vote', (name) => {
  expect(voteOf(name)).toBeUndefined();
});

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { reactionIn, voteOf } from '../../../adapters/irc/reactions.ts';
import { anyText } from '../../support/any-text.ts';

test.each([
  ['one added', { '+draft/react': '👍', '+draft/reply': 'm1' }, { message: 'm1', vote: 'approve', withdrawn: false }],
  [
    'one taken away',
    { '+draft/unreact': '👍', '+draft/reply': 'm1' },
    { message: 'm1', vote: 'approve', withdrawn: true },
  ],
  [
    'one with the ratified reply tag',
    { '+draft/react': '👍', '+reply': 'm1' },
    { message: 'm1', vote: 'approve', withdrawn: false },
  ],
  [
    'a name in colons',
    { '+draft/react': ':thumbsup:', '+draft/reply': 'm1' },
    { message: 'm1', vote: 'approve', withdrawn: false },
  ],
  [
    'one with a skin tone',
    { '+draft/react': '👍🏽', '+draft/reply': 'm1' },
    { message: 'm1', vote: 'approve', withdrawn: false },
  ],
  [
    'one with a variation selector',
    { '+draft/react': '✔️', '+draft/reply': 'm1' },
    { message: 'm1', vote: 'approve', withdrawn: false },
  ],
])('reads %s', (_, tags: Record<string, string>, reacted) => {
  expect(reactionIn(tags)).toEqual(reacted);
});

test.each([
  ['no reply tag', { '+draft/react': '👍' }],
  ['an empty reply tag', { '+draft/react': '👍', '+draft/reply': '' }],
  ['no reaction', { '+draft/reply': 'm1' }],
  ['an empty reaction', { '+draft/react': '', '+draft/reply': 'm1' }],
  ['only control characters', { '+draft/react': '\r\n\x01', '+draft/reply': 'm1' }],
  ['an essay', { '+draft/react': 'x'.repeat(65), '+draft/reply': 'm1' }],
  ['an emoji that is no vote', { '+draft/react': '🎉', '+draft/reply': 'm1' }],
  ['typing', { '+typing': 'active' }],
  ['tags without the mark of a client tag', { 'draft/react': '👍', 'draft/reply': 'm1' }],
])('is none with %s', (_, tags: Record<string, string>) => {
  expect(reactionIn(tags)).toBeUndefined();
});

test('whatever the tags, it is a vote on a message that is named', () => {
  const name = fc.constantFrom('+draft/react', '+draft/unreact', '+draft/reply', '+reply', 'account');
  const value = fc.oneof(fc.constantFrom('👍', ':x:', '-1'), anyText({ maxLength: 100 }));
  fc.assert(
    fc.property(fc.dictionary(name, value), (tags) => {
      const found = reactionIn(tags);
      expect(found?.vote ?? 'approve').toMatch(/^(approve|deny)$/);
      expect(found?.message).not.toBe('');
    }),
  );
});

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

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { reactionIn } from '../../../adapters/irc/reactions.ts';
import { anyText } from '../../support/any-text.ts';

test.each([
  ['one added', { '+draft/react': '👍', '+draft/reply': 'm1' }, { message: 'm1', name: '👍', removed: false }],
  ['one taken away', { '+draft/unreact': '👍', '+draft/reply': 'm1' }, { message: 'm1', name: '👍', removed: true }],
  [
    'one with the ratified reply tag',
    { '+draft/react': '👍', '+reply': 'm1' },
    { message: 'm1', name: '👍', removed: false },
  ],
  [
    'a name in colons',
    { '+draft/react': ':thumbsup:', '+draft/reply': 'm1' },
    { message: 'm1', name: 'thumbsup', removed: false },
  ],
  [
    'one with a skin tone',
    { '+draft/react': '👍🏽', '+draft/reply': 'm1' },
    { message: 'm1', name: '👍', removed: false },
  ],
  [
    'one with a variation selector',
    { '+draft/react': '✔️', '+draft/reply': 'm1' },
    { message: 'm1', name: '✔', removed: false },
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
  ['typing', { '+typing': 'active' }],
  ['tags without the mark of a client tag', { 'draft/react': '👍', 'draft/reply': 'm1' }],
])('is none with %s', (_, tags: Record<string, string>) => {
  expect(reactionIn(tags)).toBeUndefined();
});

test('no tags make a name with a control character, or an essay', () => {
  const name = fc.constantFrom('+draft/react', '+draft/unreact', '+draft/reply', '+reply', 'account');
  fc.assert(
    fc.property(fc.dictionary(name, anyText({ maxLength: 100 })), (tags) => {
      const found = reactionIn(tags);
      expect(found?.name ?? 'x').toMatch(/^[^\p{Cc}]{1,64}$/u);
      expect(found?.message).not.toBe('');
    }),
  );
});

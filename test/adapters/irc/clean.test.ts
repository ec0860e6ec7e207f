import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { outgoing, plain } from '../../../adapters/irc/clean.ts';
import { isTarget } from '../../../adapters/irc/names.ts';

describe('text to send', () => {
  test.each([
    ['a second command behind CR LF', 'hello\r\nQUIT :bye', 'hello QUIT :bye'],
    ['a second command behind LF alone', 'hello\nJOIN #evil', 'hello JOIN #evil'],
    ['a second command behind CR alone', 'hello\rNICK evil', 'hello NICK evil'],
    ['NUL', 'hel\0lo', 'hello'],
    ['a CTCP', '\x01ACTION waves\x01', 'ACTION waves'],
    ['terminal colours', '\x1b[31merror\x1b[0m: disk', 'error: disk'],
    ['IRC colours and bold', '\x02\x0304red', '04red'],
    ['direction overrides', 'approve \u202ella\u202c', 'approve lla'],
    ['line separators', 'a\u2028b\u2029c', 'a b c'],
    ['half a character', 'a\ud83d', 'a\ufffd'],
    ['a tab', 'a\tb', 'a b'],
  ])('has no %s', (_, text, sent) => {
    expect(outgoing(text)).toBe(sent);
  });

  test('never has a control character, whatever it is made from', () => {
    const unit = fc.oneof(fc.integer({ min: 0, max: 0xff }), fc.integer({ min: 0, max: 0x10ffff }));
    const text = fc.string({ unit: unit.map((code) => String.fromCodePoint(code)) });
    fc.assert(fc.property(text, (any) => !/[\x00-\x1f\x7f\u2028\u2029]/.test(outgoing(any))));
  });
});

test.each([
  ['bold, italics, underline and reset', '\x02!cl\x1done\x0f g\x1fa', '!clone ga'],
  ['colours', '\x0304,12!status\x03 x', '!status x'],
  ['a colour before a digit', '\x03041', '1'],
  ['hexadecimal colours', '\x04ff0000,00ff00!list', '!list'],
  ['blanks around', '  !list  ', '!list'],
  ['nothing of ordinary text', '!clone gallifrey dev', '!clone gallifrey dev'],
])('what people type loses %s', (_, typed, read) => {
  expect(plain(typed)).toBe(read);
});

describe('the target of a message', () => {
  test.each(['#xivo', '&local', '+modeless', '#a-b.c', 'alice', 'alice_', '[alice]', 'a-b', '001AAAAAB', 'žofie'])(
    'may be %s',
    (name) => {
      expect(isTarget(name)).toBe(true);
    },
  );

  test.each([
    '',
    ' ',
    '#xivo ',
    '#a,#b',
    '#a b',
    'alice,bob',
    'alice bob',
    'alice\r\nQUIT',
    '#x\nQUIT',
    '#x\0',
    '#x\x07',
    ':alice',
    '$*',
    '$irc.test.local',
    '*',
    'al*ce',
    'alice!user@host',
    'alice@irc.test.local',
    '@#xivo',
    '-alice',
    'x'.repeat(65),
  ])('may not be %j', (name) => {
    expect(isTarget(name)).toBe(false);
  });
});

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressed } from '../../src/bot/addressed.ts';
import { parse } from '../../src/bot/parse.ts';
import { anyText } from '../support/any-text.ts';
import { growth } from '../support/steps.ts';

const command = (name: string, ...args: string[]) => ({ is: 'command', name, args });

test.each([
  ['clone gallifrey dev', command('clone', 'gallifrey', 'dev')],
  ['!clone gallifrey dev', command('clone', 'gallifrey', 'dev')],
  ['  CLONE   Gallifrey  dev ', command('clone', 'Gallifrey', 'dev')],
  ['build "release 2.0" now', command('build', 'release 2.0', 'now')],
  ['build “release 2.0”', command('build', 'release 2.0')],
  ["say don't", command('say', "don't")],
  ["say 'two words'", command('say', 'two words')],
  ['log 7 ""', command('log', '7', '')],
  ['status\tskaro', command('status', 'skaro')],
  ['status skaro\r\nJOIN #evil', command('status', 'skaro', 'JOIN', '#evil')],
  ['status ska\u0000ro\u202e', command('status', 'skaro')],
  ['status\u00a0skaro', command('status', 'skaro')],
  ['clone\u202fgallifrey\u2009dev\u3000', command('clone', 'gallifrey', 'dev')],
  ['build gallifrey —force', command('build', 'gallifrey', '--force')],
  ['build gallifrey –force', command('build', 'gallifrey', '--force')],
  ['build gallifrey −−force', command('build', 'gallifrey', '--force')],
  ['status gallifrey‑dev', command('status', 'gallifrey-dev')],
  ['status gallifrey–dev', command('status', 'gallifrey-dev')],
  ['！ｓｔａｔｕｓ　ｓｋａｒｏ', command('status', 'skaro')],
  ['`!status skaro`', command('status', 'skaro')],
  ['```!status skaro```', command('status', 'skaro')],
  ['*!status skaro*', command('status', 'skaro')],
  ['_**!status skaro**_', command('status', 'skaro')],
  ['`!status` skaro', command('status', 'skaro')],
  ['*!status* *skaro*', command('status', 'skaro')],
  ['**!clone** `gallifrey` **dev**.', command('clone', 'gallifrey', 'dev')],
  ['"!status skaro"', command('status', 'skaro')],
  ['“!status skaro”', command('status', 'skaro')],
  ['«!status skaro»', command('status', 'skaro')],
  ['status <skaro>', command('status', 'skaro')],
  ['status [skaro]', command('status', 'skaro')],
  ['resize skaro --memory=4G', command('resize', 'skaro', '--memory', '4G')],
  ['resize skaro —memory=4G', command('resize', 'skaro', '--memory', '4G')],
  ['status `skaro`', command('status', 'skaro')],
  ['status «skaro»', command('status', 'skaro')],
  ['status «\u00a0skaro\u00a0»', command('status', 'skaro')],
  ['status »skaro«', command('status', 'skaro')],
  ['status skaro.', command('status', 'skaro')],
  ['status skaro?', command('status', 'skaro')],
  ['status skaro ?', command('status', 'skaro')],
  ['status skaro!!', command('status', 'skaro')],
  ['clone gallifrey, dev…', command('clone', 'gallifrey', 'dev')],
  ['status, skaro', command('status', 'skaro')],
  ['status: skaro', command('status', 'skaro')],
  ['help?', command('help')],
  ['!status skaro 👍🏽', command('status', 'skaro')],
  ['!approve 7 ✅ !', command('approve', '7')],
  ['!approve 7✔\ufe0f', command('approve', '7')],
  ['!approve 7)', command('approve', '7')],
  ['!status (skaro)', command('status', 'skaro')],
  ['!status skaro”', command('status', 'skaro')],
  ['!undo\u31647', command('undo', '7')],
  ['‘!status skaro’', command('status', 'skaro')],
  ['›!status skaro‹', command('status', 'skaro')],
  ['```\n!status skaro\n```', command('status', 'skaro')],
  ['```irc\r\n!status skaro```', command('status', 'skaro')],
  ['status "skaro."', command('status', 'skaro.')],
  ['build gallifrey v1.2', command('build', 'gallifrey', 'v1.2')],
  ['clone gallifrey --help', command('help', 'clone')],
  ['clone —help', command('help', 'clone')],
  ['destroy skaro -h', command('help', 'destroy')],
])('%j is the command %j', (text, expected) => {
  expect(parse(text)).toEqual(expected);
});

test.each(['', '!', '!!!', '!= 3', '?', '   ', '7 apples', '"clone" a b', '> clone a b'])(
  '%j is not meant as a command',
  (text) => {
    expect(parse(text)).toEqual({ is: 'nothing' });
  },
);

test.each([
  ['clone "gallifrey dev', 'is not closed'],
  [`clone ${'a'.repeat(2000)}`, 'at most 1000'],
])('%j is answered with what is wrong', (text, why) => {
  expect(parse(text)).toEqual({ is: 'broken', why: expect.stringContaining(why) });
});

test('no text makes a word with a line break or a control character in it', () => {
  fc.assert(
    fc.property(anyText(), (text) => {
      const parsed = parse(`status ${text}`);
      const words = parsed.is === 'command' ? [parsed.name, ...parsed.args] : [];
      expect(words.join('')).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
    }),
  );
});

test('words without quotes come through as they were typed, but for the end of a sentence', () => {
  const word = fc.stringMatching(/^[a-z0-9]([a-z0-9.;$`&|<>(){}*?~#=%:,/-]{0,20}[a-z0-9])?$/);
  fc.assert(
    fc.property(fc.array(word, { maxLength: 8 }), (words) => {
      expect(parse(['status', ...words].join(' '))).toEqual(command('status', ...words));
    }),
  );
});

test.each(['`', '_', '"', '*a', '* *', ' @a ', '«a»', '＊', '—'])(
  'a message of twice as many %j takes twice as many steps, and no more',
  (part) => {
    const calling = { prefix: '!', isName: () => false, private: true };
    const [two, four] = growth((n) => {
      const text = `${part.repeat(n)}status${part.repeat(n)}`;
      return () => parse(addressed(text, calling)?.text ?? '');
    }, 500);
    expect(two).toBeLessThan(2.2);
    expect(four).toBeLessThan(4.6);
  },
);

import { expect, test } from 'vitest';
import { answerLines, fitting } from '../../../adapters/irc/answer.ts';
import { roomOf } from '../../../adapters/irc/layout.ts';
import { columnsOf } from '../../../src/bot/columns.ts';

const lines = (count: number) => Array.from({ length: count }, (_, i) => `line ${i + 1}`);
const answer = (count: number) => ({ tone: 'answer' as const, lines: lines(count) });
const columns = roomOf('farmhand');

test('a table has room beside the time and the nick of farmhand on 80 columns', () => {
  expect(columnsOf(`12:34 <@farmhand> ${'x'.repeat(columns)}`)).toBe(80);
});

test.each([
  ['in a channel', 8, false],
  ['in private', 20, true],
])('an answer that fits is said whole %s', (_, count, isPrivate) => {
  expect(fitting(answer(count), isPrivate, columns)).toBe(count);
});

test.each([
  ['in a channel, one line being for what is left', answer(9), false, 7],
  ['in private', answer(50), true, 19],
  ['to a stranger', { ...answer(9), priority: 'last' as const }, true, 4],
  ['after a headline', { ...answer(9), headline: '9 lines' }, false, 6],
  ['with what is wrong counted', { ...answer(5), findings: lines(4) }, false, 7],
])('of a longer one so many lines are said %s', (_, reply, isPrivate, count) => {
  expect(fitting(reply, isPrivate, columns)).toBe(count);
});

test('a page says at its end how much is left, and how to go on', () => {
  expect(answerLines({ ...answer(2), left: 3, headline: '5 lines' }, columns)).toEqual([
    '5 lines',
    'line 1',
    'line 2',
    '… 3 more: !more',
  ]);
  expect(answerLines({ ...answer(1), left: 3, endFirst: true, more: '!log 7 STEP' }, columns).at(-1)).toBe(
    '… 3 before these: !more; !log 7 STEP tells of one',
  );
});

test('rows are two columns, however many they have', () => {
  const rows = [
    ['rose', 'running', 'host01', '10.10.60.5', '512 MiB'],
    ['gallifrey', 'down', '', '10.10.60.6', ''],
  ];
  expect(answerLines({ tone: 'answer', lines: rows }, columns)).toEqual([
    'rose       running, host01, 10.10.60.5, 512 MiB',
    'gallifrey  down, 10.10.60.6',
  ]);
});

test('a row that is too wide goes on below its second column, and takes so much room of a page', () => {
  const row = [
    'gallifrey-development',
    'running, host01, 10.10.60.5, 512 MiB of 1 GiB, protected, owner rose until Friday',
  ];
  const said = answerLines({ tone: 'answer', lines: [row] }, columns);
  expect(said).toEqual([
    'gallifrey-development  running, host01, 10.10.60.5, 512 MiB of',
    '                       1 GiB, protected, owner rose until',
    '                       Friday',
  ]);
  expect(fitting({ tone: 'answer', lines: Array.from({ length: 4 }, () => row) }, false, columns)).toBe(2);
});

test('a line nobody could read is cut too', () => {
  const [line = ''] = answerLines({ tone: 'answer', lines: ['x'.repeat(5000)] }, columns);
  expect(line.length).toBeLessThanOrEqual(1200);
  expect(line.endsWith('…')).toBe(true);
});

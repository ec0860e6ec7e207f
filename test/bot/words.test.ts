import { expect, test } from 'vitest';
import { ago, counted, duration, listed, percent, size, table } from '../../src/bot/words.ts';

test.each([
  [0, '0 s'],
  [-3, '0 s'],
  [42.4, '42 s'],
  [60, '1 min'],
  [200, '3 min 20 s'],
  [659, '10 min'],
  [3600, '1 h'],
  [3900, '1 h 05 min'],
  [183_600, '2 d 3 h'],
  [172_800, '2 d'],
  [59 * 86_400, '59 d'],
  [65 * 86_400, '2 months'],
  [700 * 86_400, '22 months'],
  [5739 * 86_400, '15 years'],
])('%d seconds are %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

test.each([
  [0, '0%'],
  [0.419, '41%'],
  [0.999, '99%'],
  [1, '100%'],
  [1.2, '100%'],
  [-1, '0%'],
])('a part of %d is %s', (part, text) => {
  expect(percent(part)).toBe(text);
});

test('sizes are in powers of 1024, with one decimal where it tells something', () => {
  expect([17, 512 * 2 ** 20, 30 * 2 ** 30, 1.5 * 2 ** 30].map(size)).toEqual([
    '17 bytes',
    '512 MiB',
    '30 GiB',
    '1.5 GiB',
  ]);
});

test('words are put together as a sentence has them', () => {
  expect([listed([]), listed(['a']), listed(['a', 'b']), listed(['a', 'b', 'c'], 'or')]).toEqual([
    '',
    'a',
    'a and b',
    'a, b or c',
  ]);
  expect([counted(1, 'step'), counted(3, 'step'), counted(2, 'person', 'people')]).toEqual([
    '1 step',
    '3 steps',
    '2 people',
  ]);
});

test('a table lines up its columns and ends no line with spaces', () => {
  expect(
    table([
      ['VM', 'state', 'address'],
      ['gallifrey-dev', 'running', '10.10.60.6'],
      ['skåro', 'down', ''],
    ]),
  ).toEqual(['VM             state    address', 'gallifrey-dev  running  10.10.60.6', 'skåro          down']);
});

test('a table counts what is wide on a terminal as two columns, and what combines as none', () => {
  expect(
    table([
      ['日本', 'up'],
      ['ska\u030aro', 'down'],
    ]),
  ).toEqual(['日本   up', 'ska\u030aro  down']);
});

test('a time ago is told by the clock given', () => {
  expect(ago('2026-01-01T10:00:00.000Z', new Date('2026-01-01T10:02:00.000Z'))).toBe('2 min ago');
});

import { describe, expect, test } from 'vitest';
import { addressed, asCalled, type Calling } from '../../src/bot/addressed.ts';

const channel: Calling = { prefix: '!', isName: (word) => /^farmhand_?$/i.test(word), private: false };

describe('in a channel', () => {
  test.each([
    ['!status', 'status'],
    ['！status', 'status'],
    ['`!status skaro`', 'status skaro'],
    ['*!status skaro*', 'status skaro'],
    ['\u00a0!status', 'status'],
    ['farmhand: status', 'status'],
    ['farmhand, status', 'status'],
    ['Farmhand_: !status', 'status'],
    ['@farmhand status', 'status'],
    ['@farmhand: status', 'status'],
    ['@farmhand', 'help'],
    ['farmhand:', 'help'],
    ['farmhand?', 'help'],
    ['@farmhand!', 'help'],
  ])('%j is for farmhand', (line, text) => {
    expect(addressed(line, channel)).toEqual({ text });
  });

  test.each([
    'hey @farmhand status skaro',
    'could you, @farmhand: !status skaro',
    'farmhand; status skaro',
    'farmhand – status skaro',
    '@farmhand> !status skaro',
  ])('%j may be, if it is a command', (line) => {
    expect(addressed(line, channel)).toEqual({ text: 'status skaro', aside: true });
  });

  test.each([
    'status',
    'farmhand is slow today',
    'farmhand',
    'farmhandy: status',
    'I wrote to loic@farmhand today',
    'ask @farmhand',
    '',
  ])('%j is not', (line) => {
    expect(addressed(line, channel)).toBeUndefined();
  });
});

test.each([
  ['.', '.status', 'status'],
  ['.', 'farmhand: !status', 'status'],
  ['fh ', 'fh status', 'status'],
])('with the prefix %j, %j is for farmhand', (prefix, line, text) => {
  expect(addressed(line, { ...channel, prefix })).toEqual({ text });
});

test.each([
  ['.', '!seen bob'],
  [null, '!status'],
  [null, '.status'],
])('with the prefix %j, %j is not', (prefix, line) => {
  expect(addressed(line, { ...channel, prefix })).toBeUndefined();
});

test.each(['status', '!status', 'farmhand status', 'farmhand: status', '@farmhand !status'])(
  'in private %j is for farmhand',
  (line) => {
    expect(addressed(line, { ...channel, private: true })).toEqual({ text: 'status' });
    expect(addressed(line, { prefix: null, isName: channel.isName, private: true })).toEqual({ text: 'status' });
  },
);

test('what farmhand says can be typed where it is said', () => {
  const line = 'run 7 waits: !approve 7, or !deny 7 ("!why 7" says more). What now!';
  expect(asCalled(line, { prefix: '!', name: 'farmhand' })).toBe(line);
  expect(asCalled(line, { prefix: '.', name: 'farmhand' })).toBe(
    'run 7 waits: .approve 7, or .deny 7 (".why 7" says more). What now!',
  );
  expect(asCalled(line, { prefix: null, name: 'fh' })).toBe(
    'run 7 waits: fh: approve 7, or fh: deny 7 ("fh: why 7" says more). What now!',
  );
});

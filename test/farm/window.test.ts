import { describe, expect, test } from 'vitest';
import { opening, parseWindow, type Window } from '../../src/farm/window.ts';

const read = (text: string) => parseWindow(text) as Window;

describe('a window is read', () => {
  test.each([
    ['mon-fri 08:00-18:00', [1, 2, 3, 4, 5], 480, 1080],
    ['sat,sun 10:00-12:30', [6, 0], 600, 750],
    ['fri-mon 22:00-06:00', [5, 6, 0, 1], 1320, 360],
    ['9:00-24:00', [0, 1, 2, 3, 4, 5, 6], 540, 1440],
  ])('%s', (text, days, opens, closes) => {
    expect(read(text)).toEqual({ text, days, opens, closes });
  });

  test.each(['', 'mon', 'mon 8-18', 'mon 08:00-08:00', 'mon 24:00-08:00', 'mon 08:60-09:00', 'foo 08:00-09:00'])(
    'and "%s" is none',
    (text) => {
      expect(parseWindow(text)).toBeUndefined();
    },
  );

  test.each(['mon-tue-wed 08:00-09:00', 'mon- 08:00-09:00', 'mon, 08:00-09:00', 'mon 08:00-25:00'])(
    'nor is "%s"',
    (text) => {
      expect(parseWindow(text)).toBeUndefined();
    },
  );
});

describe('it is open from', () => {
  const day = 'mon-fri 08:00-18:00';
  const night = 'fri 22:00-06:00';
  test.each([
    ['now, within it', [day], '2026-12-07T07:00:00Z', '2026-12-07T07:00:00.000Z'],
    ['its opening, a minute before', [day], '2026-12-07T06:59:00Z', '2026-12-07T07:00:00.000Z'],
    ['the next day, when it closes', [day], '2026-12-07T17:00:00Z', '2026-12-08T07:00:00.000Z'],
    ['Monday, at the weekend', [day], '2026-12-05T12:00:00Z', '2026-12-07T07:00:00.000Z'],
    ['Monday in summer time, from a Friday in winter time', [day], '2026-03-27T17:30:00Z', '2026-03-30T06:00:00.000Z'],
    ['Monday in winter time, from a Friday in summer time', [day], '2026-10-23T16:30:00Z', '2026-10-26T07:00:00.000Z'],
    ['now, on the next day', [night], '2026-12-05T04:59:00Z', '2026-12-05T04:59:00.000Z'],
    ['a week later, when it closed on the next day', [night], '2026-12-05T05:00:00Z', '2026-12-11T21:00:00.000Z'],
    ['the first of several', [night, day], '2026-12-11T18:00:00Z', '2026-12-11T21:00:00.000Z'],
    [
      'when the clocks were put forward over it',
      ['sun 02:30-04:00'],
      '2026-03-29T00:30:00Z',
      '2026-03-29T01:00:00.000Z',
    ],
  ])('%s', (_, windows, at, from) => {
    expect(opening(windows.map(read), 'Europe/Paris', new Date(at)).toISOString()).toBe(from);
  });
});

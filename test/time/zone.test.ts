import { describe, expect, test } from 'vitest';
import { clockIn, instantOf, isZone, lastTimeOfDay, showInZone } from '../../src/time/zone.ts';

test.each([
  ['Europe/Paris', true],
  ['UTC', true],
  ['Asia/Kathmandu', true],
  ['Europe/Pariss', false],
  ['+01:00', false],
  ['', false],
])('%s is a zone: %s', (name, is) => {
  expect(isZone(name)).toBe(is);
});

describe('the clocks of a zone', () => {
  test.each([
    ['in winter', '2026-12-07T07:00:00Z', 'Mon 2026-12-07 08:00 Europe/Paris'],
    ['in summer', '2026-07-06T06:00:00Z', 'Mon 2026-07-06 08:00 Europe/Paris'],
    ['at midnight', '2026-12-06T23:00:00Z', 'Mon 2026-12-07 00:00 Europe/Paris'],
    ['before they are put forward', '2026-03-29T00:59:00Z', 'Sun 2026-03-29 01:59 Europe/Paris'],
    ['after it', '2026-03-29T01:00:00Z', 'Sun 2026-03-29 03:00 Europe/Paris'],
  ])('%s', (_, at, text) => {
    expect(showInZone('Europe/Paris', new Date(at))).toBe(text);
  });
});

describe('the first instant at which they show', () => {
  test.each([
    ['a time in winter', 'Europe/Paris', [2026, 12, 7, 480], '2026-12-07T07:00:00.000Z'],
    ['a time in summer', 'Europe/Paris', [2026, 7, 6, 480], '2026-07-06T06:00:00.000Z'],
    ['a time they are put forward over', 'Europe/Paris', [2026, 3, 29, 150], '2026-03-29T01:00:00.000Z'],
    ['a time they show twice', 'Europe/Paris', [2026, 10, 25, 150], '2026-10-25T00:30:00.000Z'],
    ['the end of a day', 'Europe/Paris', [2026, 12, 7, 1440], '2026-12-07T23:00:00.000Z'],
    ['a midnight they are put forward over', 'America/Santiago', [2026, 9, 6, 0], '2026-09-06T04:00:00.000Z'],
    ['a time far from UTC', 'Pacific/Kiritimati', [2026, 12, 7, 480], '2026-12-06T18:00:00.000Z'],
    ['a time of UTC', 'UTC', [2026, 12, 7, 480], '2026-12-07T08:00:00.000Z'],
  ] as const)('%s', (_, zone, [year, month, day, minute], at) => {
    expect(instantOf(zone, { year, month, day, minute }).toISOString()).toBe(at);
  });

  test('is the time they show then', () => {
    for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 7 * 3600_000) {
      const clock = clockIn('America/New_York', new Date(at));
      const back = clockIn('America/New_York', instantOf('America/New_York', clock));
      expect(back).toEqual(clock);
    }
  });
});

test.each([
  ['today', 'UTC', 450, '2026-12-01T07:30:00Z', '2026-12-01T07:30:00.000Z'],
  ['yesterday', 'UTC', 450, '2026-12-01T07:29:00Z', '2026-11-30T07:30:00.000Z'],
  ['today by clocks ahead of UTC', 'Europe/Paris', 450, '2026-12-01T06:30:00Z', '2026-12-01T06:30:00.000Z'],
  ['yesterday, where it is tomorrow already', 'Asia/Tokyo', 450, '2026-12-01T22:00:00Z', '2026-11-30T22:30:00.000Z'],
  ['an hour earlier in summer', 'Europe/Paris', 450, '2026-07-01T06:00:00Z', '2026-07-01T05:30:00.000Z'],
  ['when clocks were put forward over it', 'Europe/Paris', 150, '2026-03-29T12:00:00Z', '2026-03-29T01:00:00.000Z'],
  ['the first of two', 'Europe/Paris', 150, '2026-10-25T12:00:00Z', '2026-10-25T00:30:00.000Z'],
])('the latest time of day is that of %s', (_, zone, at, now, expected) => {
  expect(lastTimeOfDay(zone, at, new Date(now)).toISOString()).toBe(expected);
});

test.each([
  ['of today', 'Europe/Paris', '2026-12-01T02:30:00Z', '2026-12-01T02:00:00.000Z'],
  ['of yesterday', 'Europe/Paris', '2026-12-01T01:59:00Z', '2026-11-30T02:00:00.000Z'],
  ['of a day whose clocks passed it by', 'Europe/Paris', '2026-03-29T09:00:00Z', '2026-03-29T01:00:00.000Z'],
  ['of UTC', 'UTC', '2026-12-01T03:00:00Z', '2026-12-01T03:00:00.000Z'],
])('the last time the clocks showed 03:00 is that %s', (_, zone, now, then) => {
  const at = zone === 'Europe/Paris' && now.startsWith('2026-03') ? 2 * 60 + 30 : 3 * 60;
  expect(lastTimeOfDay(zone, at, new Date(now)).toISOString()).toBe(then);
});

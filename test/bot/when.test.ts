import { expect, test } from 'vitest';
import { parseWhen } from '../../src/bot/when.ts';

/** A Monday, 09:30 in Paris. */
const now = new Date('2026-12-07T08:30:00Z');

test.each([
  ['18:00', '2026-12-07T17:00:00.000Z'],
  ['9:00', '2026-12-08T08:00:00.000Z'],
  ['24:00', '2026-12-07T23:00:00.000Z'],
  ['today 18:00', '2026-12-07T17:00:00.000Z'],
  ['tomorrow', '2026-12-07T23:00:00.000Z'],
  ['Tomorrow 08:00', '2026-12-08T07:00:00.000Z'],
  ['mon 10:00', '2026-12-07T09:00:00.000Z'],
  ['mon 08:00', '2026-12-14T07:00:00.000Z'],
  ['Tuesday 08:00', '2026-12-08T07:00:00.000Z'],
  ['fri', '2026-12-10T23:00:00.000Z'],
  ['2026-12-24 08:00', '2026-12-24T07:00:00.000Z'],
  ['2027-03-28 02:30', '2027-03-28T01:00:00.000Z'],
])('%s is the next such time by the clocks of the farm', (text, at) => {
  expect(parseWhen(text.split(' '), 'Europe/Paris', now)?.toISOString()).toBe(at);
});

test.each([
  '',
  'today 9:00',
  '2026-02-30 08:00',
  '2026-12-06',
  'someday 08:00',
  'mon 25:00',
  'mon 08:00 sharp',
  '08:00 mon',
  'mo 08:00',
])('"%s" is no time to come', (text) => {
  expect(parseWhen(text.split(' '), 'Europe/Paris', now)).toBeUndefined();
});

import { expect, test } from 'vitest';
import { type Due, dueOf } from '../../src/bot/lease-end.ts';
import type { Said } from '../../src/bot/ownership.ts';

const lease = { since: '2026-12-01T08:00:00.000Z', until: '2026-12-15T08:00:00.000Z', run: 1 };
const up = { running: true };
const down = { running: false };

function said(about: Said['about'], at: string, goes?: string): Said {
  return { about, at: `2026-12-${at}:00.000Z`, ...(goes !== undefined && { goes: `2026-12-${goes}:00.000Z` }) };
}

function due(at: string, told: Said | undefined, instance: { readonly running: boolean | null } = up): Due | undefined {
  return dueOf(lease, told, instance, new Date(`2026-12-${at}:00Z`));
}

test.each<[string, string, Said | undefined, { readonly running: boolean | null }, Due['is'] | undefined]>([
  ['nothing is, more than three days before', '12T07:59', undefined, up, undefined],
  ['a reminder is, three days before', '12T08:00', undefined, up, 'remind'],
  ['nothing is after it', '12T08:01', said(3, '12T08:00'), up, undefined],
  ['it is, where it was given by a clock that was ahead', '14T08:00', said(1, '29T08:00'), up, 'remind'],
  ['another is a day before', '14T08:00', said(3, '12T08:00'), up, 'remind'],
  ['and nothing until the end', '15T07:59', said(1, '14T08:00'), up, undefined],
  ['then it is stopped', '15T08:00', said(1, '14T08:00'), up, 'stop'],
  [
    'or nothing is, where it is not known whether it runs',
    '15T08:00',
    said(1, '14T08:00'),
    { running: null },
    undefined,
  ],
  ['down, it is said when it goes', '15T08:01', said('end', '15T08:00'), down, 'announce'],
  ['also where it was down before', '15T08:01', said(1, '14T08:00'), down, 'announce'],
  ['nothing is in the grace', '22T08:00', said('down', '15T08:01', '22T08:01'), down, undefined],
  ['then it is destroyed', '22T08:01', said('down', '15T08:01', '22T08:01'), down, 'destroy'],
  ['started meanwhile, it is stopped', '22T08:01', said('down', '15T08:01', '22T08:01'), up, 'stop'],
  ['and given the grace anew', '22T08:03', said('end', '22T08:02'), down, 'announce'],
])('what is due: %s', (_, at, told, instance, is) => {
  expect(due(at, told, instance)?.is).toBe(is);
});

test('a reminder says how many days are left', () => {
  expect(due('12T08:00', undefined)).toEqual({ is: 'remind', about: 3, end: lease.until });
  expect(due('14T08:00', said(3, '12T08:00'))).toEqual({ is: 'remind', about: 1, end: lease.until });
});

test('of reminders that were missed the last is given, and the end is a day after it', () => {
  expect(due('14T20:00', undefined)).toEqual({ is: 'remind', about: 1, end: '2026-12-15T20:00:00.000Z' });
  expect(due('20T08:00', undefined)).toEqual({ is: 'remind', about: 1, end: '2026-12-21T08:00:00.000Z' });
  expect(due('21T07:59', said(1, '20T08:00'))).toBeUndefined();
  expect(due('21T08:00', said(1, '20T08:00'))?.is).toBe('stop');
});

test('a lease that was shorter than that from the beginning has no reminder', () => {
  const short = { ...lease, since: '2026-12-14T20:00:00.000Z' };
  expect(dueOf(short, undefined, up, new Date('2026-12-15T07:59:00Z'))).toBeUndefined();
  expect(dueOf(short, undefined, up, new Date('2026-12-15T08:00:00Z'))).toEqual({ is: 'stop' });
});

test('the grace is a week from when it is said', () => {
  expect(due('16T10:00', said('end', '15T08:00'), down)).toEqual({ is: 'announce', goes: '2026-12-23T10:00:00.000Z' });
});

test('an owner who was not known is told all of it once they are', () => {
  expect(due('14T08:05', said('nobody', '12T08:00'))).toMatchObject({ is: 'remind', about: 1 });
});

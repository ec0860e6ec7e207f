import { dayNamed, minuteOf } from '../farm/window.ts';
import { type Clock, clockIn, daysLater, instantOf, weekday, type Zone } from '../time/zone.ts';

/** What can be said for a time to come, for messages. */
export const whens = 'a time to come: 18:00, tomorrow 8:00, mon 08:00, or 2026-12-24 08:00';

/**
 * The next time that words mean by the clocks of a zone: `18:00`, `today 18:00`, `tomorrow`, `mon 08:00`, `2026-12-24 08:00`; the beginning of
 * the day where they have no time of it. Undefined where they mean none, or one that is over.
 */
export function parseWhen(words: readonly string[], zone: Zone, now: Date): Date | undefined {
  const [first = '', second, ...more] = words;
  const time = minuteOf(first);
  const today = { ...clockIn(zone, now), minute: time ?? minuteOf(second ?? '00:00') ?? Number.NaN };
  if (more.length > 0 || (time !== undefined && second !== undefined) || Number.isNaN(today.minute)) return undefined;
  const days = time === undefined ? daysMeant(first.toLowerCase(), today) : [today, daysLater(today, 1)];
  return days.map((day) => instantOf(zone, day)).find((at) => at > now);
}

/** The days a word can mean, the next first. */
function daysMeant(word: string, today: Clock): readonly Clock[] {
  if (word === 'today') return [today];
  if (word === 'tomorrow') return [daysLater(today, 1)];
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(word) ?? [];
  const date = { year: Number(year), month: Number(month), day: Number(day), minute: today.minute };
  // The 30th of February is no day.
  if (year !== undefined) return sameDay(daysLater(date, 0), date) ? [date] : [];
  const wanted = dayNamed(word);
  const week = Array.from({ length: 8 }, (_, index) => daysLater(today, index));
  return wanted === undefined ? [] : week.filter((one) => weekday(one) === wanted);
}

function sameDay(one: Clock, other: Clock): boolean {
  return one.month === other.month && one.day === other.day;
}

import { type Clock, clockIn, daysLater, instantOf, weekday, type Zone } from '../time/zone.ts';

/** Times of the week at which something may begin. */
export interface Window {
  /** As farm.yaml has it: `mon-fri 08:00-18:00`. */
  readonly text: string;
  /** 0 for Sunday, to 6 for Saturday: the days it opens. */
  readonly days: readonly number[];
  /** Minutes since midnight; it closes on the next day where that is not later. */
  readonly opens: number;
  readonly closes: number;
}

const names = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/** The day of the week a word names, by its first letters in English; undefined: none. */
export function dayNamed(word: string): number | undefined {
  const full = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
  const found = full.findIndex((name) => word.length >= 3 && name.startsWith(word.toLowerCase()));
  return found < 0 ? undefined : found;
}

/** Minutes since midnight of `08:00`; `24:00` is the end of the day. Undefined: it is no time of day. */
export function minuteOf(text: string): number | undefined {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})$/.exec(text) ?? [];
  const minute = Number(hours) * 60 + Number(minutes);
  return Number(minutes) < 60 && minute <= 1440 ? minute : undefined;
}

/** `mon-fri 08:00-18:00`, `sat,sun 10:00-12:00`, `22:00-06:00` on every day; undefined: it is none. */
export function parseWindow(text: string): Window | undefined {
  const [, list, from = '', to = ''] = /^(?:([a-z,-]+) +)?(\d{1,2}:\d{2})-(\d{1,2}:\d{2})$/.exec(text) ?? [];
  const [opens, closes] = [minuteOf(from), minuteOf(to)];
  const days = list === undefined ? names.map((_, day) => day) : list.split(',').map(daysFrom);
  if (opens === undefined || opens === 1440 || closes === undefined || opens === closes) return undefined;
  const all = days.flat();
  return all.includes(undefined) ? undefined : { text, days: all as readonly number[], opens, closes };
}

/** The days of `mon-fri`, or of `mon`; undefined among them: it is none. */
function daysFrom(text: string): readonly (number | undefined)[] {
  const [first, last, ...more] = text.split('-').map((word) => names.indexOf(word as (typeof names)[number]));
  if (first === undefined || first < 0 || (last ?? 0) < 0 || more.length > 0) return [undefined];
  const count = last === undefined ? 1 : ((last - first + 7) % 7) + 1;
  return Array.from({ length: count }, (_, index) => (first + index) % 7);
}

/** From when on one of the windows is open: the same time where one is, else when the next opens. */
export function opening(windows: readonly Window[], zone: Zone, at: Date): Date {
  const today = clockIn(zone, at);
  // From yesterday, whose window may last until today, to the same day of next week.
  const times = Array.from({ length: 9 }, (_, index) => daysLater(today, index - 1)).flatMap((day) =>
    windows.filter(({ days }) => days.includes(weekday(day))).map((window) => timesOf(window, zone, day)),
  );
  const next = times.filter(([, closes]) => closes > at).map(([opens]) => Math.max(opens.getTime(), at.getTime()));
  return new Date(Math.min(...next));
}

function timesOf({ opens, closes }: Window, zone: Zone, day: Clock): readonly [opens: Date, closes: Date] {
  const end = closes > opens ? day : daysLater(day, 1);
  return [instantOf(zone, { ...day, minute: opens }), instantOf(zone, { ...end, minute: closes })];
}

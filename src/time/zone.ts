/** A time zone by its name in the IANA database: `Europe/Paris`, `UTC`. */
export type Zone = string;

/** What the clocks of a zone show, to the minute. */
export interface Clock {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  /** Minutes since midnight; 1440 is the end of the day. */
  readonly minute: number;
}

const minute = 60_000;
const hour = 60 * minute;

/** Making one costs a hundred times as much as using it. */
const formats = new Map<Zone, Intl.DateTimeFormat>();

/** Throws RangeError where there is no such zone. */
function formatOf(zone: Zone): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const numeric = 'numeric' as const;
  const made = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone: zone, hourCycle: 'h23' },
    ...{ year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric },
  });
  formats.set(zone, made);
  return made;
}

/** Whether there is a zone of that name; a mere distance from UTC (`+01:00`) is none. */
export function isZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    formatOf(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** What the clocks there show, as milliseconds: those of UTC when its clocks show the same. */
function shown(zone: Zone, at: number): number {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const [year = 0, month = 1, day, h, m, s] = (['year', 'month', 'day', 'hour', 'minute', 'second'] as const).map(
    (part) => parts.get(part),
  );
  return Date.UTC(year, month - 1, day, h, m, s);
}

/** What the clocks of a zone show at a time. */
export function clockIn(zone: Zone, at: Date): Clock {
  const then = new Date(shown(zone, at.getTime()));
  return {
    year: then.getUTCFullYear(),
    month: then.getUTCMonth() + 1,
    day: then.getUTCDate(),
    minute: then.getUTCHours() * 60 + then.getUTCMinutes(),
  };
}

/** 0 for Sunday, to 6 for Saturday. */
export function weekday({ year, month, day }: Clock): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay();
}

/** The same minute so many days later. */
export function daysLater({ minute: same, ...date }: Clock, days: number): Clock {
  const then = new Date(Date.UTC(date.year, date.month - 1, date.day + days));
  return { year: then.getUTCFullYear(), month: then.getUTCMonth() + 1, day: then.getUTCDate(), minute: same };
}

/**
 * The first instant at which the clocks of a zone show that or later on that day: where they are put back over it, the first of the two;
 * where they are put forward over it, when that is done.
 */
export function instantOf(zone: Zone, { year, month, day, minute: wanted }: Clock): Date {
  const target = Date.UTC(year, month - 1, day, 0, wanted);
  // No zone is further from UTC than 14 hours, and none changes its clocks twice within two days.
  const [before, after] = [target - 24 * hour, target + 24 * hour];
  const found = [before, after]
    .map((near) => target - (shown(zone, near) - near))
    .filter((at) => shown(zone, at) === target);
  if (found.length > 0) return new Date(Math.min(...found));
  let [early, late] = [before, after];
  while (late - early > 1000) {
    const middle = Math.floor((early + late) / 2000) * 1000;
    if (shown(zone, middle) < target) early = middle;
    else late = middle;
  }
  return new Date(late);
}

/** When the clocks of a zone showed so many minutes after midnight last; where they were put forward over it, when that was done. */
export function lastTimeOfDay(zone: Zone, minute: number, now: Date): Date {
  const today = { ...clockIn(zone, now), minute };
  const then = instantOf(zone, today);
  return then <= now ? then : instantOf(zone, daysLater(today, -1));
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

/** "Mon 2026-12-07 08:00 Europe/Paris" */
export function showInZone(zone: Zone, at: Date): string {
  const clock = clockIn(zone, at);
  const two = (number: number) => String(number).padStart(2, '0');
  const date = `${clock.year}-${two(clock.month)}-${two(clock.day)}`;
  return `${days[weekday(clock)]} ${date} ${two(Math.floor(clock.minute / 60))}:${two(clock.minute % 60)} ${zone}`;
}

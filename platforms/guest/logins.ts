import { printedFact } from '../../src/farm/printed-fact.ts';
import { type Part, partOf } from '../../src/farm/read-parts.ts';
import type { Login, Logins, PastLogins } from '../../src/farm/roles/use.ts';
import { said } from '../../src/ssh/said.ts';

/**
 * Prints the host's time, who(1), and last(1) of the record before and of the current one, a NUL after each. last is util-linux's, or since Debian 13
 * wtmpdb's, which has no record before. Another language or time zone would write times otherwise.
 */
const script = `
export TZ=UTC LC_ALL=C.UTF-8
date +%s
printf '\\0'
who || exit
printf '\\0'
[ ! -r /var/log/wtmp.1 ] || last -f /var/log/wtmp.1 -w -n 1000 --time-format iso 2>/dev/null
printf '\\0'
last -w -n 1000 --time-format iso 2>&1 || :
`;

/** Who is and was logged in to a VM. farmhand itself asks for no terminal, and so is in no record, or has no terminal there. */
export function loginsPart(host: string): Part<Logins> {
  return partOf(
    printedFact(host, { script, takes: 30 }, 'cannot tell who is logged in', (printed) => {
      const [time = '', who = '', ...last] = printed.split('\0');
      return loginsIn(who, last, Number(time) * 1000);
    }),
  );
}

/** What who and last print, of the older record and of the current one. `now`: epoch milliseconds on that host. */
export function loginsIn(who: string, [older = '', current = '']: readonly string[], now: number): Logins {
  return {
    now: who.split('\n').flatMap((line) => presentIn(line, now)),
    past:
      beginOf(current) === undefined
        ? { unknown: said(current) || 'last says nothing' }
        : { known: pastIn([older, current]) },
  };
}

function pastIn(records: readonly string[]): PastLogins {
  const over = records.flatMap((text) => text.split('\n').flatMap(overIn));
  const last = over.toSorted((a, b) => (b.until ?? b.since) - (a.until ?? a.since))[0];
  return { ...(last && { last }), since: Math.min(...records.flatMap((text) => beginOf(text) ?? [])) };
}

/** When a record begins, as last says in its last line: `wtmp begins 2026-11-01T06:25:01+00:00`. */
function beginOf(text: string): number | undefined {
  return timesOf(/^\S+ begins (\S+)$/m.exec(text)?.[1])[0];
}

/** A person's terminal. What has another is none: a boot, a session without one such as farmhand's. */
const terminal = /^(pts\/|tty|hvc|:\d|console|xvc)/;

/** `bruno pts/0 2026-12-01 09:12 (10.0.0.7)`; without UTF-8 there is `Dec  1 09:12` for the time, of the last twelve months. */
function presentIn(line: string, now: number): readonly Login[] {
  const form =
    /^(\S+)\s+(?:[-+?]\s+)?(\S+)\s+(?:(\d{4}-\d\d-\d\d)|([A-Z][a-z][a-z])\s+(\d+))\s+(\d\d:\d\d)(?:.*\s\((\S+)\))?\s*$/;
  const [, name, line_ = '', date, month = '', day = '', clock, from] = form.exec(line) ?? [];
  if (name === undefined || !terminal.test(line_)) return [];
  const [, year = ''] = /^(\d{4})/.exec(new Date(now).toISOString()) ?? [];
  const inYear = (one: number) => Date.parse(`${month} ${day} ${one} ${clock} UTC`);
  const guessed = inYear(Number(year)) > now + 60_000 ? inYear(Number(year) - 1) : inYear(Number(year));
  const since = date === undefined ? guessed : Date.parse(`${date}T${clock}:00Z`);
  return Number.isNaN(since) ? [] : [{ name: short(name), ...placeOf(from), since }];
}

/** `bruno pts/0 10.0.0.7 2026-12-01T03:12:03+00:00 - 2026-12-01T03:40:03+00:00 (00:28)`; of one that broke off ` - crash (01:02)`, or nothing. */
function overIn(line: string): readonly Login[] {
  const form = /^(\S+)\s+(\S+)(?:\s+(\S+))?\s+(\d{4}-\d\d-\d\dT\S+)\s*(.*)$/;
  const [, name, line_ = '', from, began, rest = ''] = form.exec(line) ?? [];
  const [since] = timesOf(began);
  if (name === undefined || since === undefined || !terminal.test(line_) || /still logged in/.test(rest)) return [];
  const [, days = '0', hours, minutes] = /\((?:(\d+)\+)?(\d+):(\d\d)\)\s*$/.exec(rest) ?? [];
  const lasted =
    hours === undefined ? undefined : ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60_000;
  return [{ name: short(name), ...placeOf(from), since, ...(lasted !== undefined && { until: since + lasted }) }];
}

/** Where somebody came from; a terminal multiplexer or an X display is no place. */
function placeOf(from: string | undefined): { readonly from?: string } {
  return from === undefined || /^(:\d|tmux\(|screen|mosh )/.test(from) ? {} : { from: short(from) };
}

/** The time a text is, ISO 8601 with `+00:00` or `+0000`. */
function timesOf(text: string | undefined): readonly number[] {
  const time = Date.parse(text?.replace(/([+-]\d\d)(\d\d)$/, '$1:$2') ?? '');
  return Number.isNaN(time) ? [] : [time];
}

/** Guests say what they like: no name or place of theirs fills a plan. */
function short(text: string): string {
  return text.slice(0, 64);
}

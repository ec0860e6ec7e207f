import { listed } from '../farm/listed.ts';
import { showSize as size } from '../farm/units.ts';
import { columnsOf } from './columns.ts';

export { listed, size };

/** Days, on average. */
const year = 365.25;
const month = year / 12;

/** Seconds as people say them: "42 s", "3 min 20 s", "1 h 05 min", "2 d 3 h", "5 months", "15 years". */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [d, h, min, s] = [
    Math.floor(whole / 86400),
    Math.floor(whole / 3600) % 24,
    Math.floor(whole / 60) % 60,
    whole % 60,
  ];
  if (d >= 2 * year) return counted(Math.floor(d / year), 'year');
  if (d >= 2 * month) return counted(Math.floor(d / month), 'month');
  if (d > 0) return h > 0 ? `${d} d ${h} h` : `${d} d`;
  if (h > 0) return min > 0 ? `${h} h ${String(min).padStart(2, '0')} min` : `${h} h`;
  if (min >= 10 || (min > 0 && s === 0)) return `${min} min`;
  if (min > 0) return `${min} min ${s} s`;
  return `${s} s`;
}

/** A part from 0 to 1: "41%". Rounded down, so that only what is finished shows 100%. */
export function percent(part: number): string {
  return `${Math.floor(Math.min(1, Math.max(0, part)) * 100)}%`;
}

/** "Run 7 is done" of "run 7 is done". */
export function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** "It is done." of "it is done": a capital and an end. */
export function sentence(text: string): string {
  return `${capital(text)}${/[.?!]$/.test(text) ? '' : '.'}`;
}

/** "1 step", "3 steps". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** "what is on its disk (30 GiB)", "what is on its disks (30 GiB and 8 GiB)" */
export function onDisks(disks: readonly number[]): string {
  return `what is on its ${disks.length > 1 ? 'disks' : 'disk'} (${listed(disks.map(size))})`;
}

/** Rows as lines, columns lined up, two spaces between them. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, columnsOf(cell));
  return rows.map((row) =>
    row
      .map((cell, i) => cell + ' '.repeat((widths[i] ?? 0) - columnsOf(cell)))
      .join('  ')
      .trimEnd(),
  );
}

/** "12:04:31", the time of day (UTC) of an ISO time. */
export function timeOfDay(iso: string): string {
  return iso.slice(11, 19);
}

/** "2026-12-08 04:26 UTC" of an ISO time. */
export function day(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}

/** "2 min ago", from one ISO time to another. */
export function ago(iso: string, now: Date): string {
  return `${duration((now.getTime() - Date.parse(iso)) / 1000)} ago`;
}

import { parseDuration } from '../farm/units.ts';
import { Refusal } from './refusal.ts';

const [least, most] = [3600, 3650 * 86_400];

const units = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
] as const;

/** "14d", "ever": as it is typed after `for`. */
export function leaseText(seconds: number | null): string {
  if (seconds === null) return 'ever';
  const [unit, length] = units.find(([, length]) => seconds % length === 0) ?? ['s', 1];
  return `${seconds / length}${unit}`;
}

/** Seconds of a lease, from its words: `14d`, `for 14d`; null: `for ever`. Throws Refusal. */
export function leaseWords(all: readonly string[]): number | null {
  const words = all[0]?.toLowerCase() === 'for' ? all.slice(1) : all;
  const [word = '', stray] = words;
  if (stray !== undefined) throw new Refusal(`${JSON.stringify(stray)} is one word too many.`);
  if (/^(for)?ever$/i.test(word)) return null;
  const seconds = parseDuration(word.toLowerCase());
  if (seconds === undefined || seconds < least || seconds > most)
    throw new Refusal(`${JSON.stringify(word)} is no time for a VM: 12h, 14d (an hour to ten years), or ever.`);
  return seconds;
}

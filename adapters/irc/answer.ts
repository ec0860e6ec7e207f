import type { Reply } from '../../src/bot/adapter.ts';
import { laidOut } from './layout.ts';

/** Most lines of an answer at once: in a channel, where others read too, as many as servers take in a burst; in private, a screen; and to a stranger. */
const most = { channel: 8, private: 20, stranger: 5 };

/** Characters of a line of an answer that are said at most: about three messages. */
const longest = 1200;

/** How many findings and lines of an answer fit the place at once. `columns`: how wide a table may be. */
export function fitting(
  { headline, findings = [], lines, endFirst, priority }: Reply,
  isPrivate: boolean,
  columns: number,
): number {
  const limit = priority === 'last' ? most.stranger : isPrivate ? most.private : most.channel;
  const room = limit - (headline === undefined ? 0 : 1);
  const each = laidOut(lines, columns).map(({ length }) => length);
  const heights = [...findings.map(() => 1), ...(endFirst ? each.reverse() : each)];
  const all = heights.reduce((sum, height) => sum + height, 0);
  if (all <= room) return heights.length;
  let [count, used] = [0, 0];
  // The last line says how much is left.
  for (const height of heights) {
    if (used + height > room - 1) break;
    used += height;
    count += 1;
  }
  return count;
}

/** An answer's lines, or those of a page of it; what is left is said, with what to type to read it. */
export function answerLines(
  { headline, findings = [], lines, left, endFirst, more }: Reply,
  columns: number,
): readonly string[] {
  const text = [...(headline === undefined ? [] : [headline]), ...findings, ...laidOut(lines, columns).flat()];
  const shown = text.map((line) => (line.length <= longest ? line : `${line.slice(0, longest - 2)} …`));
  if (left === undefined) return shown;
  const besides = more === undefined ? '' : `; ${more} tells of one`;
  return [...shown, `… ${left} ${endFirst ? 'before these' : 'more'}: !more${besides}`];
}

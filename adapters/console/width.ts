import wrapAnsi from 'wrap-ansi';
import { columnsOf } from '../../src/bot/columns.ts';

/** As much of a text as fits into so many columns; what is cut off shows as an ellipsis. */
export function cut(text: string, most: number): string {
  if (columnsOf(text) <= most) return text;
  const [kept = ''] = wrapAnsi(text, most - 1, { hard: true, wordWrap: false, trim: false }).split('\n');
  return `${kept}…`;
}

/** A line as lines that fit, broken between words where there are any, those after the first indented like it and two columns more. */
export function wrap(line: string, most: number): readonly string[] {
  if (columnsOf(line) <= most) return [line];
  const text = line.normalize().trim();
  const indent = Math.min(line.length - line.trimStart().length, Math.floor(most / 2));
  const [first = ''] = wrapAnsi(text, most - indent, { hard: true }).split('\n');
  const rest = wrapAnsi(text.slice(first.length).trimStart(), most - indent - 2, { hard: true }).split('\n');
  return [' '.repeat(indent) + first, ...rest.filter(Boolean).map((part) => ' '.repeat(indent + 2) + part)];
}

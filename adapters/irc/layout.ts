import type { Line } from '../../src/bot/adapter.ts';
import { columnsOf } from '../../src/bot/columns.ts';

/** Columns of the terminals people read IRC on at least, and those that a client has for the time and the marks around a nick: "12:34 <@nick> ". */
const terminal = { columns: 80, before: 10 };

/** Columns of a first column at most. */
const widestName = 26;

/** Columns that text of this nick has on a terminal of 80 where a line of it does not wrap. */
export function roomOf(nick: string): number {
  return terminal.columns - terminal.before - columnsOf(nick);
}

/**
 * Lines of an answer, each as the lines of text it takes. Rows become two columns, since a client wraps a line where it likes: what the row is about, and all
 * else, wrapped to so many columns.
 */
export function laidOut(lines: readonly Line[], columns: number): readonly (readonly string[])[] {
  const names = lines.flatMap((line) => (typeof line === 'string' ? [] : [columnsOf(line[0]?.trim() ?? '')]));
  const width = Math.min(widestName, Math.max(0, ...names));
  return lines.map((line) => (typeof line === 'string' ? [line] : row(line, width, columns)));
}

function row([first = '', ...cells]: readonly string[], width: number, columns: number): readonly string[] {
  const name = first.trim();
  const rest = cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
  if (rest.length === 0) return [name];
  const [now = '', ...more] = wrapped(rest.join(', '), columns - width - 2);
  const room = ' '.repeat(Math.max(0, width - columnsOf(name)) + 2);
  return [`${name}${room}${now}`, ...more.map((text) => `${' '.repeat(width + 2)}${text}`)];
}

/** Broken between words. A longer word stays whole, so that an address or a path can be copied. */
function wrapped(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && columnsOf(line) + 1 + columnsOf(word) > columns) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

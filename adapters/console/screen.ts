import type { Interface } from 'node:readline';
import { clearScreenDown, cursorTo, moveCursor } from 'node:readline';
import type { Writable } from 'node:stream';
import stringWidth from 'string-width';
import { clean } from '../../src/bot/clean.ts';
import type { Line } from './lines.ts';
import type { Paint } from './paint.ts';
import { cut, wrap } from './width.ts';

/** A stream that may be a terminal. */
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number };

/** Where lines are shown. */
export interface Screen {
  /** Lines that stay. */
  print(lines: readonly Line[]): void;
  /** Lines redrawn in place above the prompt, until the next ones. */
  live(lines: readonly Line[]): void;
  /** Lines there are for them. */
  readonly room: number;
}

/** Lines one after the other, whole, for a file or a pipe. */
export function plainScreen(output: Output, paint: Paint): Screen {
  return {
    print: (lines) => {
      for (const line of lines) output.write(`${shaded(clean(line.text), line, paint)}\n`);
    },
    live: () => undefined,
    room: 0,
  };
}

/** A terminal on which somebody types: what is printed goes above the line being typed, which stays as it is. */
export function terminalScreen(output: Output, paint: Paint, typing: Interface): Screen {
  let shown: readonly Line[] = [];
  let drawn = 0;
  const columns = () => Math.max(20, output.columns ?? 80);

  /** Replaces the live lines, and puts the line being typed below them as it was. */
  const redraw = (printed: readonly string[]) => {
    const { rows, cols } = typing.getCursorPos();
    moveCursor(output, 0, -(rows + drawn));
    cursorTo(output, 0);
    clearScreenDown(output);
    const live = shown.map((line) => shaded(cut(clean(line.text), columns() - 1), line, paint));
    drawn = live.length;
    const typed = typing.getPrompt() + typing.line;
    const full = stringWidth(typed) % columns() === 0;
    output.write(`${[...printed, ...live].map((text) => `${text}\n`).join('')}${typed}${full ? ' ' : ''}`);
    // Not readline's own refresh: after a paste it does not know how many rows the line takes.
    cursorTo(output, cols);
    moveCursor(output, 0, rows - Math.floor(stringWidth(typed) / columns()));
  };
  return {
    print: (lines) =>
      redraw(lines.flatMap((line) => wrap(clean(line.text), columns() - 1).map((text) => shaded(text, line, paint)))),
    live: (lines) => {
      shown = lines;
      redraw([]);
    },
    get room() {
      return Math.max(3, (output.rows ?? 24) - 6);
    },
  };
}

function shaded(text: string, { shade }: Line, paint: Paint): string {
  return shade === undefined ? text : paint(shade, text);
}

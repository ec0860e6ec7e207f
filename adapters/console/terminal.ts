import type { Interface } from 'node:readline';
import { clearScreenDown, cursorTo, moveCursor } from 'node:readline';
import { clean } from '../../src/bot/clean.ts';
import { columnsOf } from '../../src/bot/columns.ts';
import type { Line } from './lines.ts';
import type { Paint } from './paint.ts';
import { type Output, type Screen, shaded } from './screen.ts';
import { cut, wrap } from './width.ts';

/** A terminal on which a person types: what is printed goes above the line being typed, which stays as it is. */
export function terminalScreen(output: Output, paint: Paint, typing: Interface): Screen {
  let shown: readonly Line[] = [];
  let drawn = 0;
  const columns = () => Math.max(20, output.columns ?? 80);

  /** Replaces the live lines, and puts the line being typed below them as it was. `above`: rows between them that go too. */
  const redraw = (printed: readonly string[], above = 0) => {
    const { rows, cols } = typing.getCursorPos();
    moveCursor(output, 0, -(rows + drawn + above));
    cursorTo(output, 0);
    clearScreenDown(output);
    const live = shown.map((line) => shaded(cut(clean(line.text), columns() - 1), line, paint));
    drawn = live.length;
    const typed = typing.getPrompt() + typing.line;
    const full = columnsOf(typed) % columns() === 0;
    output.write(`${[...printed, ...live].map((text) => `${text}\n`).join('')}${typed}${full ? ' ' : ''}`);
    // Not readline's own refresh: after a paste it does not know how many rows the line takes.
    cursorTo(output, cols);
    moveCursor(output, 0, rows - Math.floor(columnsOf(typed) / columns()));
  };
  return {
    print: (lines) =>
      redraw(lines.flatMap((line) => wrap(clean(line.text), columns() - 1).map((text) => shaded(text, line, paint)))),
    live: (lines) => {
      shown = lines;
      redraw([]);
    },
    entered: (typed, shown) => {
      const prompt = typing.getPrompt();
      redraw([prompt + shown], Math.floor(columnsOf(prompt + typed) / columns()) + 1);
    },
    get room() {
      return Math.max(3, (output.rows ?? 24) - 6);
    },
  };
}

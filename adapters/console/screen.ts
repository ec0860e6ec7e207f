import type { Writable } from 'node:stream';
import { clean } from '../../src/bot/clean.ts';
import type { Line } from './lines.ts';
import type { Paint } from './paint.ts';

/** A stream that may be a terminal. */
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number };

/** Where lines are shown. */
export interface Screen {
  /** Lines that stay. */
  print(lines: readonly Line[]): void;
  /** Lines redrawn in place above the prompt, until the next ones. */
  live(lines: readonly Line[]): void;
  /** A line was entered: it stays above the live lines, as `shown`. */
  entered(typed: string, shown: string): void;
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
    entered: () => undefined,
    room: 0,
  };
}

/** A line's text in its colours. */
export function shaded(text: string, { shade }: Line, paint: Paint): string {
  return shade === undefined ? text : paint(shade, text);
}

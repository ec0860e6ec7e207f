import { endedAs } from '../../src/farm/text/ended-as.ts';
import { linesOf } from '../../src/farm/text/patch.ts';

/** The text with a line put before line `at` (from 0). A text that does not end its last line does not do so afterwards. */
export function withLine(text: string, at: number, line: string): string {
  const lines = linesOf(text);
  const before = lines.slice(0, at).join('');
  const after = lines.slice(at).join('');
  return before !== '' && !before.endsWith('\n') ? `${before}\n${line}` : `${before}${line}\n${after}`;
}

/** The text without these stretches of lines, each from a line to before another; what withLine did is taken back exactly. */
export function withoutRanges(text: string, ranges: readonly (readonly [number, number])[]): string {
  const lines = linesOf(text);
  const gone = new Set(ranges.flatMap(([from, to]) => Array.from({ length: to - from }, (_, index) => from + index)));
  return endedAs(text, lines.filter((_, line) => !gone.has(line)).join(''));
}

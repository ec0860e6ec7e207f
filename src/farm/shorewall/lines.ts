import { linesOf } from '../text/patch.ts';

/** The text with a line put before line `at` (from 0). A text that does not end its last line does not do so afterwards. */
export function withLine(text: string, at: number, line: string): string {
  const lines = linesOf(text);
  const before = lines.slice(0, at).join('');
  const after = lines.slice(at).join('');
  return before !== '' && !before.endsWith('\n') ? `${before}\n${line}` : `${before}${line}\n${after}`;
}

/** The text without lines `from` to before `to`; what withLine did is taken back exactly. */
export function withoutLines(text: string, from: number, to: number): string {
  const lines = linesOf(text);
  const rest = [...lines.slice(0, from), ...lines.slice(to)].join('');
  const endless = to === lines.length && text !== '' && !text.endsWith('\n');
  return endless ? rest.replace(/\n$/, '') : rest;
}

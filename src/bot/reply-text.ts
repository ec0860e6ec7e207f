import type { Line, Reply } from './adapter.ts';
import { table } from './words.ts';

/** Lines of an answer as lines of text, the columns of rows that follow each other lined up. */
function linesOfText(lines: readonly Line[]): readonly string[] {
  const text: string[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? '';
    if (typeof line === 'string') {
      text.push(line);
      at += 1;
      continue;
    }
    const rest = lines.slice(at);
    const end = rest.findIndex((one) => typeof one === 'string');
    const rows = rest.slice(0, end < 0 ? rest.length : end).filter((one) => typeof one !== 'string');
    text.push(...table(rows));
    at += rows.length;
  }
  return text;
}

/** The whole of an answer as lines of text: headline, what is wrong, all else. */
export function replyText({ headline, findings = [], lines }: Reply): readonly string[] {
  return [...(headline === undefined ? [] : [headline]), ...findings, ...linesOfText(lines)];
}

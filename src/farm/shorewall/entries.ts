import { linesOf } from '../text/patch.ts';

/** One entry of a Shorewall file: a line, with those it is continued on, shorewall-files(5). */
export interface Entry {
  /** Its columns, or for params the whole; comments removed. */
  readonly text: string;
  /** First of its lines, from 0. */
  readonly line: number;
  /** The line after its last. */
  readonly end: number;
  /** How many ?IF it stands in. */
  readonly depth: number;
  /** The ?SECTION it stands in; empty before the first. */
  readonly section: string;
}

/** Entries in their order; directives (`?SECTION`, `?IF`, `?COMMENT`, …), comments and empty lines are none. */
export function entriesOf(text: string): readonly Entry[] {
  const lines = linesOf(text).map((line) => line.replace(/\r?\n$/, ''));
  const entries: Entry[] = [];
  let depth = 0;
  let section = '';
  for (let line = 0; line < lines.length; ) {
    let whole = lines[line] ?? '';
    let end = line + 1;
    while (whole.endsWith('\\') && end < lines.length) {
      whole = whole.slice(0, -1) + (lines[end] ?? '').trimStart();
      end += 1;
    }
    const found = uncommented(whole);
    const [, directive = '', rest = ''] = /^\??(SECTION|IF|ENDIF)\b\s*(.*)$/i.exec(found) ?? [];
    if (/^section$/i.test(directive)) section = rest.trim().toUpperCase();
    else if (found.startsWith('?')) {
      if (/^if$/i.test(directive)) depth += 1;
      if (/^endif$/i.test(directive)) depth = Math.max(0, depth - 1);
    } else if (found !== '') entries.push({ text: found, line, end, depth, section });
    line = end;
  }
  return entries;
}

/** Line after which a section ends: before the next `?SECTION`, or the end of the file. Undefined when there is no such section. */
export function sectionEnd(text: string, name: string): number | undefined {
  const lines = linesOf(text);
  const heads = lines.flatMap((line, at) => {
    const [, section] = /^\s*\??SECTION\s+(\S+)/i.exec(line) ?? [];
    return section === undefined ? [] : [{ at, section: section.toUpperCase() }];
  });
  const index = heads.findIndex(({ section }) => section === name);
  return index < 0 ? undefined : (heads[index + 1]?.at ?? lines.length);
}

/** Text without its comment: a `#` at the start or after white space, outside quotes. */
function uncommented(line: string): string {
  let quote = '';
  for (let at = 0; at < line.length; at += 1) {
    const character = line.charAt(at);
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '#' && (at === 0 || /\s/.test(line.charAt(at - 1)))) return line.slice(0, at).trim();
  }
  return line.trim();
}

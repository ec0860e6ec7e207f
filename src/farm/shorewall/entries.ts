import { linesOf } from '../text/patch.ts';

interface Logical {
  /** Without comments, continued lines joined. */
  readonly text: string;
  /** First of its lines, from 0. */
  readonly line: number;
  /** The line after its last. */
  readonly end: number;
}

/** One entry of a Shorewall file, shorewall-files(5). */
export interface Entry extends Logical {
  /** How many ?IF it stands in. */
  readonly depth: number;
  /** The ?SECTION it stands in; empty before the first. */
  readonly section: string;
}

/** Entries in their order; directives (`?SECTION`, `?IF`, `?COMMENT`, …), comments and empty lines are none. */
export function entriesOf(text: string): readonly Entry[] {
  const entries: Entry[] = [];
  let depth = 0;
  let section = '';
  for (const logical of logicalLines(text)) {
    const named = sectionOf(logical);
    if (named !== undefined) section = named;
    else if (logical.text.startsWith('?')) {
      if (/^\?IF\b/i.test(logical.text)) depth += 1;
      if (/^\?ENDIF\b/i.test(logical.text)) depth = Math.max(0, depth - 1);
    } else if (logical.text !== '') entries.push({ ...logical, depth, section });
  }
  return entries;
}

/** The line before which a section ends: that of the next `?SECTION`, or the end of the text. Undefined when there is no such section. */
export function sectionEnd(text: string, name: string): number | undefined {
  const heads = logicalLines(text).filter((logical) => sectionOf(logical) !== undefined);
  const index = heads.findIndex((head) => sectionOf(head) === name);
  return index < 0 ? undefined : (heads[index + 1]?.line ?? linesOf(text).length);
}

/** Name of the section that begins here. Before Shorewall 4.6 it was written without the question mark. */
function sectionOf({ text }: Logical): string | undefined {
  return /^\??SECTION\s+(\S+)/i.exec(text)?.[1]?.toUpperCase();
}

function logicalLines(text: string): readonly Logical[] {
  const lines = linesOf(text).map((line) => line.replace(/\r?\n$/, ''));
  const found: Logical[] = [];
  for (let line = 0; line < lines.length; ) {
    let whole = lines[line] ?? '';
    let end = line + 1;
    while (whole.endsWith('\\') && end < lines.length) {
      whole = whole.slice(0, -1) + (lines[end] ?? '').trimStart();
      end += 1;
    }
    found.push({ text: uncommented(whole), line, end });
    line = end;
  }
  return found;
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

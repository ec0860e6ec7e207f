import type { Files } from '../../src/farm/text/includes.ts';
import { Unreadable } from '../../src/farm/text/unreadable.ts';

/** A sign `{ } [ ] : ,`, a string, a bare word (a number, true, null), or an include whose file could not be read. */
export interface Token {
  readonly kind: 'sign' | 'string' | 'word' | 'missing';
  /** A sign or a word as written, what a string says, the path of a file that is missing. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** End of the token or comment before it: from here to `start` there is white space alone. */
  readonly space: number;
  /** That is a comment that ends with its line. */
  readonly below: boolean;
  /** Where it begins, from 1. */
  readonly line: number;
  /** The file it stands in: the offsets are places in that file's text. */
  readonly file: string;
}

/** Files inside files: Kea's own limit (MAX_INCLUDE_DEPTH of its lexer is 10 too). */
const deepest = 10;
/** More than these in all are no configuration, but files that include each other over and over. */
const mostIncludes = 1000;

interface Reading {
  readonly files: Files;
  readonly out: Token[];
  includes: number;
}

/**
 * The tokens of a configuration of Kea, those of included files in the place of the `<?include "file"?>` (Kea ARM, "Configuration Files"),
 * which Kea puts there without looking where it stands. Comments are #, // and C's. Throws Unreadable, and Error where an included file cannot be understood.
 */
export function tokensOf(text: string, file: string, files: Files): readonly Token[] {
  const reading: Reading = { files, out: [], includes: 0 };
  read(text, [file], reading);
  return reading.out;
}

function read(text: string, path: readonly string[], reading: Reading): void {
  const file = path.at(-1) ?? '';
  let [line, space, below] = [1, 0, false];
  for (let at = 0; at < text.length; ) {
    const char = text[at] ?? '';
    if (char === '\n') line += 1;
    if (' \t\r\n'.includes(char)) {
      at += 1;
      continue;
    }
    const common = { start: at, space, below, line, file };
    const fail = (message: string): never => {
      if (path.length === 1) throw new Unreadable(line, message);
      throw new Error(`${file}:${line}: ${message}`);
    };
    const end = endOfPiece(text, at) ?? fail(notClosed[char] ?? 'a quoted string is not closed');
    const piece = text.slice(at, end);
    if (char === '"') reading.out.push({ ...common, kind: 'string', text: unquoted(piece), end });
    else if ('{}[]:,'.includes(char)) reading.out.push({ ...common, kind: 'sign', text: char, end });
    else if (piece.startsWith('<?')) {
      const name = /^<\?\s*include\s*"([^"\n]+)"\s*\?>$/.exec(piece)?.[1] ?? fail('this is no <?include "file"?>');
      reading.includes += 1;
      if (reading.includes > mostIncludes) fail(`more than ${mostIncludes} files are included`);
      const next = name.startsWith('/') ? name : `/${name}`;
      const inner = path.includes(next) || path.length > deepest ? undefined : reading.files(next);
      if (inner === undefined) reading.out.push({ ...common, kind: 'missing', text: next, end });
      else read(inner, [...path, next], reading);
    } else if (char !== '#' && !/^\/[/*]/.test(piece)) reading.out.push({ ...common, kind: 'word', text: piece, end });
    for (const one of piece) if (one === '\n') line += 1;
    at = end;
    space = end;
    below = char === '#' || piece.startsWith('//');
  }
}

const notClosed: Readonly<Record<string, string>> = { '/': 'a comment is not closed', '<': 'an include is not closed' };

/** Place after the token or comment that begins here; undefined: it has no end. */
function endOfPiece(text: string, at: number): number | undefined {
  const char = text[at] ?? '';
  if ('{}[]:,'.includes(char)) return at + 1;
  if (char === '"') return endOfString(text, at);
  if (char === '<' && text[at + 1] === '?') return after(text, '?>', at);
  return endOfComment(text, at) ?? (text.startsWith('/*', at) ? undefined : endOfWord(text, at));
}

/** Place after the comment that begins here, before the end of its line; undefined where none begins, or it is not closed. */
export function endOfComment(text: string, at: number): number | undefined {
  if (text.startsWith('/*', at)) return after(text, '*/', at + 2);
  if (text[at] !== '#' && !text.startsWith('//', at)) return undefined;
  const found = text.indexOf('\n', at);
  const end = found < 0 ? text.length : found;
  return text[end - 1] === '\r' ? end - 1 : end;
}

function after(text: string, sign: string, from: number): number | undefined {
  const found = text.indexOf(sign, from);
  return found < 0 ? undefined : found + sign.length;
}

/** A string ends on its line: Kea takes no control characters in one. */
function endOfString(text: string, start: number): number | undefined {
  for (let at = start + 1; at < text.length && text[at] !== '\n'; at += 1) {
    if (text[at] === '"') return at + 1;
    if (text[at] === '\\') at += 1;
  }
  return undefined;
}

function endOfWord(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && !' \t\r\n{}[]:,"#/<'.includes(text[at] ?? '')) at += 1;
  return at;
}

function unquoted(piece: string): string {
  if (!piece.includes('\\')) return piece.slice(1, -1);
  try {
    return JSON.parse(piece) as string;
  } catch {
    return piece.slice(1, -1);
  }
}

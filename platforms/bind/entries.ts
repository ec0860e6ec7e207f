import { Unreadable } from '../../src/farm/text/unreadable.ts';

/** A part of an entry, by its place in the text. */
export interface Token {
  /** As written, without quotes. */
  readonly text: string;
  readonly quoted: boolean;
  readonly start: number;
  readonly end: number;
}

/** One record or directive with all its lines, comments and line end. */
export interface Entry {
  readonly start: number;
  readonly end: number;
  /** Of its first line, from 1. */
  readonly line: number;
  /** It begins with white space: a record that has the owner of the one before. */
  readonly blank: boolean;
  /** It has parentheses. */
  readonly grouped: boolean;
  readonly tokens: readonly Token[];
}

/** Splits a master file into its entries (RFC 1035, 5.1), each character looked at once. Throws Unreadable where BIND could not tell them apart either. */
export function entriesOf(text: string): readonly Entry[] {
  const entries: Entry[] = [];
  const reader = { text, at: 0, line: 1 };
  while (reader.at < text.length) {
    const entry = nextEntry(reader);
    if (entry.tokens.length > 0) entries.push(entry);
  }
  return entries;
}

interface Reader {
  readonly text: string;
  at: number;
  /** Of the place `at`, from 1. */
  line: number;
}

function nextEntry(reader: Reader): Entry {
  const { text, at: start, line } = reader;
  const tokens: Token[] = [];
  let depth = 0;
  let grouped = false;
  while (reader.at < text.length) {
    const char = text[reader.at] ?? '';
    if (char === '\n') {
      reader.at += 1;
      reader.line += 1;
      if (depth === 0) break;
    } else if (isSpace(text, reader.at)) reader.at += 1;
    else if (char === '\r') throw new Unreadable(reader.line, 'a carriage return stands inside the line');
    else if (char === ';') {
      const end = text.indexOf('\n', reader.at);
      reader.at = end < 0 ? text.length : end;
    } else if (char === '(') {
      depth += 1;
      grouped = true;
      reader.at += 1;
    } else if (char === ')') {
      if (depth === 0) throw new Unreadable(reader.line, 'a parenthesis is closed that was not opened');
      depth -= 1;
      reader.at += 1;
    } else tokens.push(char === '"' ? quotedAt(reader) : wordAt(reader));
  }
  if (depth > 0) throw new Unreadable(line, 'a parenthesis is not closed');
  return { start, end: reader.at, line, blank: /[ \t]/.test(text[start] ?? ''), grouped, tokens };
}

/** Blank, tab, or a carriage return that is part of a line end: all that BIND takes for white space. */
function isSpace(text: string, at: number): boolean {
  const char = text[at];
  return char === ' ' || char === '\t' || (char === '\r' && text[at + 1] === '\n');
}

const special = ' \t\r\n;()"';

function wordAt(reader: Reader): Token {
  const { text, at: start, line } = reader;
  while (reader.at < text.length && !special.includes(text[reader.at] ?? '')) {
    if (text[reader.at] === '\\') {
      reader.at += 1;
      if (reader.at >= text.length || text[reader.at] === '\n' || text[reader.at] === '\r')
        throw new Unreadable(line, 'a backslash ends the line');
    }
    reader.at += 1;
  }
  return { text: text.slice(start, reader.at), quoted: false, start, end: reader.at };
}

function quotedAt(reader: Reader): Token {
  const { text, at: start, line } = reader;
  for (reader.at += 1; text[reader.at] !== '"'; reader.at += 1) {
    const escaped = text[reader.at] === '\\';
    if (escaped) reader.at += 1;
    if (text[reader.at] === '\n' && escaped) reader.line += 1;
    else if (text[reader.at] === '\n' || reader.at >= text.length)
      throw new Unreadable(line, 'a quoted string is not closed');
  }
  reader.at += 1;
  return { text: text.slice(start + 1, reader.at - 1), quoted: true, start, end: reader.at };
}

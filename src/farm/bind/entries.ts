import { Unreadable } from '../text/unreadable.ts';

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

const word = /(?:\\[^\n]|[^\\\s;()"])+/y;
const quotedString = /"((?:\\[^\n]|[^\\"\n])*)"/y;

/** Splits a master file into its entries (RFC 1035, 5.1). Throws Unreadable. */
export function entriesOf(text: string): readonly Entry[] {
  const entries: Entry[] = [];
  let at = 0;
  let line = 1;
  while (at < text.length) {
    const entry = entryAt(text, at, line);
    if (entry.tokens.length > 0) entries.push(entry);
    line += text.slice(at, entry.end).split('\n').length - 1;
    at = entry.end;
  }
  return entries;
}

function entryAt(text: string, start: number, line: number): Entry {
  const tokens: Token[] = [];
  let depth = 0;
  let grouped = false;
  let at = start;
  const fail = (message: string): never => {
    throw new Unreadable(line + text.slice(start, at).split('\n').length - 1, message);
  };
  for (; at < text.length; ) {
    const char = text[at] ?? '';
    if (char === '\n') {
      at += 1;
      if (depth === 0) break;
    } else if (char === '\r' && text[at + 1] !== '\n') fail('a carriage return stands inside the line');
    else if (/\s/.test(char)) at += 1;
    else if (char === ';') at = text.indexOf('\n', at) < 0 ? text.length : text.indexOf('\n', at);
    else if (char === '(') {
      depth += 1;
      grouped = true;
      at += 1;
    } else if (char === ')') {
      if (depth === 0) fail('a parenthesis is closed that was not opened');
      depth -= 1;
      at += 1;
    } else {
      const token =
        tokenAt(text, at) ?? fail(char === '"' ? 'a quoted string is not closed' : 'a backslash ends the line');
      tokens.push(token);
      at = token.end;
    }
  }
  if (depth > 0) throw new Unreadable(line, 'a parenthesis is not closed');
  return { start, end: at, line, blank: /[ \t]/.test(text[start] ?? ''), grouped, tokens };
}

function tokenAt(text: string, start: number): Token | undefined {
  const form = text[start] === '"' ? quotedString : word;
  form.lastIndex = start;
  const match = form.exec(text);
  if (!match) return undefined;
  return { text: match[1] ?? match[0], quoted: form === quotedString, start, end: form.lastIndex };
}

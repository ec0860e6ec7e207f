import { Unreadable } from './unreadable.ts';

/** A word, a quoted string or one of `{ } ; , =`, by its place. */
interface Token {
  /** As written; a string without its quotes. */
  readonly text: string;
  readonly quoted: boolean;
  readonly start: number;
  readonly end: number;
  /** Where it begins, from 1. */
  readonly line: number;
}

/** A statement that ends with `;`, or a declaration with a block. */
export interface Statement {
  /** What stands before the `;` or the block: ['hardware', 'ethernet', '52:54:…']. */
  readonly words: readonly Token[];
  readonly start: number;
  /** After the `;` or the `}`. */
  readonly end: number;
  readonly block?: Block;
}

export interface Block {
  /** Place after `{` and of `}`. */
  readonly start: number;
  readonly end: number;
  readonly statements: readonly Statement[];
}

/**
 * Reads a configuration of the form that dhcpd.conf(5) and named.conf(5) have in common into its statements, whatever they are, each
 * character looked at once. Comments begin with #. Throws Unreadable.
 */
export function parseStatements(text: string): Block {
  const tokens = tokensOf(text);
  const reader = { at: 0 };
  const statements = statementsOf(tokens, reader, undefined);
  return { start: 0, end: text.length, statements };
}

const white = ' \t\n\r\f\v';
const signs = '{};,=';
const wordEnds = `${white}${signs}#"`;

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let line = 1;
  for (let at = 0; at < text.length; ) {
    const char = text[at] ?? '';
    if (char === '\n') line += 1;
    if (white.includes(char)) {
      at += 1;
      continue;
    }
    if (char === '#') {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
      continue;
    }
    const quoted = char === '"';
    const end = quoted ? endOfString(text, at) : endOfWord(text, at);
    if (end === undefined) throw new Unreadable(line, 'a quoted string is not closed');
    const inside = quoted ? text.slice(at + 1, end - 1) : text.slice(at, end);
    tokens.push({ text: inside, quoted, start: at, end, line });
    if (quoted) for (const one of inside) if (one === '\n') line += 1;
    at = end;
  }
  return tokens;
}

/** Place after the closing quote. */
function endOfString(text: string, start: number): number | undefined {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '"') return at + 1;
    if (text[at] === '\\') at += 1;
  }
  return undefined;
}

function endOfWord(text: string, start: number): number {
  let at = start + 1;
  if (signs.includes(text[start] ?? '')) return at;
  while (at < text.length && !wordEnds.includes(text[at] ?? '')) at += 1;
  return at;
}

/** `option NAME code N = {` and `array of {` begin a list of types, not a block (dhcp-options(5), "Record"). */
function beginsRecord(words: readonly Token[]): boolean {
  const last = words.at(-1)?.text.toLowerCase();
  return words[0]?.text.toLowerCase() === 'option' && (last === '=' || last === 'of');
}

/** The tokens of a list of types up to the `}` that closes it. */
function recordAt(tokens: readonly Token[], reader: { at: number }, opened: Token): readonly Token[] {
  const from = reader.at;
  for (let depth = 1; depth > 0; reader.at += 1) {
    const token = tokens[reader.at];
    if (!token) throw new Unreadable(opened.line, 'a brace is not closed');
    if (!token.quoted) depth += token.text === '{' ? 1 : token.text === '}' ? -1 : 0;
  }
  return tokens.slice(from, reader.at);
}

/** Statements up to the `}` that closes the block opened at `opened`, or the end of the text. */
function statementsOf(tokens: readonly Token[], reader: { at: number }, opened: Token | undefined): Statement[] {
  const statements: Statement[] = [];
  let words: Token[] = [];
  const begin = (token: Token) => words[0]?.start ?? token.start;
  for (let token = tokens[reader.at]; token; token = tokens[reader.at]) {
    const sign = token.quoted ? 'word' : token.text;
    if (sign === '}') {
      if (!opened) throw new Unreadable(token.line, 'a brace is closed that was not opened');
      if (words[0]) throw new Unreadable(words[0].line, 'a statement has no ; at its end');
      return statements;
    }
    reader.at += 1;
    if (sign === ';') {
      if (words.length > 0) statements.push({ words, start: begin(token), end: token.end });
      words = [];
    } else if (sign === '{' && beginsRecord(words)) {
      words.push(token, ...recordAt(tokens, reader, token));
    } else if (sign === '{') {
      const inner = statementsOf(tokens, reader, token);
      const close = tokens[reader.at];
      if (!close) throw new Unreadable(token.line, 'a brace is not closed');
      reader.at += 1;
      const block = { start: token.end, end: close.start, statements: inner };
      statements.push({ words, start: begin(token), end: close.end, block });
      words = [];
    } else words.push(token);
  }
  if (words[0] && !opened) throw new Unreadable(words[0].line, 'a statement has no ; at its end');
  return statements;
}

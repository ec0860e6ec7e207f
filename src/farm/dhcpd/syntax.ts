import { Unreadable } from '../text/unreadable.ts';

/** A word, a quoted string or one of `{ } ; , =`, by its place. */
export interface Token {
  /** As written; a string without its quotes. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
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

/** Line of a place in a text, from 1. */
export function lineAt(text: string, at: number): number {
  return text.slice(0, at).split('\n').length;
}

const skipped = /(?:\s|#[^\n]*)+/y;
const quotedString = /"((?:\\[\s\S]|[^"\\])*)"/y;
const word = /[{};,=]|[^\s#{};,="]+/y;

/** Reads a dhcpd.conf into its statements (dhcpd.conf(5)), whatever they are. Throws Unreadable. */
export function parseDhcpd(text: string): Block {
  const tokens = tokensOf(text);
  const reader = { at: 0 };
  const statements = statementsOf(text, tokens, reader, undefined);
  return { start: 0, end: text.length, statements };
}

interface Lexed extends Token {
  readonly quoted: boolean;
}

function tokensOf(text: string): readonly Lexed[] {
  const tokens: Lexed[] = [];
  const match = (form: RegExp, at: number) => {
    form.lastIndex = at;
    return form.exec(text);
  };
  for (let at = match(skipped, 0)?.[0].length ?? 0; at < text.length; ) {
    const quoted = text[at] === '"';
    const found = match(quoted ? quotedString : word, at);
    if (!found) throw new Unreadable(lineAt(text, at), 'a quoted string is not closed');
    const end = at + found[0].length;
    tokens.push({ text: found[1] ?? found[0], quoted, start: at, end });
    at = end + (match(skipped, end)?.[0].length ?? 0);
  }
  return tokens;
}

/** Statements up to the `}` that closes the block opened at `opened`, or the end of the text. */
function statementsOf(
  text: string,
  tokens: readonly Lexed[],
  reader: { at: number },
  opened: Token | undefined,
): Statement[] {
  const statements: Statement[] = [];
  let words: Token[] = [];
  const begin = (token: Token) => words[0]?.start ?? token.start;
  for (let token = tokens[reader.at]; token; token = tokens[reader.at]) {
    const sign = token.quoted ? 'word' : token.text;
    if (sign === '}') {
      if (!opened) throw new Unreadable(lineAt(text, token.start), 'a brace is closed that was not opened');
      if (words[0]) throw new Unreadable(lineAt(text, words[0].start), 'a statement has no ; at its end');
      return statements;
    }
    reader.at += 1;
    if (sign === ';') {
      if (words.length > 0) statements.push({ words, start: begin(token), end: token.end });
      words = [];
    } else if (sign === '{') {
      const inner = statementsOf(text, tokens, reader, token);
      const close = tokens[reader.at];
      if (!close) throw new Unreadable(lineAt(text, token.start), 'a brace is not closed');
      reader.at += 1;
      const block = { start: token.end, end: close.start, statements: inner };
      statements.push({ words, start: begin(token), end: close.end, block });
      words = [];
    } else words.push(token);
  }
  if (words[0] && !opened) throw new Unreadable(lineAt(text, words[0].start), 'a statement has no ; at its end');
  return statements;
}

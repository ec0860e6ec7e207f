/** A statement of dhcpd.conf(5): words up to its `;`, or up to a block in braces. */
export interface Statement {
  readonly words: readonly string[];
  /** Offsets into the text: of its first character, and after its `;` or `}`. */
  readonly start: number;
  readonly end: number;
  /** From 1. */
  readonly line: number;
  readonly block?: Block;
}

export interface Block {
  /** Offset of its `}`. */
  readonly close: number;
  readonly statements: readonly Statement[];
}

/** The file is not one dhcpd would read; `line` from 1. */
export class DhcpdError extends Error {
  override name = 'DhcpdError';
  readonly line: number;
  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** White space and comments; a string; a brace or a semicolon; a word. */
const piece = /(?:[\s]+|#[^\n]*)|("(?:[^"\\]|\\[\s\S])*")|([{};])|([^\s"#{};]+)|(")/g;

/** Reads the whole file as statements within statements. Throws DhcpdError. */
export function statementsOf(text: string): readonly Statement[] {
  const tokens = tokensOf(text);
  const lineAt = lineCounter(text);
  let at = 0;
  const read = (opened: Token | undefined): Block => {
    const statements: Statement[] = [];
    for (;;) {
      const first = tokens[at];
      if (!first && opened) throw new DhcpdError(lineAt(opened.start), 'this block is never closed');
      if (!first) return { close: text.length, statements };
      if (first.text === '}' && !opened) throw new DhcpdError(lineAt(first.start), 'a } closes no block');
      if (first.text === '}') return { close: first.start, statements };
      statements.push(statement(first));
      at += 1;
    }
  };
  const statement = (first: Token): Statement => {
    const words: string[] = [];
    for (; ; at += 1) {
      const token = tokens[at];
      if (!token || token.text === '}') throw new DhcpdError(lineAt(first.start), `${first.text}: a ; is missing`);
      const place = { words, start: first.start, line: lineAt(first.start) };
      if (token.text === ';') return { ...place, end: token.end };
      if (token.text === '{') {
        at += 1;
        const block = read(token);
        return { ...place, end: block.close + 1, block };
      }
      words.push(token.text);
    }
  };
  return read(undefined).statements;
}

function tokensOf(text: string): readonly Token[] {
  return [...text.matchAll(piece)].flatMap(({ 0: whole, 1: string, 2: mark, 3: word, 4: open, index }) => {
    if (open !== undefined) throw new DhcpdError(lineCounter(text)(index), 'a quoted string is not closed');
    return string || mark || word ? [{ text: whole, start: index, end: index + whole.length }] : [];
  });
}

function lineCounter(text: string): (offset: number) => number {
  return (offset) => text.slice(0, offset).split('\n').length;
}

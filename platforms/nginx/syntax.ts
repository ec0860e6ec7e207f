/** A directive of nginx, with the block it opens. */
export interface Directive {
  /** Quotes taken off. The first is the directive's name. */
  readonly words: readonly string[];
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly block?: readonly Directive[];
}

/**
 * Reads a configuration file in one pass, as ngx_conf_read_token does. What nginx would refuse is read as far as it goes: a bracket too much is
 * passed over, one too few closes at the end.
 */
export function readDirectives(text: string, file: string): readonly Directive[] {
  const top: Directive[] = [];
  const open: { into: Directive[] }[] = [{ into: top }];
  let words: string[] = [];
  let began = 1;
  let line = 1;
  let at = 0;
  const into = () => (open.at(-1) as { into: Directive[] }).into;
  while (at < text.length) {
    const character = text.charAt(at);
    if (character === '\n') {
      line += 1;
      at += 1;
    } else if (character === ' ' || character === '\t' || character === '\r') at += 1;
    else if (character === '#') {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
    } else if (character === ';') {
      if (words.length > 0) into().push({ words, file, line: began });
      words = [];
      at += 1;
    } else if (character === '{') {
      const block: Directive[] = [];
      if (words.length > 0) into().push({ words, file, line: began, block });
      // What is in such a block is Lua, not nginx's own.
      if (/_by_lua_block$/.test(words[0] ?? '')) {
        const end = closing(text, at);
        line += newlines(text, at, end);
        at = end;
      } else {
        open.push({ into: block });
        at += 1;
      }
      words = [];
    } else if (character === '}') {
      if (open.length > 1) open.pop();
      words = [];
      at += 1;
    } else {
      const { word, end } = wordAt(text, at);
      if (words.length === 0) began = line;
      words.push(word);
      line += newlines(text, at, end);
      at = end;
    }
  }
  return top;
}

/** Most words are of these characters only. */
const plainWord = /[^\s;{}"'\\$]+/y;
const bracesOf = /^(\$\{\w+\}|.\{\d+(,\d*)?\})/;

/** The word that begins at an offset: to white space or one of `;{`, or in quotes. `${name}` is no bracket. */
function wordAt(text: string, from: number): { readonly word: string; readonly end: number } {
  plainWord.lastIndex = from;
  const [plain = ''] = plainWord.exec(text) ?? [];
  if (plain !== '' && /[\s;]/.test(text.charAt(from + plain.length))) return { word: plain, end: from + plain.length };
  const quote = text.charAt(from);
  const quoted = quote === '"' || quote === "'";
  const parts: string[] = [];
  let at = quoted ? from + 1 : from;
  while (at < text.length) {
    const character = text.charAt(at);
    if (character === '\\') {
      const next = text.charAt(at + 1);
      parts.push(/["'\\ ;{}#]/.test(next) ? next : `\\${next}`);
      at += 2;
    } else if (quoted ? character === quote : /[\s;{]/.test(character)) {
      // Of a variable, or how often in a regular expression: no block begins so.
      const [braces = ''] =
        character === '{' && !quoted && at > from ? (bracesOf.exec(text.slice(at - 1, at + 70)) ?? []) : [];
      if (braces === '') break;
      parts.push(braces.slice(1));
      at += braces.length - 1;
    } else {
      let end = at + 1;
      while (end < text.length && !/[\s;{\\"']/.test(text.charAt(end))) end += 1;
      parts.push(text.slice(at, end));
      at = end;
    }
  }
  return { word: parts.join(''), end: Math.min(text.length, quoted ? at + 1 : Math.max(at, from + 1)) };
}

function newlines(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at += 1) if (text.charAt(at) === '\n') count += 1;
  return count;
}

/** The offset behind the bracket that closes the one at `from`. */
function closing(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '{') depth += 1;
    else if (character === '}') depth -= 1;
    if (depth === 0) return at + 1;
  }
  return text.length;
}

/** A word of a shell command. */
export interface Word {
  /** Where in the text it begins. */
  readonly from: number;
  /** Where what follows it begins. */
  readonly to: number;
  /** Quotes taken off and variables put in; undefined where only running the file tells. */
  readonly value: string | undefined;
  /** A quote that begins in it does not end in the text. */
  readonly unclosed: boolean;
}

const breaks = new Set([' ', '\t', '\r', '\n', ';', '&', '|', '(', ')', '<', '>']);

/** The word that begins at an offset. `values`: of variables; undefined where only running the file tells. */
export function wordAt(text: string, from: number, values: ReadonlyMap<string, string | undefined>): Word {
  const parts: string[] = [];
  let sure = true;
  let at = from;
  let quoted = false;
  let unclosed = false;
  while (at < text.length) {
    const character = text.charAt(at);
    if (!quoted && breaks.has(character)) break;
    if (character === '\\') {
      if (text.charAt(at + 1) !== '\n') parts.push(text.charAt(at + 1));
      at += 2;
    } else if (character === '"') {
      quoted = !quoted;
      at += 1;
    } else if (character === "'" && !quoted) {
      const end = text.indexOf("'", at + 1);
      parts.push(text.slice(at + 1, end < 0 ? undefined : end));
      unclosed = end < 0;
      at = end < 0 ? text.length : end + 1;
    } else if (character === '`') {
      sure = false;
      do at += text.charAt(at) === '\\' ? 2 : 1;
      while (at < text.length && text.charAt(at) !== '`');
      at += 1;
    } else if (character === '$') {
      const [, braced, bare] = /^\$(?:\{(\w+)\}|(\w+))/.exec(text.slice(at, at + 200)) ?? [];
      const name = braced ?? bare;
      if (name !== undefined) {
        const value = values.get(name);
        if (value === undefined) sure = false;
        else parts.push(value);
        at += name.length + (braced === undefined ? 1 : 3);
      } else {
        const close = { '(': ')', '{': '}' }[text.charAt(at + 1)];
        if (close === undefined) parts.push('$');
        else sure = false;
        at = close === undefined ? at + 1 : closing(text, at + 2, text.charAt(at + 1), close);
      }
    } else {
      let end = at + 1;
      while (end < text.length && !/[\s;&|()<>\\"'`$]/.test(text.charAt(end))) end += 1;
      parts.push(text.slice(at, end));
      at = end;
    }
  }
  return {
    from,
    to: Math.min(at, text.length),
    value: sure ? parts.join('') : undefined,
    unclosed: unclosed || quoted,
  };
}

/** The offset behind the bracket that closes what is open before `at`. */
function closing(text: string, at: number, open: string, close: string): number {
  let depth = 1;
  let quote = '';
  let offset = at;
  for (; offset < text.length && depth > 0; offset += 1) {
    const character = text.charAt(offset);
    if (character === '\\' && quote !== "'") offset += 1;
    else if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === "'" || character === '"') quote = character;
    else if (character === open) depth += 1;
    else if (character === close) depth -= 1;
  }
  return offset;
}

/** A variable that a shell file sets. */
export interface Assignment {
  readonly name: string;
  /** As the shell would have it; undefined where only running the file tells. */
  readonly value: string | undefined;
  /** The value as written. */
  readonly written: string;
  /** From 0. */
  readonly line: number;
  /** The line after the last of its command. */
  readonly end: number;
  /** Always set: not in an `if`, a function, a subshell, behind `&&`. Only such a one can be taken out. */
  readonly always: boolean;
  /** Characters of the text to leave out so that the variable is not set and all else stays: from, and before which. */
  readonly cut: readonly [number, number];
}

/** What a file of shell, as Shorewall's params is one (shorewall-params(5)), says of variables. */
export interface ShellFile {
  readonly assignments: readonly Assignment[];
  /** Lines before which a command may be put that is then always run; ascending, the first is 0. */
  readonly places: readonly number[];
  /** Files it reads, as written. */
  readonly includes: readonly { readonly file: string; readonly line: number }[];
  /** Commands that may set any variable. */
  readonly obscure: readonly { readonly command: string; readonly line: number }[];
}

interface Word {
  readonly from: number;
  readonly to: number;
  readonly value: string | undefined;
}

const opening = new Set(['if', 'while', 'until', 'for', 'case', 'select', '{']);
const closing = new Set(['fi', 'done', 'esac', '}']);
const between = new Set(['then', 'else', 'elif', 'do', '!']);
const declaring = new Set(['export', 'readonly', 'declare', 'typeset', 'local']);
const breaks = new Set([' ', '\t', '\r', '\n', ';', '&', '|', '(', ')', '<', '>']);

/**
 * Reads a file of shell in one pass, runs nothing of it. What it does not understand it passes over as the words of a command.
 * @param known variables set before the file is read.
 */
export function readShell(text: string, known: ReadonlyMap<string, string> = new Map()): ShellFile {
  return new Reader(text, known).read();
}

class Reader {
  private readonly text: string;
  private readonly values: Map<string, string | undefined>;
  private readonly starts: number[] = [0];
  private readonly assignments: Assignment[] = [];
  private readonly places: number[] = [0];
  private readonly includes: { file: string; line: number }[] = [];
  private readonly obscure: { command: string; line: number }[] = [];
  /** Compound commands that are open here. */
  private readonly open: string[] = [];
  private words: Word[] = [];
  /** Delimiters of here-documents that begin at the next line. */
  private readonly heres: { delimiter: string; tabs: boolean }[] = [];
  private redirected = false;
  /** Behind `&&`, `||` or `|`. */
  private joined = false;
  private ended = false;
  /** A quote, or a here-document, that begins in the text does not end in it. */
  private unclosed = false;
  private at = 0;

  constructor(text: string, known: ReadonlyMap<string, string>) {
    this.text = text;
    this.values = new Map(known);
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.starts.push(at + 1);
  }

  read(): ShellFile {
    const { text } = this;
    while (this.at < text.length) this.step(text.charAt(this.at));
    this.command('');
    if (!/(^|\n|\\)$/.test(text)) this.place(this.starts.length);
    const { assignments, places, includes, obscure } = this;
    return { assignments, places, includes, obscure };
  }

  private step(character: string): void {
    const { text } = this;
    const next = text.charAt(this.at + 1);
    switch (character) {
      case ' ':
      case '\t':
      case '\r':
        this.at += 1;
        return;
      case '#': {
        const end = text.indexOf('\n', this.at);
        this.at = end < 0 ? text.length : end;
        return;
      }
      case '\n':
        this.at += 1;
        this.command('\n');
        this.hereDocuments();
        if (this.at < text.length || text.endsWith('\n')) this.place(this.lineAt(this.at));
        return;
      case ';':
        this.command(';');
        this.at += next === ';' ? 2 : 1;
        return;
      case '&':
      case '|': {
        const double = next === character;
        this.command(character);
        this.at += double ? 2 : 1;
        this.joined = double || character === '|';
        return;
      }
      case '(':
        // A function's name stands before it: its body is a compound command and opens by itself.
        if (this.words.length === 0) this.open.push('(');
        else if (/^\s*\)/.test(text.slice(this.at + 1, this.at + 80))) this.at = text.indexOf(')', this.at);
        this.words = [];
        this.at += 1;
        return;
      case ')':
        this.command(')');
        if (this.open.at(-1) === '(') this.open.pop();
        this.at += 1;
        return;
      case '<':
      case '>':
        this.redirection();
        return;
      default:
        this.word();
    }
  }

  private redirection(): void {
    const { text } = this;
    const [operator = ''] = /^(<<<|<<-?|<>|<&|>>|>&|>\||<|>)/.exec(text.slice(this.at, this.at + 3)) ?? [];
    this.at += operator.length;
    while (/[ \t]/.test(text.charAt(this.at))) this.at += 1;
    const { from, to } = this.wordAt(this.at);
    this.at = to;
    this.redirected = true;
    if (operator === '<<' || operator === '<<-')
      this.heres.push({ delimiter: text.slice(from, to).replace(/["'\\]/g, ''), tabs: operator === '<<-' });
  }

  private hereDocuments(): void {
    for (const { delimiter, tabs } of this.heres.splice(0)) {
      let found = false;
      while (!found && this.at < this.text.length) {
        const end = this.text.indexOf('\n', this.at);
        const line = this.text.slice(this.at, end < 0 ? undefined : end);
        found = (tabs ? line.replace(/^\t+/, '') : line) === delimiter;
        this.at = end < 0 ? this.text.length : end + 1;
      }
      this.unclosed ||= !found;
    }
  }

  private word(): void {
    const word = this.wordAt(this.at);
    this.at = word.to > this.at ? word.to : this.at + 1;
    if (word.to === word.from) return;
    const plain = this.text.slice(word.from, word.to);
    const first = this.words.length === 0 || (this.words.length > 1 && this.plain(0) === 'function');
    if (first && opening.has(plain)) {
      this.open.push(plain);
      this.words = ['for', 'case', 'select'].includes(plain) ? [word] : [];
    } else if (first && closing.has(plain)) {
      this.open.pop();
      this.words = [];
    } else if (first && between.has(plain)) this.words = [];
    else if (first && /^\?(IF|ENDIF)$/i.test(plain)) {
      if (/^\?IF$/i.test(plain)) this.open.push('?IF');
      else if (this.open.at(-1) === '?IF') this.open.pop();
      this.words.push(word);
    } else this.words.push(word);
  }

  private plain(index: number): string {
    const word = this.words[index];
    return word ? this.text.slice(word.from, word.to) : '';
  }

  /** A simple command ends here. */
  private command(separator: string): void {
    const { words, redirected, joined } = this;
    const first = this.plain(0);
    this.words = [];
    this.redirected = false;
    if (separator === ';' || separator === '\n') {
      // A list goes on over line ends behind `&&`.
      if (words.length > 0 || separator === ';') this.joined = false;
    }
    if (words.length === 0) return;
    const line = this.lineAt(words[0]?.from ?? 0);
    const list = declaring.has(first) ? words.slice(1) : words;
    const found = list.map((word) =>
      /^([A-Za-z_]\w*)=/.exec(this.text.slice(word.from, Math.min(word.to, word.from + 200))),
    );
    if (found.every((match) => match !== null) || declaring.has(first)) {
      const always =
        this.open.length === 0 &&
        !joined &&
        !redirected &&
        !this.ended &&
        first !== 'local' &&
        !['&', '|'].includes(separator);
      list.forEach((word, index) => {
        const name = found[index]?.[1];
        if (name === undefined) return;
        const skip = name.length + 1;
        const value = word.value?.slice(skip);
        this.set(name, value, always);
        this.assignments.push({
          name,
          value,
          written: this.text.slice(word.from + skip, word.to),
          line: this.lineAt(word.from),
          end: this.lineAt(words.at(-1)?.to ?? 0) + 1,
          always,
          cut: this.cut(words, word, list.length),
        });
      });
      return;
    }
    const [, second] = words;
    if (['.', 'source', 'INCLUDE'].includes(first) && second)
      this.includes.push({ file: second.value ?? this.text.slice(second.from, second.to), line });
    else if (['eval', 'read'].includes(first)) this.obscure.push({ command: first, line });
    else if (first === 'unset') for (const word of words.slice(1)) this.values.delete(word.value ?? '');
    else if (['exit', 'return', 'exec'].includes(first) && this.open.length === 0 && !joined) this.ended = true;
  }

  private set(name: string, value: string | undefined, always: boolean): void {
    const sure = always || !this.values.has(name) || this.values.get(name) === value;
    this.values.set(name, sure ? value : undefined);
  }

  /** What to leave out of the text for one word of a command that only sets variables. */
  private cut(words: readonly Word[], word: Word, count: number): readonly [number, number] {
    const { text } = this;
    const blank = (at: number) => text.charAt(at) === ' ' || text.charAt(at) === '\t';
    if (count > 1) {
      let [from, to] = [word.from, word.to];
      if (word === words.at(-1)) while (blank(from - 1)) from -= 1;
      else while (blank(to)) to += 1;
      return [from, to];
    }
    let [from, to] = [words[0]?.from ?? word.from, word.to];
    while (blank(from - 1)) from -= 1;
    while (blank(to) || text.charAt(to) === '\r') to += 1;
    const starts = from === 0 || text.charAt(from - 1) === '\n';
    let after = to;
    if (text.charAt(after) === ';') after += 1;
    while (blank(after) || text.charAt(after) === '\r') after += 1;
    const rest = text.charAt(after);
    if (starts && (rest === '' || rest === '\n' || rest === '#')) {
      const end = text.indexOf('\n', after);
      return [from, end < 0 ? text.length : end + 1];
    }
    if (text.charAt(to) === ';')
      return [starts ? (words[0]?.from ?? from) : from + (text.charAt(from) === ' ' ? 1 : 0), after];
    return [text.charAt(from - 1) === ';' ? from - 1 : from, word.to];
  }

  /** A new line may be put before this one. */
  private place(line: number): void {
    const shut = this.open.length > 0 || this.heres.length > 0 || this.unclosed;
    if (shut || this.joined || this.ended || this.places.at(-1) === line) return;
    this.places.push(line);
  }

  private lineAt(offset: number): number {
    let [low, high] = [0, this.starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The word that begins at an offset, quotes taken off and variables put in. */
  private wordAt(from: number): Word {
    const { text } = this;
    const parts: string[] = [];
    let sure = true;
    let at = from;
    let quoted = false;
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
        this.unclosed ||= end < 0;
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
          const value = this.values.get(name);
          if (value === undefined) sure = false;
          else parts.push(value);
          at += name.length + (braced === undefined ? 1 : 3);
        } else {
          const close = { '(': ')', '{': '}' }[text.charAt(at + 1)];
          if (close === undefined) parts.push('$');
          else sure = false;
          at = close === undefined ? at + 1 : this.closing(at + 2, text.charAt(at + 1), close);
        }
      } else {
        let end = at + 1;
        while (end < text.length && !/[\s;&|()<>\\"'`$]/.test(text.charAt(end))) end += 1;
        parts.push(text.slice(at, end));
        at = end;
      }
    }
    this.unclosed ||= quoted;
    return { from, to: Math.min(at, text.length), value: sure ? parts.join('') : undefined };
  }

  /** The offset behind the bracket that closes what is open before `at`. */
  private closing(at: number, open: string, close: string): number {
    const { text } = this;
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
}

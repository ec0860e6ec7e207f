import { LineIndex } from './line-index.ts';
import { type Assignment, Commands } from './shell-command.ts';
import { type Word, wordAt } from './shell-word.ts';

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

const opening = new Set(['if', 'while', 'until', 'for', 'case', 'select', '{']);
const closing = new Set(['fi', 'done', 'esac', '}']);
const between = new Set(['then', 'else', 'elif', 'do', '!']);

/**
 * Reads a file of shell in one pass, runs nothing of it. What it does not understand it passes over as the words of a command.
 * @param known variables set before the file is read.
 */
export function readShell(text: string, known: ReadonlyMap<string, string> = new Map()): ShellFile {
  return new Reader(text, known).read();
}

class Reader {
  private readonly text: string;
  private readonly lines: LineIndex;
  private readonly commands: Commands;
  private readonly places: number[] = [0];
  /** Compound commands that are open here. */
  private readonly open: string[] = [];
  private words: Word[] = [];
  /** Delimiters of here-documents that begin at the next line. */
  private readonly heres: { delimiter: string; tabs: boolean }[] = [];
  private redirected = false;
  /** Behind `&&`, `||` or `|`. */
  private joined = false;
  /** A quote, or a here-document, that begins in the text does not end in it. */
  private unclosed = false;
  private at = 0;

  constructor(text: string, known: ReadonlyMap<string, string>) {
    this.text = text;
    this.lines = new LineIndex(text);
    this.commands = new Commands(text, this.lines, known);
  }

  read(): ShellFile {
    const { text } = this;
    while (this.at < text.length) this.step(text.charAt(this.at));
    this.command('');
    if (!/(^|\n|\\)$/.test(text)) this.place(this.lines.count);
    const { assignments, includes, obscure } = this.commands;
    return { assignments, places: this.places, includes, obscure };
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
        if (this.at < text.length || text.endsWith('\n')) this.place(this.lines.lineAt(this.at));
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
    const { from, to } = this.wordHere();
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
    const word = this.wordHere();
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

  private wordHere(): Word {
    const word = wordAt(this.text, this.at, this.commands.values);
    this.unclosed ||= word.unclosed;
    return word;
  }

  private plain(index: number): string {
    const word = this.words[index];
    return word ? this.text.slice(word.from, word.to) : '';
  }

  /** A simple command ends here. */
  private command(separator: string): void {
    const { words, redirected } = this;
    const reached = this.open.length === 0 && !this.joined;
    this.words = [];
    this.redirected = false;
    // A list goes on over line ends behind `&&`.
    if (separator === ';' || (separator === '\n' && words.length > 0)) this.joined = false;
    if (words.length > 0) this.commands.take({ words, separator, redirected, reached });
  }

  /** A new line may be put before this one. */
  private place(line: number): void {
    const shut = this.open.length > 0 || this.heres.length > 0 || this.unclosed;
    if (shut || this.joined || this.commands.ended || this.places.at(-1) === line) return;
    this.places.push(line);
  }
}

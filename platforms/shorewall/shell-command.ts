import type { LineIndex } from './line-index.ts';
import { cutOf } from './shell-cut.ts';
import type { Word } from './shell-word.ts';

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

/** A simple command: no `if`, function or other compound one. */
interface Command {
  /** At least one. */
  readonly words: readonly Word[];
  /** The character that ends it; empty: the end of the text. */
  readonly separator: string;
  readonly redirected: boolean;
  /** It stands in no compound command, nor behind `&&`, `||` or `|`. */
  readonly reached: boolean;
}

const declaring = new Set(['export', 'readonly', 'declare', 'typeset', 'local']);

/** What the simple commands of a shell file, one after the other, do to its variables. */
export class Commands {
  /** Of variables just now; undefined where only running the file tells. */
  readonly values: Map<string, string | undefined>;
  readonly assignments: Assignment[] = [];
  readonly includes: { file: string; line: number }[] = [];
  readonly obscure: { command: string; line: number }[] = [];
  private isOver = false;
  private readonly text: string;
  private readonly lines: LineIndex;

  /** @param known variables set before the file is read. */
  constructor(text: string, lines: LineIndex, known: ReadonlyMap<string, string>) {
    this.text = text;
    this.lines = lines;
    this.values = new Map(known);
  }

  /** Commands after this one are not run: the file ended itself, by `exit` for instance. */
  get ended(): boolean {
    return this.isOver;
  }

  take(command: Command): void {
    const { words, reached } = command;
    const first = this.plain(words[0]);
    const list = declaring.has(first) ? words.slice(1) : words;
    const names = list.map((word) => this.nameSetBy(word));
    if (names.every((name) => name !== undefined) || declaring.has(first)) {
      const always =
        reached && !command.redirected && !this.isOver && first !== 'local' && !['&', '|'].includes(command.separator);
      list.forEach((word, index) => {
        const name = names[index];
        if (name !== undefined) this.assign(name, word, { words, count: list.length, always });
      });
      return;
    }
    const [, second] = words;
    const line = this.lines.lineAt(words[0]?.from ?? 0);
    if (['.', 'source', 'INCLUDE'].includes(first) && second)
      this.includes.push({ file: second.value ?? this.plain(second), line });
    else if (['eval', 'read'].includes(first)) this.obscure.push({ command: first, line });
    else if (first === 'unset') for (const word of words.slice(1)) this.values.delete(word.value ?? '');
    else if (['exit', 'return', 'exec'].includes(first) && reached) this.isOver = true;
  }

  /** NAME of `NAME=value`. */
  private nameSetBy({ from, to }: Word): string | undefined {
    return /^([A-Za-z_]\w*)=/.exec(this.text.slice(from, Math.min(to, from + 200)))?.[1];
  }

  private assign(
    name: string,
    word: Word,
    { words, count, always }: { readonly words: readonly Word[]; readonly count: number; readonly always: boolean },
  ): void {
    const skip = name.length + 1;
    const value = word.value?.slice(skip);
    const sure = always || !this.values.has(name) || this.values.get(name) === value;
    this.values.set(name, sure ? value : undefined);
    this.assignments.push({
      name,
      value,
      written: this.text.slice(word.from + skip, word.to),
      line: this.lines.lineAt(word.from),
      end: this.lines.lineAt(words.at(-1)?.to ?? 0) + 1,
      always,
      cut: cutOf(this.text, words, word, count),
    });
  }

  private plain(word: Word | undefined): string {
    return word ? this.text.slice(word.from, word.to) : '';
  }
}

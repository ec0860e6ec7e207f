import { Refusal } from './refusal.ts';
import { listed } from './words.ts';

/** What may be said after the words of a command: what each option takes, such as "the name of a package"; null: it takes nothing. */
export type Options = Readonly<Record<string, string | null>>;

/** A command's words, and what was said with its options; "" of one that takes nothing. */
export interface Said {
  readonly words: readonly string[];
  readonly options: ReadonlyMap<string, string>;
}

/** The words of a command, with its options told from them. */
interface Apart {
  readonly words: readonly string[];
  /** Each with the word it took; "" of one that takes none, undefined where none followed. */
  readonly given: readonly (readonly [option: string, value: string | undefined])[];
  /** The first that is written like an option and is none: what follows it is not told apart. */
  readonly unknown?: string;
}

/** Tells options from other words, in whatever order they are. `takes`: whether each takes the word that follows it. */
export function apart(all: readonly string[], takes: ReadonlyMap<string, boolean>): Apart {
  const words: string[] = [];
  const given: (readonly [string, string | undefined])[] = [];
  for (let at = 0; at < all.length; at += 1) {
    const word = all[at] ?? '';
    if (!word.startsWith('-')) {
      words.push(word);
      continue;
    }
    const takesOne = takes.get(word);
    if (takesOne === undefined) return { words, given, unknown: word };
    if (takesOne) at += 1;
    given.push([word, takesOne ? all[at] : '']);
  }
  return { words, given };
}

/** A command's options and its other words, of which there are at most so many. Throws Refusal. */
export function saidWith(options: Options, all: readonly string[], most: number): Said {
  const takes = new Map(Object.entries(options).map(([name, word]) => [name, word !== null]));
  const { words, given, unknown } = apart(all, takes);
  const said = new Map<string, string>();
  for (const [name, value] of given) {
    if (said.has(name)) throw new Refusal(`${name} is there twice.`);
    if (value === undefined) throw new Refusal(`${name} takes ${options[name]}.`);
    said.set(name, value);
  }
  if (unknown !== undefined)
    throw new Refusal(`There is no ${JSON.stringify(unknown)}, only ${listed(Object.keys(options))}.`);
  const stray = words[most];
  if (stray !== undefined) throw new Refusal(`${JSON.stringify(stray)} is one word too many.`);
  return { words, options: said };
}

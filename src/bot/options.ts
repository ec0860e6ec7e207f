import { Refusal } from './refusal.ts';
import { listed } from './words.ts';

/** What may be said after the words of a command: what each option takes, such as "the name of a package"; null: it takes nothing. */
export type Options = Readonly<Record<string, string | null>>;

/** A command's words, and what was said with its options; "" of one that takes nothing. */
export interface Said {
  readonly words: readonly string[];
  readonly options: ReadonlyMap<string, string>;
}

/** Tells options from other words, of which there are at most so many, in whatever order they are. Throws Refusal. */
export function saidWith(options: Options, all: readonly string[], most: number): Said {
  const words: string[] = [];
  const given = new Map<string, string>();
  for (let at = 0; at < all.length; at += 1) {
    const word = all[at] ?? '';
    if (!word.startsWith('-')) {
      words.push(word);
      continue;
    }
    const takes = Object.hasOwn(options, word) ? options[word] : undefined;
    if (takes === undefined)
      throw new Refusal(`There is no ${JSON.stringify(word)}, only ${listed(Object.keys(options))}.`);
    if (given.has(word)) throw new Refusal(`${word} is there twice.`);
    if (takes !== null) at += 1;
    const value = takes === null ? '' : all[at];
    if (value === undefined) throw new Refusal(`${word} takes ${takes}.`);
    given.set(word, value);
  }
  const stray = words[most];
  if (stray !== undefined) throw new Refusal(`${JSON.stringify(stray)} is one word too many.`);
  return { words, options: given };
}

import { apart } from './options.ts';
import { counted, listed } from './words.ts';

/** The words a usage text allows after the command's name. */
interface Grammar {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** The last one stands for any number of words: `COMMAND…`. */
  readonly more: boolean;
  /** `--force`, `--package`, and whether each takes the word that follows it. */
  readonly options: ReadonlyMap<string, boolean>;
}

/** `[--force]`, `[--package NAME]`, `[--disk [N:]SIZE]` */
const option = / \[(--[a-z-]+)(?: ((?:\[[^\]]*\]|[^\][])+))?\]/g;

/** `[for TIME]`: two optional words. */
const pair = / \[([a-z]+) ([A-Z]+)\]/g;

/** The commands' usages are few, and each is asked for again with every line. */
const grammars = new Map<string, Grammar>();

function grammarOf(usage: string): Grammar {
  const known = grammars.get(usage) ?? read(usage);
  grammars.set(usage, known);
  return known;
}

function read(usage: string): Grammar {
  const words = usage.replace(option, '').replace(pair, ' [$1] [$2]').split(' ').slice(1);
  const plain = words.map((word) => word.replace('…', ''));
  return {
    required: plain.filter((word) => !isOptional(word)),
    optional: plain.filter(isOptional),
    more: words.some((word) => word.endsWith('…') || word.endsWith('…]')),
    options: new Map([...usage.matchAll(option)].map(([, name = '', word]) => [name, word !== undefined])),
  };
}

/** `[REVISION]` */
function isOptional(word: string): boolean {
  return word.startsWith('[');
}

/** What the words of a usage stand for, options left out: `N` and `STEP` of `log N [STEP]`. */
export function wordsOf(usage: string): readonly string[] {
  const { required, optional } = grammarOf(usage);
  return [...required, ...optional].map((word) => word.replace(/[[\]]/g, ''));
}

/** What is wrong with the words, their number or their options; undefined when they fit. `clone SOURCE SUFFIX`, `log N [STEP]`, `plan COMMAND…`. */
export function misfit(usage: string, args: readonly string[]): string | undefined {
  const { required, optional, more, options } = grammarOf(usage);
  const { words, unknown } = more ? { words: args } : apart(args, options);
  if (unknown !== undefined) {
    return options.size > 0
      ? `it has no option ${unknown}, only ${listed([...options.keys()])}`
      : `it has no options, and ${unknown} is written like one`;
  }
  const missing = required.slice(words.length);
  if (missing.length > 0) return `${listed(missing)} ${missing.length === 1 ? 'is' : 'are'} missing`;
  const most = required.length + optional.length;
  if (more || words.length <= most) return undefined;
  const extra = words.slice(most).map((word) => `"${word}"`);
  const takes = most === 0 ? 'it takes no words' : `it takes ${counted(most, 'word')}`;
  const besides = options.size > 0 ? ` besides ${listed([...options.keys()])}` : '';
  return `${takes}${besides}, so ${listed(extra)} ${extra.length === 1 ? 'is' : 'are'} too many`;
}

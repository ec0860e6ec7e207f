import { counted, listed } from './words.ts';

/** The words a usage text allows after the command's name. */
interface Grammar {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** The last one stands for any number of words: `COMMAND…`. */
  readonly more: boolean;
  /** `--force` */
  readonly options: readonly string[];
}

function grammarOf(usage: string): Grammar {
  const words = usage.split(' ').slice(1);
  const plain = words.map((word) => word.replace('…', ''));
  return {
    required: plain.filter((word) => !isOptional(word)),
    optional: plain.filter(isOptional),
    more: words.some((word) => word.endsWith('…') || word.endsWith('…]')),
    options: words.filter((word) => word.startsWith('[--')).map((word) => word.replace(/[[\]]/g, '')),
  };
}

/** `[REVISION]`, and both words of `[--package NAME]`. */
function isOptional(word: string): boolean {
  return word.startsWith('[') || word.endsWith(']');
}

/** What is wrong with the words, their number or their options; undefined when they fit. `clone SOURCE SUFFIX`, `log N [STEP]`, `plan COMMAND…`. */
export function misfit(usage: string, args: readonly string[]): string | undefined {
  const { required, optional, more, options } = grammarOf(usage);
  const unknown = more ? undefined : args.find((word) => word.startsWith('-') && !options.includes(word));
  if (unknown !== undefined) {
    return options.length > 0
      ? `it has no option ${unknown}, only ${listed(options)}`
      : `it has no options, and ${unknown} is written like one`;
  }
  const missing = required.slice(args.length);
  if (missing.length > 0) return `${listed(missing)} ${missing.length === 1 ? 'is' : 'are'} missing`;
  const most = required.length + optional.length;
  if (more || args.length <= most) return undefined;
  const extra = args.slice(most).map((word) => `"${word}"`);
  return most === 0
    ? `it takes no words, so ${listed(extra)} ${extra.length === 1 ? 'is' : 'are'} too many`
    : `it takes ${counted(most, 'word')}, so ${listed(extra)} ${extra.length === 1 ? 'is' : 'are'} too many`;
}

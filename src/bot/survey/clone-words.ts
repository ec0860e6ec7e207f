import { saidWith } from '../options.ts';

/** How a clone was asked for. */
export interface CloneWords {
  readonly source: string;
  readonly suffix: string;
  /** As typed. */
  readonly node?: string;
}

/** The words after `clone`: `SOURCE SUFFIX [--node NODE]`. Throws Refusal. */
export function cloneWords(all: readonly string[]): CloneWords {
  const { words, options } = saidWith({ '--node': 'the name of a node' }, all, 2);
  const [source = '', suffix = ''] = words;
  const node = options.get('--node');
  return { source, suffix, ...(node !== undefined && { node }) };
}

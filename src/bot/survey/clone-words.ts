import { saidWith } from '../options.ts';

/** How a clone was asked for. */
export interface CloneWords {
  readonly source: string;
  readonly suffix: string;
  /** As typed. */
  readonly node?: string;
  readonly mirror?: string;
}

/** The words after `clone`: `SOURCE SUFFIX [--node NODE] [--mirror NODE]`. Throws Refusal. */
export function cloneWords(all: readonly string[]): CloneWords {
  const takes = { '--node': 'the name of a node', '--mirror': 'the name of the node that is to have its disks too' };
  const { words, options } = saidWith(takes, all, 2);
  const [source = '', suffix = ''] = words;
  const [node, mirror] = [options.get('--node'), options.get('--mirror')];
  return { source, suffix, ...(node !== undefined && { node }), ...(mirror !== undefined && { mirror }) };
}

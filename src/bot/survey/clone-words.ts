import { leaseWords } from '../lease-words.ts';
import { saidWith } from '../options.ts';
import { Refusal } from '../refusal.ts';

/** How a clone was asked for. */
export interface CloneWords {
  readonly source: string;
  readonly suffix: string;
  /** As typed. */
  readonly node?: string;
  readonly mirror?: string;
  /** Seconds until its end; null: for ever. */
  readonly seconds?: number | null;
}

/** The words after `clone`: `SOURCE SUFFIX [for TIME] [--node NODE] [--mirror NODE]`. Throws Refusal. */
export function cloneWords(all: readonly string[]): CloneWords {
  const takes = { '--node': 'the name of a node', '--mirror': 'the name of the node that is to have its disks too' };
  const { words, options } = saidWith(takes, all, 4);
  const [source = '', suffix = '', ...lease] = words;
  if (lease.length > 0 && lease[0]?.toLowerCase() !== 'for')
    throw new Refusal(`${JSON.stringify(lease[0])} is one word too many.`);
  const [node, mirror] = [options.get('--node'), options.get('--mirror')];
  const seconds = lease.length > 0 && { seconds: leaseWords(lease) };
  return { source, suffix, ...seconds, ...(node !== undefined && { node }), ...(mirror !== undefined && { mirror }) };
}

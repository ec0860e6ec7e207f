import { saidWith } from '../options.ts';

/** How a VM was asked to go to another node. */
export interface MigrateWords {
  /** As typed. */
  readonly node?: string;
  /** Though it is stopped by it, or its node is dead. */
  readonly failover: boolean;
}

/** The words after the VM's name: `[NODE] [--failover]`. Throws Refusal. */
export function migrateWords(all: readonly string[]): MigrateWords {
  const { words, options } = saidWith({ '--failover': null }, all, 1);
  const [node] = words;
  return { ...(node !== undefined && { node }), failover: options.has('--failover') };
}

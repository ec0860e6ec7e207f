import type { Journal } from '../src/journal/journal.ts';

/** Cursors of a process that delivers only what happens from now on, and that no other one continues. */
export function fromNow(journal: Journal): Pick<Journal, 'cursor' | 'setCursor'> {
  const start = journal.last();
  return { cursor: () => start, setCursor: async () => undefined };
}

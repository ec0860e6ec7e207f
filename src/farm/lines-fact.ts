import type { Fact } from '../engine/facts.ts';
import { printedFact } from './printed-fact.ts';
import { type Part, partOf } from './read-parts.ts';

/** The lines a script prints, without blanks around them and without empty ones. Throws what it said when it failed. */
export function linesFact(host: string, script: string, args: readonly string[] = []): Fact<readonly string[]> {
  return printedFact(host, { script, args }, `${script.replace(/^as_root /, '')} failed`, (printed) =>
    printed
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  );
}

/** The same as a part of its own. */
export function linesPart(...asked: Parameters<typeof linesFact>): Part<readonly string[]> {
  return partOf(linesFact(...asked));
}

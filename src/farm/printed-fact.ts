import type { Fact } from '../engine/facts.ts';
import type { Script } from '../ssh/host.ts';

/** What is made of the standard output of a script. Throws `failed` with what it said instead, where it failed. */
export function printedFact<T>(host: string, read: Script, failed: string, parse: (printed: string) => T): Fact<T> {
  return {
    host,
    read,
    parse: ({ code, stdout, stderr, truncated }) => {
      if (truncated) throw new Error(`${host}: ${failed}: it is more than farmhand keeps`);
      if (code !== 0) throw new Error(`${host}: ${failed}: ${stderr.trim() || `exit code ${code}`}`);
      return parse(stdout);
    },
  };
}

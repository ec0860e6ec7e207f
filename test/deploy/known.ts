import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { usage } from '../../main/usage.ts';

export const root = join(import.meta.dirname, '../..');

export function text(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** What in a command line of farmhand, without the program, is none of `farmhand --help`'s. */
export function unknownWords(words: readonly string[]): readonly string[] {
  const [name = '', ...flags] = words;
  const known = new RegExp(`^ +farmhand ${name}(?: |$)`, 'm').test(usage) && name !== '';
  return [...(known ? [] : [name]), ...flags.filter((flag) => !new RegExp(`\\s${flag}(?:[ ,]|$)`, 'm').test(usage))];
}

/** Names of the variables farmhand reads: those of .env.example, and where it keeps compiled code and how Node is to behave. */
export const variables: ReadonlySet<string> = new Set([
  ...[...text('.env.example').matchAll(/^#?([A-Z][A-Z_]+)=/gm)].map(([, name = '']) => name),
  'XDG_CACHE_HOME',
  'NODE_ENV',
]);

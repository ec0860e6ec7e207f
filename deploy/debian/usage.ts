import { commands } from '../../commands/index.ts';
import { usage } from '../../main/usage.ts';

/** A line of `farmhand --help`: how it is typed, and what it does. */
interface Entry {
  readonly typed: string;
  readonly about: string;
}

/** What `farmhand --help` lists: subcommands, then options. */
export function entries(): { readonly subcommands: readonly Entry[]; readonly options: readonly Entry[] } {
  const found: Entry[] = [];
  for (const line of usage.split('\n').slice(1)) {
    const [, typed, about = ''] = /^ {2}(\S.*?)(?: {2,}(.*))?$/.exec(line) ?? [];
    const [, more] = /^ {8,}(\S.*)$/.exec(line) ?? [];
    const last = found.at(-1);
    if (typed !== undefined) found.push({ typed, about });
    else if (more !== undefined && last)
      found.splice(-1, 1, { typed: last.typed, about: `${last.about} ${more}`.trim() });
  }
  const subcommands = found.filter(({ typed }) => typed.startsWith('farmhand '));
  return { subcommands, options: found.filter((entry) => !subcommands.includes(entry)) };
}

/** What `farmhand --help` says below its list. */
export function closing(): string {
  return usage.trimEnd().split('\n\n').at(-1) ?? '';
}

/** What can follow a subcommand, as completion offers it. */
export interface Words {
  readonly name: string;
  readonly about: string;
  /** Words and options that stand as they are in `farmhand --help`: `copy`, `--no-work`. */
  readonly next: readonly string[];
  /** Of `--farm`, where it is no file. */
  readonly farms: readonly string[];
}

/** Every subcommand with what can follow it. */
export function completions(): readonly Words[] {
  const named = Map.groupBy(entries().subcommands, ({ typed }) => typed.split(' ')[1] ?? '');
  return [...named].map(([name, lines]) => {
    const words = lines.flatMap(({ typed }) => typed.replaceAll(/[[\]]/g, '').split(' ').slice(2));
    const farms = words.filter((_, index) => words[index - 1] === '--farm');
    const next = words.filter((word) => /^(--)?[a-z][a-z-]*$/.test(word) && !farms.includes(word) && word !== '--farm');
    return { name, about: lines[0]?.about ?? '', next: [...new Set(next)], farms };
  });
}

/** The options that every subcommand takes: `-f`, `--farm`. */
export function options(): readonly string[] {
  return entries().options.flatMap(({ typed }) => typed.split(/,? /).filter((word) => word.startsWith('-')));
}

/** What can be said by `farmhand say`: `!clone`. */
export const said: readonly string[] = commands.map(({ name }) => `!${name}`);

import { policyDefaults } from './policy-defaults.ts';
import type { Problem } from './problems.ts';
import type { Sections } from './sections.ts';

/** What a word is among the commands people can type. */
export type CommandWord =
  /** A command's own name; `reads`: it changes nothing, and is asked for whatever VM it is about. */
  | { readonly name: string; readonly reads: boolean }
  /** None of them; the one it was most likely meant to be. */
  | { readonly near?: string };

export type CommandWords = (word: string) => CommandWord;

/** What policy calls deeds that are no commands of their own. */
export const policyDeeds: ReadonlySet<string> = new Set(policyDefaults.flatMap(({ commands }) => commands));

/** Every command of the policy is one there is, and no rule is such that it never applies. */
export function policyCommands({ policy }: Partial<Sections>, known: CommandWords | undefined): readonly Problem[] {
  if (!policy) return [];
  return policy.flatMap((rule, index): readonly Problem[] => {
    const found = rule.commands.map((word) => [word, wordOf(word, known)] as const);
    const unknown = found.flatMap(([word, is], at) =>
      is !== undefined && !('name' in is)
        ? [
            {
              path: ['policy', index, 'commands', at],
              text: unknownCommand(['policy', index, 'commands', at], word, is.near),
            },
          ]
        : [],
    );
    if (unknown.length > 0 || rule.vms.length === 0) return unknown;
    const reads = found.length > 0 && found.every(([, is]) => is !== undefined && 'name' in is && is.reads);
    const onlyRead = rule.risks.length > 0 && rule.risks.every((risk) => risk === 'read');
    const path = ['policy', index, 'vms'];
    return reads || onlyRead
      ? [{ path, text: `${path.join('.')}: what only reads is not judged by VM, so this rule would never apply` }]
      : [];
  });
}

/** The commands' own names, for the aliases among them. */
export function ownNames(words: readonly string[], known: CommandWords | undefined): readonly string[] {
  return words.map((word) => {
    const is = wordOf(word, known);
    return is !== undefined && 'name' in is ? is.name : word;
  });
}

function wordOf(word: string, known: CommandWords | undefined): CommandWord | undefined {
  return policyDeeds.has(word) ? { name: word, reads: false } : known?.(word);
}

function unknownCommand(path: readonly (string | number)[], word: string, near: string | undefined): string {
  return `${path.join('.')}: there is no command ${word}${near === undefined ? '; !help lists them' : `, expected ${near} perhaps`}`;
}

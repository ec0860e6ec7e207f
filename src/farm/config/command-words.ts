import { listed } from '../listed.ts';
import type { Asked } from '../policy-rule.ts';
import { policyDefaults } from './policy-defaults.ts';
import type { Path, Problem } from './problems.ts';
import type { Sections } from './sections.ts';

/** What a word is among the commands people can type. */
type CommandWord =
  /** A command: its own name, and the risks it can have to the policy; none where it decides about runs. */
  | { readonly name: string; readonly risks: readonly Asked[] }
  /** None of them; the one it was most likely meant to be. */
  | { readonly near?: string };

export type CommandWords = (word: string) => CommandWord;
type Known = Extract<CommandWord, { readonly name: string }>;
type Rule = Sections['policy'][number];

/** What policy calls deeds that are no commands of their own. */
export const policyDeeds: ReadonlySet<string> = new Set(
  policyDefaults.flatMap(({ commands, own }) => (own ? [] : commands)),
);

const rising: readonly Asked[] = ['safe', 'disruptive', 'destructive'];

/** Every command of the policy is one there is, and no rule is such that it never applies. */
export function policyCommands({ policy }: Partial<Sections>, words: CommandWords | undefined): readonly Problem[] {
  return (policy ?? []).flatMap((rule, index): readonly Problem[] => {
    const path = ['policy', index];
    const unknown = rule.commands.flatMap((word, at) => unknownAt([...path, 'commands', at], word, words));
    if (unknown.length > 0) return unknown;
    const commands = rule.commands.flatMap((word) => wordOf(word, words) ?? []);
    // Without the commands' risks nothing more can be checked.
    if (commands.length < rule.commands.length) return [];
    return idle(rule, commands as readonly Known[]).map(([key, why]) => ({
      path: [...path, key],
      text: `${[...path, key].join('.')}: ${why}, so this would never apply`,
    }));
  });
}

/** Commands that give a VM an end. */
const leased = ['clone', 'extend'];

/** The settings of a rule that can never apply, and why. */
function idle(
  { commands: words, risks, vms, idle_for: idleFor, own, approvals, windows, lease }: Rule,
  commands: readonly Known[],
): readonly (readonly [string, string])[] {
  const fitting = commands.filter((command) => command.risks.length === 0 || fits(risks, command.risks));
  if (commands.length > 0 && fitting.length === 0)
    return [['risks', `none of these risks is that of ${words.join(' or ')}`]];
  const reads = commands.length > 0 ? fitting.every((command) => only(command.risks, 'read')) : only(risks, 'read');
  const decides =
    commands.length > 0 && fitting.every((command) => command.risks.length === 0 || only(command.risks, 'read'));
  return [
    ...(lease && commands.length > 0 && !commands.some(({ name }) => leased.includes(name))
      ? [['lease', `only ${listed(leased, 'or')} gives a VM an end`] as const]
      : []),
    ...(reads && vms.length > 0 ? [['vms', 'what only reads is not judged by VM'] as const] : []),
    ...((reads || decides) && idleFor !== undefined
      ? [['idle_for', 'what only reads or decides about runs is not judged by who uses a VM'] as const]
      : []),
    ...((reads || decides) && own
      ? [['own', 'what only reads or decides about runs is not judged by whose a VM is'] as const]
      : []),
    ...((reads || decides) && approvals
      ? [['approvals', 'what only reads or decides about runs is not approved'] as const]
      : []),
    ...((reads || decides) && windows
      ? [['windows', 'what only reads or decides about runs is done at once'] as const]
      : []),
  ];
}

function fits(risks: readonly Asked[], own: readonly Asked[]): boolean {
  return risks.length === 0 || risks.some((risk) => own.includes(risk));
}

function only(risks: readonly Asked[], one: Asked): boolean {
  return risks.length > 0 && risks.every((risk) => risk === one);
}

/** The commands' own names, for the aliases among them. */
export function ownNames(words: readonly string[], known: CommandWords | undefined): readonly string[] {
  return words.map((word) => {
    const is = wordOf(word, known);
    return is !== undefined && 'name' in is ? is.name : word;
  });
}

function wordOf(word: string, known: CommandWords | undefined): CommandWord | undefined {
  if (!policyDeeds.has(word)) return known?.(word);
  const [least = 'safe'] = policyDefaults.find(({ commands }) => commands.includes(word))?.risks ?? [];
  return { name: word, risks: rising.slice(rising.indexOf(least)) };
}

function unknownAt(path: Path, word: string, words: CommandWords | undefined): readonly Problem[] {
  const is = wordOf(word, words);
  if (is === undefined || 'name' in is) return [];
  const instead = is.near === undefined ? '; !help lists them' : `, expected ${is.near} perhaps`;
  return [{ path, text: `${path.join('.')}: there is no command ${word}${instead}` }];
}

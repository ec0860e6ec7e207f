import { type CommandWords, policyDeeds } from '../farm/config/command-words.ts';
import type { Asked } from '../farm/policy-rule.ts';
import type { Command } from './command.ts';
import { nearest } from './nearest.ts';
import { commandNamed } from './understand.ts';

const grades: readonly Asked[] = ['safe', 'disruptive', 'destructive'];

/** What farm.yaml may call the commands: their names and aliases. */
export function commandWords(commands: readonly Command[]): CommandWords {
  return (word) => {
    const command = commandNamed(commands, word);
    if (command) return { name: command.name, risks: risksOf(command) };
    const names = [...commands.flatMap(({ name, aliases = [] }) => [name, ...aliases]), ...policyDeeds];
    const near = nearest(word, names);
    return near === undefined ? {} : { near };
  };
}

/** A plan is as risky as its command, or worse; only an undoing is as risky as what it takes back. */
function risksOf(command: Command): readonly Asked[] {
  if (command.kind !== 'plan') return command.kind === 'read' ? ['read'] : [];
  return command.name === 'undo' ? grades : grades.slice(grades.indexOf(command.risk));
}

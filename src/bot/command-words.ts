import { type CommandWords, policyDeeds } from '../farm/config/command-words.ts';
import type { Command } from './command.ts';
import { nearest } from './nearest.ts';
import { commandNamed } from './understand.ts';

/** What farm.yaml may call the commands: their names and aliases. */
export function commandWords(commands: readonly Command[]): CommandWords {
  return (word) => {
    const command = commandNamed(commands, word);
    if (command) return { name: command.name, reads: command.kind === 'read' };
    const names = [...commands.flatMap(({ name, aliases = [] }) => [name, ...aliases]), ...policyDeeds];
    const near = nearest(word, names);
    return near === undefined ? {} : { near };
  };
}

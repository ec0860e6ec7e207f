import { commands } from '../../commands/index.ts';
import type { Command } from '../../src/bot/command.ts';
import { table } from './pages.ts';

/** Every command with its usage, as the commands themselves say it. */
export function commandsTable(): string {
  return table([
    ['Type', 'It', 'Kind'],
    ...commands.map((command) => [`\`!${command.usage}\``, command.summary, kindOf(command)]),
  ]);
}

function kindOf(command: Command): string {
  if (command.kind === 'plan') return command.risk;
  return command.kind === 'read' ? 'reads' : 'decides';
}

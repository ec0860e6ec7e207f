import type { Farm } from '../farm/farm.ts';
import type { Command } from './command.ts';
import { nearest } from './nearest.ts';
import type { Person } from './people.ts';
import { aboutOf, askers, mayUse, whoMay } from './policy.ts';
import { Refusal } from './refusal.ts';
import { misfit } from './usage.ts';

/** The command of that name or alias. */
export function commandNamed(commands: readonly Command[], name: string): Command | undefined {
  return commands.find((command) => command.name === name || command.aliases?.includes(name));
}

/** Throws Refusal with the nearest command when there is none of that name. */
export function namedOrNearest(commands: readonly Command[], name: string): Command {
  const command = commandNamed(commands, name);
  if (command) return command;
  const meant = commands.find(({ elsewhere }) => elsewhere?.includes(name));
  if (meant) throw new Refusal(`There is no command ${name}. What you mean may be !${meant.usage}: ${meant.summary}`);
  const close = nearest(
    name,
    commands.flatMap((known) => [known.name, ...(known.aliases ?? [])]),
  );
  throw new Refusal(
    close ? `There is no command ${name}. Did you mean !${close}?` : `There is no command ${name}. !help lists them.`,
  );
}

/**
 * The command that was typed, once it is sure that this person may use it and that the number of words fits. Throws Refusal,
 * which says what to type instead or who may. `stranger` is what to tell an unidentified person.
 */
export function understood(
  commands: readonly Command[],
  farm: Pick<Farm, 'policy'>,
  said: {
    readonly name: string;
    readonly args: readonly string[];
    readonly person: Person | null;
    readonly stranger: string;
  },
): Command {
  const command = namedOrNearest(commands, said.name);
  if (!mayUse(farm.policy, command, said.person)) {
    const [who = 'people'] = askers(farm.policy, { command: command.name, about: aboutOf(command), vms: [] });
    const only = `Only ${whoMay(who)} may use !${command.name}.`;
    throw said.person === null ? new Refusal(only, said.stranger) : new Refusal(only);
  }
  const wrong = misfit(command.usage, said.args);
  if (wrong !== undefined) {
    const { say } = command.examples[0] ?? {};
    throw new Refusal(
      `${command.name}: ${wrong}.`,
      `Usage: !${command.usage}${say === undefined ? '' : `, for example !${say}`}`,
    );
  }
  return command;
}

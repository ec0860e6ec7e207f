import type { Command, CommandContext, Reading } from '../src/bot/command.ts';
import { Refusal } from '../src/bot/refusal.ts';
import { namedOrNearest } from '../src/bot/understand.ts';
import { table } from '../src/bot/words.ts';

export const help: Reading = {
  name: 'help',
  kind: 'read',
  elsewhere: ['commands', 'usage', 'man'],
  usage: 'help [COMMAND]',
  summary: 'Lists what you may use, or explains one command.',
  examples: [
    { say: 'help', shows: '!clone SOURCE SUFFIX' },
    { say: 'help destory', shows: 'Did you mean !destroy?' },
  ],
  answer: async (context) => {
    const name = context.args[0]?.replace(/^!/, '').toLowerCase();
    return {
      tone: 'answer',
      lines: name === undefined ? list(context) : explain(namedOrNearest(context.runService.commands, name), context),
    };
  },
};

function list({ runService, person }: CommandContext): readonly string[] {
  const usable = runService.commands.filter((command) => runService.mayUse(command, person));
  const left = runService.commands.length - usable.length;
  const more = person === null && left > 0 ? ['There is more for people farmhand knows: !whoami'] : [];
  return [
    ...table(usable.map(({ usage, summary }) => [`!${usage}`, summary])),
    '!help COMMAND explains one, with examples.',
    ...more,
  ];
}

function explain(command: Command, { runService, person, farm }: CommandContext): readonly string[] {
  if (!runService.mayUse(command, person)) throw new Refusal(`!${command.name} is not for you. !help lists what is.`);
  const { usage, summary, details = [], examples, aliases = [] } = command;
  return [
    `!${usage}: ${summary}`,
    ...(typeof details === 'function' ? details(farm) : details),
    ...(aliases.length > 0 ? [`Also: ${aliases.map((alias) => `!${alias}`).join(', ')}`] : []),
    ...examples.map(({ say, shows }) => `For example !${say} → … ${shows} …`),
  ];
}

import type { Asking, Command, Reading } from '../src/bot/command.ts';
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
  answer: async (asking) => {
    const name = asking.args[0]?.replace(/^!/, '').toLowerCase();
    return {
      tone: 'answer',
      lines: name === undefined ? list(asking) : explain(namedOrNearest(asking.office.commands, name), asking),
    };
  },
};

function list({ office, person }: Asking): readonly string[] {
  const usable = office.commands.filter((command) => office.mayUse(command, person));
  const left = office.commands.length - usable.length;
  const more = person === null && left > 0 ? ['There is more for people farmhand knows: !whoami'] : [];
  return [
    ...table(usable.map(({ usage, summary }) => [`!${usage}`, summary])),
    '!help COMMAND explains one, with examples.',
    ...more,
  ];
}

function explain(command: Command, { office, person, farm }: Asking): readonly string[] {
  if (!office.mayUse(command, person)) throw new Refusal(`!${command.name} is not for you. !help lists what is.`);
  const { usage, summary, details = [], examples, aliases = [] } = command;
  return [
    `!${usage}: ${summary}`,
    ...(typeof details === 'function' ? details(farm) : details),
    ...(aliases.length > 0 ? [`Also: ${aliases.map((alias) => `!${alias}`).join(', ')}`] : []),
    ...examples.map(({ say, shows }) => `For example !${say} → … ${shows} …`),
  ];
}

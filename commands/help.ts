import type { Reply } from '../src/bot/adapter.ts';
import { waysOut } from '../src/bot/choices.ts';
import type { Command, CommandContext, Reading } from '../src/bot/command.ts';
import { Refusal } from '../src/bot/refusal.ts';
import { namedOrNearest } from '../src/bot/understand.ts';
import { type WaitingFor, waitingFor } from '../src/bot/waiting-for.ts';

export const help: Reading = {
  name: 'help',
  kind: 'read',
  elsewhere: ['commands', 'usage', 'man'],
  usage: 'help [COMMAND]',
  summary: 'Lists what you may use, or explains one command.',
  details: ['What waits for you comes first, with what you can type about it.'],
  examples: [
    { say: 'help', shows: 'clone, start, stop' },
    { say: 'help', shows: 'approve, deny, cancel' },
    { say: 'help destory', shows: 'Did you mean !destroy?' },
  ],
  answer: async (context) => {
    const name = context.args[0]?.replace(/^!/, '').toLowerCase();
    const reply: Reply =
      name === undefined
        ? await list(context)
        : { tone: 'answer', lines: explain(namedOrNearest(context.runService.commands, name), context) };
    return { ...reply, personal: true };
  },
};

/** The names by what they are for. What decides comes first to whom something waits for. */
async function list({ runService, person }: CommandContext): Promise<Reply> {
  const usable = runService.commands.filter((command) => runService.mayUse(command, person));
  const names = (kind: Command['kind']) => usable.filter((command) => kindOf(command) === kind).map(({ name }) => name);
  const waits = person && headline(await waitingFor(runService, person));
  const line = (what: string, kind: Command['kind']) => {
    const all = names(kind);
    return all.length > 0 ? [`${what}: ${all.join(', ')}`] : [];
  };
  const decide = line('decide', 'settle');
  const others = [...line('see', 'read'), ...line('change', 'plan')];
  const left = runService.commands.length - usable.length;
  const more = person === null && left > 0 ? ' There is more for people farmhand knows: !whoami' : '';
  return {
    tone: 'answer',
    ...(waits && { headline: waits }),
    lines: [
      ...(waits ? [...decide, ...others] : [...others, ...decide]),
      `Type ! before a name; !help COMMAND explains one, with examples.${more}`,
    ],
    data: { kind: 'commands', commands: usable.map(commandOf) },
  };
}

function commandOf(command: Command) {
  const { name, usage, summary, kind: does } = command;
  return { name, usage, summary, does, ...(command.kind === 'plan' && { risk: command.risk }) };
}

/** An undoing is planned as others are, but it is a decision about a run, as a retry is. */
function kindOf({ name, kind }: Command): Command['kind'] {
  return name === 'undo' ? 'settle' : kind;
}

function headline({ toApprove, toSettle }: WaitingFor): string | undefined {
  const [waits] = toApprove;
  const [stopped] = toSettle;
  const parts = [
    ...(waits ? [`run ${waits.run} (${waits.plan.title}): !approve ${waits.run} or !deny ${waits.run}`] : []),
    ...(stopped ? [`run ${stopped.run} (${stopped.plan.title}) stopped: ${waysOut(stopped.run)}`] : []),
  ];
  const left = toApprove.length + toSettle.length - parts.length;
  const more = left > 0 ? [`${left} more: !runs waiting`] : [];
  return parts.length > 0 ? `Waiting for you: ${[...parts, ...more].join('; ')}` : undefined;
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

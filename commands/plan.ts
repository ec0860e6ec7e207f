import type { Asking, Reading } from '../src/bot/command.ts';
import { stranger } from '../src/bot/people.ts';
import { planHead, planInFull, planSteps } from '../src/bot/plan-text.ts';
import { Refusal } from '../src/bot/refusal.ts';
import { understood } from '../src/bot/understand.ts';

export const plan: Reading = {
  name: 'plan',
  kind: 'read',
  elsewhere: ['dry-run', 'dryrun', 'preview', 'simulate'],
  usage: 'plan COMMAND…',
  summary: 'Shows what a command would do, without doing it; !plan N shows the plan of run N in full.',
  details: ['In full: every step, its commands, its changes to files, and the hash people approve.'],
  examples: [
    { say: 'plan clone gallifrey dev', shows: 'clone gallifrey to gallifrey-dev' },
    { after: ['clone gallifrey dev'], say: 'plan 1', shows: 'lvcreate' },
    { say: 'plan status', shows: 'status changes nothing' },
  ],
  answer: async (asking) => {
    const [first = '', ...rest] = asking.args;
    const lines =
      /^#?\d+$/.test(first) && rest.length === 0 ? await ofRun(first, asking) : await ofCommand(first, rest, asking);
    return { tone: 'answer', lines };
  },
};

async function ofRun(number: string, { office }: Asking): Promise<readonly string[]> {
  const view = await office.run(number);
  return planInFull(view.plan, view.run);
}

async function ofCommand(word: string, args: readonly string[], asking: Asking): Promise<readonly string[]> {
  const { office, farm, person, speaker, identify } = asking;
  const name = word.replace(/^!/, '').toLowerCase();
  const command = understood(office.commands, farm, { name, args, person, stranger: stranger(speaker, identify) });
  if (command.kind !== 'plan') throw new Refusal(`!${command.name} changes nothing on the farm, so it has no plan.`);
  const made = await office.preview(command, { ...asking, args });
  return [...planHead(made), ...planSteps(made), `This is only shown. !${made.command} asks for it.`];
}

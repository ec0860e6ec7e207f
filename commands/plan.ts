import type { Reply } from '../src/bot/adapter.ts';
import type { CommandContext, Reading } from '../src/bot/command.ts';
import { planOf } from '../src/bot/documents/plan-of.ts';
import { stranger } from '../src/bot/people.ts';
import { planInFull, planShown } from '../src/bot/plan-text.ts';
import { Refusal } from '../src/bot/refusal.ts';
import { planRemarked } from '../src/bot/remarks.ts';
import { commandNamed, understood } from '../src/bot/understand.ts';

export const plan: Reading = {
  name: 'plan',
  kind: 'read',
  reasons: true,
  elsewhere: ['dry-run', 'dryrun', 'preview', 'simulate'],
  usage: 'plan [COMMAND…]',
  summary: 'Shows what a command would do, without doing it; !plan N shows the plan of run N in full.',
  details: [
    'What it does, what of it is risky, the values chosen, and then step by step.',
    'In full: every step, its commands, its changes to files, and the hash people approve.',
  ],
  examples: [
    { say: 'plan clone gallifrey dev', shows: 'clone gallifrey to gallifrey-dev' },
    { after: ['clone gallifrey dev'], say: 'plan 1', shows: 'lvcreate' },
    { say: 'plan status', shows: 'status changes nothing' },
  ],
  answer: async (context) => {
    const [first, ...rest] = context.args;
    if (first === undefined)
      throw new Refusal(
        '!plan COMMAND shows what a command would do, !plan N the plan of run N; in a run’s thread !plan does.',
      );
    const isRun = /^#?\d+$/.test(first) && rest.length === 0;
    return { tone: 'answer', ...(await (isRun ? ofRun(first, context) : ofCommand(first, rest, context))) };
  },
};

type Shown = Pick<Reply, 'headline' | 'findings' | 'lines' | 'data'>;

async function ofRun(number: string, { runService }: CommandContext): Promise<Shown> {
  const view = await runService.run(number);
  const plan = planOf(view.plan, (step) => runService.hostsOf(step));
  return { ...planInFull(view.plan, view.run), data: { kind: 'plan', run: view.run, plan } };
}

async function ofCommand(word: string, words: readonly string[], context: CommandContext): Promise<Shown> {
  const { runService, farm, person, speaker, identify } = context;
  const name = word.replace(/^!/, '').toLowerCase();
  const { because } = context.remarks;
  const inner = commandNamed(runService.commands, name);
  const { args, remarks } =
    inner?.kind === 'plan' ? planRemarked(inner, { words, because }, farm.tickets) : { args: words, remarks: {} };
  const command = understood(runService.commands, farm, { name, args, person, stranger: stranger(speaker, identify) });
  if (command.kind !== 'plan') throw new Refusal(`!${command.name} changes nothing on the farm, so it has no plan.`);
  const made = await runService.preview(command, { ...context, args, remarks });
  const barred = await runService.barred(made, new Date().toISOString());
  const keeps = barred === undefined ? [] : [`It cannot begin now: ${barred}.`];
  const { headline = '', findings = [], lines } = planShown(made);
  return {
    headline: `${headline}. Only shown: !${made.command} asks for it`,
    findings: [...keeps, ...findings],
    lines,
    data: {
      kind: 'plan',
      plan: planOf(made, (step) => runService.hostsOf(step)),
      ...(barred !== undefined && { barred }),
    },
  };
}

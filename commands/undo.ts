import type { Asking, Planning } from '../src/bot/command.ts';
import { identified } from '../src/bot/office.ts';
import { Refusal } from '../src/bot/refusal.ts';
import type { RunView } from '../src/engine/run.ts';

export const undo: Planning = {
  name: 'undo',
  kind: 'plan',
  risk: 'destructive',
  elsewhere: ['rollback', 'revert', 'back', 'restore'],
  usage: 'undo [N]',
  summary: 'Takes run N back; without N, the last of your runs that ended.',
  details: [
    'It is a plan like any other, made from what the run really changed; what others changed since is left alone.',
    'Undoing a run that did not finish takes the confirmation that risk takes less: nobody works yet with what it made.',
  ],
  examples: [
    { after: ['clone gallifrey dev'], say: 'undo 1', shows: 'undo run 1: clone gallifrey to gallifrey-dev' },
    { say: 'undo 99', shows: 'There is no run 99' },
  ],
  plan: async (asking) => {
    const { args, office } = asking;
    const view = args[0] === undefined ? await latest(asking) : await office.run(args[0]);
    try {
      return await office.undoing(view.run);
    } catch (error) {
      throw error instanceof Refusal ? new Refusal(...error.lines, ...(await instead(view, asking))) : error;
    }
  },
};

/** The asker's newest run that ended, did something, and is no undoing itself. Throws Refusal. */
async function latest(asking: Asking): Promise<RunView> {
  const { office } = asking;
  const person = identified(asking);
  for (const { run, by, state } of await office.runs({ limit: 200 })) {
    if (by !== person.name || !(state === 'done' || state === 'failed' || state === 'cancelled')) continue;
    const view = await office.run(String(run));
    if (view.plan.undoes === undefined && view.steps.some(({ attempt }) => attempt > 0)) return view;
  }
  throw new Refusal('None of your runs can be undone. !runs lists everybody’s; !undo N takes back run N.');
}

/** What to type where a VM that was destroyed cannot be brought back: the command that made it. */
async function instead({ plan }: RunView, { office }: Asking): Promise<readonly string[]> {
  if (!plan.command.startsWith('destroy ')) return [];
  for (const { run } of await office.runs({ subject: plan.subjects[0] ?? '', limit: 50 })) {
    const earlier = await office.run(String(run));
    if (earlier.plan.command.startsWith('clone ')) return [`!${earlier.plan.command} makes it anew.`];
  }
  return [];
}

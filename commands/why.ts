import { discounted } from '../src/bot/approvals.ts';
import type { Asking, Reading } from '../src/bot/command.ts';
import { whichRun } from '../src/bot/which-run.ts';
import { ago, listed, timeOfDay } from '../src/bot/words.ts';
import type { RunView, StepView } from '../src/engine/run.ts';

export const why: Reading = {
  name: 'why',
  kind: 'read',
  elsewhere: ['explain', 'reason', 'waiting'],
  usage: 'why [N]',
  details: ['Without N: the run of this thread, or the only one that is not over.'],
  summary: 'Says what run N waits for, or why it ended, and who may settle it.',
  examples: [{ after: ['clone gallifrey dev'], say: 'why 1', shows: 'waits for nothing' }],
  answer: async (asking) => {
    const view = await whichRun(asking, asking.args[0], {
      command: 'why',
      doing: 'is under way or waits',
      fits: () => true,
    });
    const head = `Run ${view.run} (${view.plan.title}), asked by ${view.by} ${ago(view.plannedAt, new Date())}, is ${view.state}.`;
    return { tone: 'answer', lines: [head, ...reasons(view, asking)] };
  },
};

function reasons(view: RunView, asking: Asking): readonly string[] {
  const { run, state, settled } = view;
  if (state === 'waiting') return approval(view, asking);
  if (state === 'queued') return ['It waits for a worker to take it up: it begins within seconds while farmhand runs.'];
  if (state === 'running') return running(view);
  const because = view.why === undefined ? [] : [`Why: ${view.why}.`];
  if (settled) return [...because, 'It waits for nothing and holds nothing.'];
  return [
    ...because,
    `It holds what it touched until somebody settles it: !retry ${run} goes on, !undo ${run} takes it back, !cancel ${run} leaves it as it is.`,
  ];
}

function approval(view: RunView, { office, farm }: Asking): readonly string[] {
  const people = [...farm.people.values()]
    .filter((person) => discounted(view, person) === undefined)
    .map(({ name }) => name);
  const voted = view.votes.map(({ person, from }) => `${person} (${from})`);
  return [
    `It waits for the approval of ${office.waitsFor(view) ?? 'nobody'}, until ${timeOfDay(view.gate?.expires ?? '')} UTC.`,
    `These may approve: ${people.length > 0 ? listed(people) : 'nobody farm.yaml lists'}. !approve ${view.run}, or !deny ${view.run}`,
    ...(voted.length > 0 ? [`Approved so far by ${listed(voted)}.`] : []),
  ];
}

function running(view: RunView): readonly string[] {
  const now = new Date();
  const under = view.steps.filter(({ state }) => state === 'running' || state === 'unknown');
  const stopping =
    view.cancelling === undefined ? [] : [`${view.cancelling} asked for it to stop; it stops as soon as it can.`];
  return [...under.map((step) => underWay(step, now)), ...stopping, `!cancel ${view.run} stops it.`];
}

function underWay({ title, state, beganAt, progress, why: reason }: StepView, now: Date): string {
  const since = beganAt === undefined ? '' : `, begun ${ago(beganAt, now)}`;
  if (state === 'unknown')
    return `How it went with "${title}" is not known${since}: ${reason ?? 'the host is being asked'}.`;
  return `Under way: ${title}${since}${progress ? ` (${progress.text})` : ''}.`;
}

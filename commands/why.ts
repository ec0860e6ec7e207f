import type { AboutRun } from '../src/bot/about-run.ts';
import { notHeld, waysOut } from '../src/bot/choices.ts';
import type { CommandContext, Reading } from '../src/bot/command.ts';
import { runOf } from '../src/bot/documents/run-of.ts';
import { remarkLines } from '../src/bot/plan-text.ts';
import { whichRun } from '../src/bot/which-run.ts';
import { ago, listed, sentence, timeOfDay } from '../src/bot/words.ts';
import type { RunView, StepView } from '../src/engine/run.ts';

export const why: Reading = {
  name: 'why',
  kind: 'read',
  aliases: ['run'],
  elsewhere: ['explain', 'reason'],
  usage: 'why [N]',
  details: ['Without N: the run of this thread, or the only one that is not over.'],
  summary: 'Says what run N waits for, or why it ended, and who may settle it.',
  examples: [{ after: ['clone gallifrey dev'], say: 'why 1', shows: 'waits for nothing' }],
  answer: async (context) => {
    const view = await whichRun(context, context.args[0], {
      command: 'why',
      doing: 'is under way or waits',
      fits: () => true,
    });
    const head = `Run ${view.run} (${view.plan.title}), asked by ${view.by} ${ago(view.plannedAt, new Date())}, is ${view.state}.`;
    const remarks = remarkLines(view.plan).map(sentence);
    const facts = await factsOf(view, context);
    const { about, against, barred } = facts;
    return {
      tone: 'answer',
      lines: [head, ...remarks, ...(await reasons(view, facts, context))],
      data: {
        kind: 'run',
        run: runOf(view, about, (step) => context.runService.hostsOf(step)),
        against,
        ...(barred !== undefined && { barred }),
      },
    };
  },
};

/** How a run stands by now, besides its view. */
interface Facts {
  readonly about: AboutRun;
  /** What stands against it, each in words. */
  readonly against: readonly string[];
  /** What keeps it from beginning now, in words; undefined: nothing. */
  readonly barred: string | undefined;
}

async function factsOf(view: RunView, { runService }: CommandContext): Promise<Facts> {
  const about = await runService.about(view);
  if (view.settled) return { about, against: [], barred: undefined };
  const against = await runService.against(view);
  return { about, against, barred: await runService.barred(view.plan, view.plannedAt) };
}

async function reasons(view: RunView, facts: Facts, context: CommandContext): Promise<readonly string[]> {
  const { run, state, settled } = view;
  const because = view.why === undefined ? [] : [`Why: ${view.why}.`];
  if (settled && state === 'failed') return [...because, `${notHeld(view)}.`];
  if (settled) return [...because, 'It waits for nothing and holds nothing.'];
  const { barred } = facts;
  const against = listed(facts.against);
  const keeps = (what: string) => (barred === undefined ? [] : [`${what}: ${barred}.`]);
  const but = (what: string) => (against === '' ? [] : [`As farm.yaml is now, ${what}: ${against}.`]);
  if (state === 'waiting')
    return [
      ...(await approval(view, facts.about, context)),
      ...keeps('It cannot begin now'),
      ...but('this is in its way'),
    ];
  if (state === 'queued')
    return against === '' && barred === undefined
      ? ['It waits for a worker to take it up: it begins within seconds while farmhand runs.']
      : [...keeps('It will not begin now'), ...but('it will not begin')];
  if (state === 'running') return [...running(view), ...but('it stops before its next step that others notice')];
  return [
    ...because,
    ...keeps(`!retry ${run} is refused until then`),
    ...but(`!retry ${run} is refused`),
    `It holds what it touched until somebody settles it: ${waysOut(run)}.`,
  ];
}

async function approval(
  view: RunView,
  { waitsFor }: Pick<AboutRun, 'waitsFor'>,
  { runService }: CommandContext,
): Promise<readonly string[]> {
  const { until, who, short } = await runService.approvers(view);
  // A change of farm.yaml can have made the approvals enough, but a run begins only when a person approves it.
  const waits = waitsFor ?? 'any of these once more: those given are enough by now';
  const voted = view.votes.map(
    ({ person, from, because }) => `${person} (${[from, ...(because === undefined ? [] : [because])].join(': ')})`,
  );
  return [
    `It waits for the approval of ${waits}, until ${timeOfDay(until)} UTC.`,
    `These may approve: ${who.length > 0 ? listed(who) : 'nobody farm.yaml lists'}. !approve ${view.run}, or !deny ${view.run}`,
    ...(short ? [tooFew] : []),
    ...(voted.length > 0 ? [`Approved so far by ${listed(voted)}.`] : []),
  ];
}

const tooFew =
  'They are too few, so it cannot be approved: whoever runs farmhand adds people to farm.yaml, or a rule to its policy by which the asker counts (asker_counts: true).';

function running(view: RunView): readonly string[] {
  const now = new Date();
  const under = view.steps.filter(({ state }) => state === 'running' || state === 'unknown');
  const stopping =
    view.cancelling === undefined ? [] : [`${view.cancelling} asked for it to stop; it stops as soon as it can.`];
  return [...under.map((step) => inFlight(step, now)), ...stopping, `!cancel ${view.run} stops it.`];
}

function inFlight({ title, state, beganAt, progress, why: reason }: StepView, now: Date): string {
  const since = beganAt === undefined ? '' : `, begun ${ago(beganAt, now)}`;
  if (state === 'unknown')
    return `How it went with "${title}" is not known${since}: ${reason ?? 'the host is being asked'}.`;
  return `Under way: ${title}${since}${progress ? ` (${progress.text})` : ''}.`;
}
